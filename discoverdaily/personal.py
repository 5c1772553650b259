"""What an app may offer about a person, so that nothing has to point upward along the imports.

An app whose config is a `PersonalApp` hands over what it knows; accounts walks the installed configs and renders it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig, apps
from django.http import HttpRequest
from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.forms import ModelForm

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class TodayCard:
    """One piece of the Today page: a template and what it needs.

    What says how the `day` is stands right beneath its date; then cards with `attention`: something needs the person.
    It is left out while its `feature` is switched off.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    attention: bool = False
    day: bool = False
    feature: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One file of a person's download.

    `columns` says in a sentence what stands in each; every row has as many values, in that order: text, numbers,
    moments and days, None, or lists and mappings of these. `rows` is read once and never kept whole; `count` is how
    many they are, about.
    """

    name: str
    about: str
    columns: Mapping[str, str]
    rows: Iterable[Sequence[Any]]
    count: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it counts; `attention`: somebody has to look, at `url` perhaps."""

    label: str | Promise
    value: int | str
    url: str | None = None
    attention: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """What staff may switch off while the instance runs, and on again. Nothing is deleted by it.

    `without` tells staff what follows. `pages` are names of addresses, or whole namespaces of them, that answer
    meanwhile with words alone; those in `stays` go on. Due work that names the `key` as its own rests.
    """

    key: str
    title: str | Promise
    without: str | Promise
    pages: Collection[str]
    stays: Collection[str] = ()

    def has(self, address: str) -> bool:
        """Whether an address, by its name, is one of its own."""
        return (address in self.pages or address.partition(":")[0] in self.pages) and address not in self.stays


class NothingToShare(Exception):
    """What was shared is no longer there, or is another person's."""


@dataclass(frozen=True, slots=True)
class Section:
    """Something that may be shown to whoever has a link.

    `choices` says what a person has of it: a word that stands for each, and its title. `render` answers the HTML of
    one of them, for a reader who may be nobody: no name, no note, no control. Raises NothingToShare.
    Nothing of it is offered or shown while its `feature` is switched off.
    """

    key: str
    title: str | Promise
    choices: Callable[["User"], Sequence[tuple[str, str]]]
    render: Callable[["User", HttpRequest, str], str]
    feature: str = ""


class PersonalApp(AppConfig):
    """An app config with something to offer about a person."""

    def today(self, person: "User") -> Sequence[TodayCard]:
        """What Today should show of this app."""
        return ()

    def export(self, person: "User") -> Iterator[Table]:
        """All that the app keeps of the person; never a token."""
        return iter(())

    def holds(self, person: "User") -> Sequence[Figure]:
        """What there is of the person, counted for who thinks of deleting it."""
        return ()

    def leave_spotify(self, person: "User") -> bool:
        """Takes out of the person's Spotify library what the app made there; whether all of it could be.

        Called outside any transaction.
        """
        return True

    def keeps_moments(self) -> bool:
        """Whether somebody counts on something of the app's to the tenth of a second now, so that long work should let
        others write in between."""
        return False

    def erase(self, person: "User") -> Iterator[None]:
        """Deletes what the database's cascade does not reach (files, cache entries), or would hold a lock over for
        long: tables of very many rows, a piece at a time, with a `yield` after each. The rows left go afterwards.

        Called outside any transaction, and anew where it was broken off.
        """
        return iter(())

    def forget_spotify(self, person: "User") -> None:
        """Deletes what Spotify's API has told of the person; what they brought themselves stays."""

    def refresh(self, person: "User") -> None:
        """Has what is kept fresh for the person looked at as soon as a worker comes to it."""

    def resume(self, person: "User") -> None:
        """Has what was given up for the person go on."""

    def settings_form(self, person: "User", data: Mapping[str, Any] | None = None) -> "ModelForm[Any] | None":
        """What the person may choose of this app on the page of their settings, bound where there is `data`.

        It has a prefix of its own, and its `save` keeps what was chosen.
        """
        return None

    def share_sections(self) -> Sequence[Section]:
        """What may be shared by a link."""
        return ()

    def features(self) -> Sequence[Feature]:
        """What of the app may be switched off by itself."""
        return ()

    def switched_off(self) -> Collection[str]:
        """The keys of all features that are off, told by the app that keeps staff's switches; one query."""
        return ()

    def staff_summary(self) -> Sequence[Figure]:
        """How the app is, for staff: figures of everybody together; as many queries however many people there are."""
        return ()


def personal_apps() -> Iterator[PersonalApp]:
    """The installed apps that have something to offer, in the order of INSTALLED_APPS."""
    return (config for config in apps.get_app_configs() if isinstance(config, PersonalApp))


def switched_off() -> frozenset[str]:
    """The keys of the features that staff have switched off; one query."""
    return frozenset(key for each in personal_apps() for key in each.switched_off())
