"""A person with a row of every kind, and every way in which a row can be a person's."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import ForeignKey, Model

from accounts.models import (
    AddressAsked,
    Announcement,
    Care,
    Device,
    Download,
    DownloadPart,
    Erasure,
    Invitation,
    Share,
    User,
)
from discoverdaily import clock
from discoverdaily.demo.models import Export
from discoverdaily.listening.capture import capture_begin
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.models import (
    Capture,
    Exclusion,
    ExportRequest,
    Gap,
    Import,
    ImportFile,
    ImportPart,
    Play,
    Removal,
    Source,
)
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.removals import play_remove
from discoverdaily.spotify.models import OwnApp
from mood.models import Day, Entry, Mood, OwnModel
from playlists.models import Edition, FollowCheck, ListExclusion, Look, Recipe, SavedPlaylist
from tests.errands.models import Errand
from tests.listening.songs import NOON, song
from timer.models import Music, Preset
from timer.models import Session as TimerSession


def paths_to_people() -> dict[type[Model], list[str]]:
    """For every model of every app, the lookups that lead from it to a person; none for what is nobody's."""
    every = apps.get_models(include_auto_created=True)
    return {model: sorted(_paths(model, ())) for model in every}


def _paths(model: type[Model], seen: tuple[type[Model], ...]) -> Iterator[str]:
    if model is User:
        yield "pk"
        return
    for field in model._meta.get_fields():
        if not isinstance(field, ForeignKey) or field.related_model in seen:
            continue
        for rest in _paths(field.related_model, (*seen, model)):
            yield f"{field.name}__{rest}"


def give_everything(person: User, word: str) -> None:
    """A row of every kind; `word` stands wherever text may."""
    now = clock.now()
    _account(person, word)
    _listening(person, word)
    _playlists(person, word)
    mood, _ = Mood.objects.get_or_create(person=person)
    model = OwnModel.objects.create(person=person, name=word, happy=[word], sad=[], content=word, asked_at=now)
    Mood.objects.filter(pk=mood.pk).update(own_model=model)
    Day.objects.get_or_create(person=person, day=date(2026, 11, 1))
    Entry.objects.create(person=person, day=date(2026, 11, 1), note=f"a note of {word}", tags=[word], written_at=now)
    session = TimerSession.objects.create(
        person=person, title=word, figures={"work": 20}, state=TimerSession.State.ENDED
    )
    Music.objects.create(session=session, device_name=word, playing={"title": word})
    Preset.objects.create(person=person, name=word, figures={"work": 20})
    Export.objects.get_or_create(person=person)
    Errand.objects.create(name=word, person=person)
    for key in ("top:{}:tracks:short_term", "create:names:{}", "players:{}", "timer-playlists:{}"):
        cache.set(key.format(person.pk), word)


def _account(person: User, word: str) -> None:
    now = clock.now()
    person.groups.add(Group.objects.create(name=word))
    person.user_permissions.add(Permission.objects.first())  # type: ignore[arg-type]  # there are many
    AddressAsked.objects.create(person=person, address=f"new-{word}@people.example", asked_at=now)
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session.save()
    kept = Session.objects.get(pk=session.session_key)
    Device.objects.create(session=kept, person=person, user_agent=word, first_seen=now, last_seen=now)
    Invitation.objects.create(token_hash=f"invitation {word}", ends_at=now, made_by=person)
    download = Download.objects.create(person=person, state=Download.State.READY, ready_at=now, size=1)
    DownloadPart.objects.create(download=download, number=0, content=word.encode())
    Erasure.objects.create(person=person)
    Care.objects.get_or_create(person=person)
    OwnApp.objects.create(person=person, client_id=word)
    announced = Announcement.objects.create(words="It was.", begins_at=now - timedelta(days=1), ends_at=now)
    announced.put_away_by.add(person)
    Share.objects.create(person=person, token_hash=f"share {word}", section="top", choice="x", title=word, ends_at=now)
    people = ContentType.objects.get_for_model(User)
    facts = {"action_flag": CHANGE, "content_type": people, "object_repr": word}
    LogEntry.objects.create(user=person, object_id="1", **facts)
    LogEntry.objects.create(user=User.objects.create_user(), object_id=str(person.pk), **facts)


def _listening(person: User, word: str) -> None:
    now = clock.now()
    track = song(f"Song {word}")
    imported = Import.objects.create(person=person, asked_at=now)
    file = ImportFile.objects.create(of=imported, name=word, size=1)
    ImportPart.objects.create(file=file, number=0, content=word.encode())
    hour = timedelta(hours=1)
    for source, at in ((Source.EXTENDED, NOON), (Source.CAPTURE, NOON - hour), (Source.ACCOUNT, NOON - 2 * hour)):
        brought_by = None if source == Source.CAPTURE else imported
        told = [Told(to_ms(at), 180_000, track.pk)]
        plays_store(person=person, source=source, told=told, brought_by=brought_by)
    hidden = Play.objects.get(person=person, source=Source.ACCOUNT)
    removal = play_remove(person=person, verb=Removal.Verb.HIDE, play=hidden)
    Removal.objects.filter(pk=removal.pk).update(wanted={"words": word})
    Exclusion.objects.create(person=person, artist=track.artist, made_at=now)
    ExportRequest.objects.create(person=person, asked_at=now)
    Gap.objects.create(person=person, before=NOON, found_at=now)
    capture_begin(person=person)
    Capture.objects.filter(person=person).update(told=[[1, word]])


def _playlists(person: User, word: str) -> None:
    now = clock.now()
    recipe = Recipe.objects.create(person=person, name=word, seeds=[f"track:{word}"])
    saved = SavedPlaylist.objects.create(person=person, recipe=recipe, name=word)
    edition = Edition.objects.create(saved=saved, written_at=now, track_ids=[word])
    SavedPlaylist.objects.filter(pk=saved.pk).update(wanted_edition=edition)
    Look.objects.create(saved=saved, at=now, outcome=Look.Outcome.CHANGED, edition=edition)
    ListExclusion.objects.create(saved=saved, artist=song(f"Out {word}").artist, made_at=now)
    FollowCheck.objects.create(person=person, checked_at=now)
