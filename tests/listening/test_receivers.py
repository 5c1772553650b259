"""What follows for the listening history from what others do."""

from threading import Event, Thread

import pytest
from django.db import connections, transaction

from accounts.models import User
from discoverdaily.listening.counting import counting_of
from discoverdaily.listening.models import ArtistCount, HourCount, HourTotal, Play, RecordingCount, Source
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_named


@pytest.mark.django_db(transaction=True)
def test_nothing_stays_of_who_is_deleted_while_a_worker_brings_in_their_plays() -> None:
    person = User.objects.create_user()
    key = person.pk
    counting_of(person)
    [track] = tracks_named(named=[Named("0" * 22, "Lamp", "Singer", "", 0)])
    brought, deleted = Event(), Event()

    def bring() -> None:
        try:
            with transaction.atomic():
                plays_store(
                    person=User.objects.get(pk=key),
                    source=Source.EXTENDED,
                    told=[Told(1_700_000_000_000, 60_000, track)],
                )
                brought.set()
                deleted.wait(0.5)  # it cannot be, before these are kept
        finally:
            connections.close_all()

    worker = Thread(target=bring)
    worker.start()
    assert brought.wait(10)
    person.delete()
    deleted.set()
    worker.join()
    for model in (Play, HourCount, HourTotal, RecordingCount, ArtistCount):
        assert not model._default_manager.filter(person=key).exists(), model
