"""The rings of the bell."""

from threading import Lock

from celery import shared_task

from accounts.caring import care_work
from accounts.erasing import erasure_work
from accounts.export import download_work
from accounts.models import Care, Download, Erasure
from accounts.services import ended_sessions_forget
from accounts.sharing import ended_shares_forget
from accounts.signing_up import forsaken_close
from discoverdaily.due import work


@shared_task(ignore_result=True)
def forget_what_ended() -> None:
    """Tidies away what those who never came in, or went long ago, have left; and links that are over."""
    ended_sessions_forget()
    forsaken_close()
    ended_shares_forget()


_one_download = Lock()


@shared_task(ignore_result=True)
def work_due_downloads() -> None:
    """Writes people's downloads and deletes those of yesterday: one at a time, because it keeps a processor busy."""
    if _one_download.acquire(blocking=False):
        try:
            work(Download.objects.filter(person__is_active=True), lambda row: download_work(download=row))
        finally:
            _one_download.release()


@shared_task(ignore_result=True)
def work_due_erasures() -> None:
    """Goes on deleting people whose request was not enough for it."""
    work(Erasure.objects.all(), lambda row: erasure_work(erasure=row))


@shared_task(ignore_result=True)
def look_after_connections() -> None:
    """Looks what can be done through people's connections, and writes to whose is about to end."""
    work(Care.objects.filter(person__is_active=True), lambda row: care_work(care=row))
