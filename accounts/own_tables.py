"""What is kept of a person themselves, as files of their download."""

from collections.abc import Iterator

from accounts.models import AddressAsked, Announcement, Care, Device, Invitation, Share, User
from discoverdaily.personal import Table
from discoverdaily.tables import table_of


def tables_of(person: User) -> Iterator[Table]:
    """The person, their settings, the browsers they are signed in with; no password, no key of any session."""
    yield table_of(
        "account",
        "You and your settings. The password is kept as a hash only, and is not here.",
        User.objects.filter(pk=person.pk),
        {
            "username": "a name that says nothing, by which we know you",
            "email": "your address",
            "email_changed_at": "when it was last changed",
            "display_name": "your name",
            "time_zone": "your time zone",
            "time_zone_known": "whether it was found or chosen",
            "day_starts_at": "the hour at which your day starts",
            "locale": "your language",
            "theme": "how pages look; empty: as your device has it",
            "date_joined": "since when you are here",
            "last_login": "when you last came in",
            "is_active": "whether the account is open",
            "is_staff": "whether you look after this instance",
        },
    )
    yield table_of(
        "addresses_asked",
        "An address that is not confirmed yet.",
        AddressAsked.objects.filter(person=person),
        {
            "address": "the address",
            "asked_at": "when it was asked for",
            "agreed_there": "whether it was confirmed there",
            "agreed_before": "whether it was confirmed at the address before",
        },
    )
    yield table_of(
        "devices",
        "Where you are signed in.",
        Device.objects.filter(person=person),
        {
            "user_agent": "what the browser says it is",
            "first_seen": "when it was first seen",
            "last_seen": "when it was last seen, to the hour",
        },
    )
    yield table_of(
        "invitations",
        "Invitations you have made.",
        Invitation.objects.filter(made_by=person),
        {
            "note": "whom it is for",
            "seats": "how many people it lets in",
            "taken": "how many it has let in",
            "made_at": "when it was made",
            "ends_at": "until when it is good",
        },
    )
    yield table_of(
        "shared_links",
        "Links by which others see something of yours. What opens them is kept nowhere.",
        Share.objects.filter(person=person),
        {
            "section": "what it shows",
            "choice": "which one of these",
            "title": "its title",
            "named": "whether your name stands on it",
            "made_at": "when it was made",
            "ends_at": "until when it is good",
        },
    )
    yield table_of(
        "announcements_put_away",
        "What this instance told everybody, and you put away.",
        Announcement.put_away_by.through.objects.filter(user=person),
        {"announcement__words": "what it said", "announcement__ends_at": "until when it was told"},
    )
    yield table_of(
        "connection_reminders",
        "When your connection to Spotify is next looked at, and which reminder of its end was sent.",
        Care.objects.filter(person=person),
        {
            "due_at": "when it is next looked at",
            "told_ahead": "how many days before the end the last letter told of it",
            "seen_ahead": "which reminder you have put away: the one so many days before",
        },
    )
