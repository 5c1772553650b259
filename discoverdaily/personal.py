"""What an app may offer about a person, so that nothing has to point upward along the imports.

An app whose config is a `PersonalApp` hands over what it knows; accounts walks the installed configs and renders it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig, apps

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class TodayCard:
    """One piece of the Today page: a template and what it needs.

    What says how the `day` is stands right beneath its date; then cards with `attention`: something needs the person.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    attention: bool = False
    day: bool = False


class PersonalApp(AppConfig):
    """An app config with something to offer about a person."""

    def today(self, person: "User") -> Sequence[TodayCard]:
        """What Today should show of this app."""
        return ()


def personal_apps() -> Iterator[PersonalApp]:
    """The installed apps that have something to offer, in the order of INSTALLED_APPS."""
    return (config for config in apps.get_app_configs() if isinstance(config, PersonalApp))
