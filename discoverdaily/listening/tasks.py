"""The rings of the bell: claim what is due, call the service."""

from threading import Lock

from celery import shared_task

from discoverdaily.due import work
from discoverdaily.listening.capture import capture_look
from discoverdaily.listening.details import details_learn
from discoverdaily.listening.features import features_learn
from discoverdaily.listening.forgetting import old_plays_forget
from discoverdaily.listening.importing.working import import_work, imports_in_turn
from discoverdaily.listening.lookups import lookups_learn
from discoverdaily.listening.models import Capture, Counting, ExportRequest, Removal
from discoverdaily.listening.past import export_request_remind
from discoverdaily.listening.recounting import counting_move
from discoverdaily.listening.removals import removal_work


@shared_task(ignore_result=True)
def remind_of_exports() -> None:
    """Reminds whoever should have had their export from Spotify by now."""
    work(ExportRequest.objects.filter(person__is_active=True), lambda row: export_request_remind(request=row))


_one_import = Lock()


@shared_task(ignore_result=True)
def work_due_imports() -> None:
    """Reads, settles and takes out exports: one at a time, because it keeps a processor busy and this worker's other
    threads have people waiting, too."""
    if _one_import.acquire(blocking=False):
        try:
            work(imports_in_turn(), lambda row: import_work(row=row))
        finally:
            _one_import.release()


@shared_task(ignore_result=True)
def look_for_plays() -> None:
    """Asks Spotify what people played of whom it is time to ask."""
    work(Capture.objects.filter(person__is_active=True), _look)


def _look(capture: Capture) -> None:
    capture_look(capture=capture)


@shared_task(ignore_result=True)
def recount_due() -> None:
    """Moves the counts of people whose zone or day's start changed."""
    work(Counting.objects.filter(person__is_active=True), lambda row: counting_move(counting=row))


@shared_task(ignore_result=True)
def learn_features() -> None:
    """Asks how recordings sound whose time has come."""
    features_learn()


@shared_task(ignore_result=True)
def learn_details() -> None:
    """Asks for ISRCs and lengths of tracks that came from files."""
    details_learn()


@shared_task(ignore_result=True)
def look_up_tracks() -> None:
    """Asks Spotify for a few of the tracks that people played most and whose covers or ids are not known."""
    lookups_learn()


@shared_task(ignore_result=True)
def work_due_removals() -> None:
    """Hides, deletes, gives back and forgets what many plays take too long for within a request."""
    work(Removal.objects.all(), lambda row: removal_work(removal=row))


@shared_task(ignore_result=True)
def forget_old_plays() -> None:
    """Tidies away plays that are kept no longer, where the settings say so."""
    old_plays_forget()
