"""What listening has to say on Today."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from discoverdaily import clock
from discoverdaily.listening.days import today_of
from discoverdaily.listening.gaps import gaps_new
from discoverdaily.listening.importing.selectors import imports_of
from discoverdaily.listening.importing.shown import shown
from discoverdaily.listening.looks import look_of
from discoverdaily.listening.models import ExportRequest, Import
from discoverdaily.listening.models.imports import GOING_ON
from discoverdaily.listening.selectors import rule_of
from discoverdaily.listening.statistics import day_heard, year_before
from discoverdaily.personal import TodayCard

if TYPE_CHECKING:
    from accounts.models import User

LATELY = timedelta(days=2)
"""How long trouble with an import stands on Today, unless the next one comes sooner."""


def cards_of(person: "User") -> list[TodayCard]:
    """Plays that may be missing; exports on their way in, or the last one's trouble; an export that should have come
    from Spotify; what was on a year ago; when Spotify last told what they play."""
    return [*_gaps(person), *_imports(person), *_past(person), *_year_ago(person), *_look(person)]


def _year_ago(person: "User") -> Iterator[TodayCard]:
    if ago := day_heard(person, year_before(today_of(person)), rule=rule_of(person)):
        yield TodayCard("listening/day_heard.html", {"ago": ago})


def _gaps(person: "User") -> Iterator[TodayCard]:
    if gaps := gaps_new(person):
        yield TodayCard("listening/gaps_today.html", {"gaps": gaps}, attention=True)


def _look(person: "User") -> Iterator[TodayCard]:
    if look := look_of(person):
        yield TodayCard("listening/look.html", {"look": look})


def _imports(person: "User") -> Iterator[TodayCard]:
    going_on = list(imports_of(person).filter(state__in=GOING_ON).order_by("asked_at", "pk"))
    for imported in going_on:
        yield TodayCard("listening/import_card.html", {"shown": shown(imported)}, feature="imports")
    last = None if going_on else imports_of(person).first()
    if last and needs_person(last):
        yield TodayCard("listening/import_card.html", {"shown": shown(last)}, attention=True, feature="imports")


def needs_person(imported: Import) -> bool:
    """Whether it ended lately, and not as its person would have it."""
    lately = imported.ended_at is not None and imported.ended_at > clock.now() - LATELY
    failed = imported.state == Import.State.FAILED
    done = imported.state == Import.State.DONE
    return lately and (failed or (done and any(file.problem for file in imported.files.all())))


def _past(person: "User") -> Iterator[TodayCard]:
    if waiting := ExportRequest.objects.filter(person=person, reminded_at__isnull=False).first():
        yield TodayCard("listening/past_today.html", {"waiting": waiting}, attention=True, feature="imports")
