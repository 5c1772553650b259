"""What Today shows."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.switching import off_for
from accounts.words import CONNECTION, Words
from discoverdaily import clock
from discoverdaily.personal import personal_apps
from discoverdaily.spotify.selectors import ConnectionStatus


@dataclass(frozen=True, slots=True)
class Card:
    """A finished piece of Today."""

    html: SafeString
    attention: bool
    day: bool


def today_of(person: User) -> date:
    """The person's own date: their time zone, and before the hour their day starts it is still yesterday."""
    return (clock.now().astimezone(person.zone) - timedelta(hours=person.day_starts_at)).date()


def cards_of(person: User, request: HttpRequest) -> list[Card]:
    """What the apps have to say to the person today, what needs them first; nothing of what is switched off."""
    off = off_for(request)
    cards = [
        Card(SafeString(render_to_string(card.template, dict(card.context), request)), card.attention, card.day)
        for app in personal_apps()
        for card in app.today(person)
        if card.feature not in off
    ]
    return sorted(cards, key=lambda card: not card.attention)


def words_of(status: ConnectionStatus) -> Words | None:
    """What stands in the way of the person's connection, in words; None where nothing does."""
    return CONNECTION[status.trouble] if status.trouble else None
