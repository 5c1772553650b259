"""What follows for the listening history from what others do."""

from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.models import User
from discoverdaily.listening import capture as capturing
from discoverdaily.listening.capture import capture_begin
from discoverdaily.listening.counting import counting_of
from discoverdaily.listening.models import ArtistCount, Capture, HourCount, HourTotal, Play, RecordingCount, Source
from discoverdaily.listening.plays import Stored, Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_named
from discoverdaily.listening.tasks import look_for_plays


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


@pytest.mark.django_db(transaction=True)
def test_a_look_at_spotify_and_the_deletion_of_its_person_wait_for_each_other_in_turn(
    alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looking, deleted = Event(), Event()

    def slowly(**what: Any) -> Stored:
        looking.set()
        deleted.wait(0.5)  # as long as the deletion takes to come to what is held here
        return plays_store(**what)

    def look() -> None:
        try:
            look_for_plays()
        finally:
            connections.close_all()

    counting_of(alice)
    capture_begin(person=alice)
    monkeypatch.setattr(capturing, "plays_store", slowly)
    worker = Thread(target=look)
    worker.start()
    assert looking.wait(10)
    alice.delete()
    deleted.set()
    worker.join()
    assert "unforeseen" not in caplog.text
    assert not Play.objects.exists()
    assert not Capture.objects.exists()
