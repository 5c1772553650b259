"""What staff may do to chosen people, each after a page that asks whether it is meant, and each written down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.connection import connection_end
from accounts.devices import sign_out_everywhere
from accounts.doors import LastDoor
from accounts.erasing import account_close, holdings_of
from accounts.models import User
from accounts.tending import BeingDeleted, person_refresh, person_resume, person_switch_off, person_switch_on

MOST = 100
"""People at a time: each is done by itself, while staff wait for the page."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done to one person: how the list calls it, what follows from it, and how the log tells of it.

    `ends`: whether it deletes what cannot be had again.
    """

    title: Any
    means: str | Promise
    logged: str
    do: Callable[[User], None]
    ends: bool = False


def may_be_touched(person: User, by: User) -> bool:
    """Nobody does anything to themselves here, nor to somebody with every right without having it."""
    return person.pk != by.pk and (by.is_superuser or not person.is_superuser)


def _action(name: str, deed: Deed, permission: str) -> Any:
    @admin.action(description=deed.title, permissions=[permission])
    def act(model_admin: Any, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        people = list(queryset.order_by("pk")[: MOST + 1])
        if len(people) > MOST:
            words = _("At most %(most)d people at a time. Choose fewer; nothing was done.")
            messages.error(request, words % {"most": MOST})
            return None
        if request.POST.get("confirmed") != "yes":
            return _ask(model_admin, request, deed, name, people)
        _do(model_admin, request, deed, people)
        return None

    act.__name__ = name
    return act


def _ask(model_admin: Any, request: HttpRequest, deed: Deed, name: str, people: list[User]) -> HttpResponse:
    met = [person for person in people if may_be_touched(person, request.user)]  # type: ignore[arg-type]  # staff are signed in
    context = {
        **model_admin.admin_site.each_context(request),
        "title": deed.title,
        "opts": model_admin.opts,
        "deed": deed,
        "action": name,
        "people": met,
        "left_alone": [person for person in people if person not in met],
        "goes": holdings_of(met[0]) if deed.ends and len(met) == 1 else [],
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/people_confirm.html", context)


def _do(model_admin: Any, request: HttpRequest, deed: Deed, people: list[User]) -> None:
    done = 0
    for person in people:
        if not may_be_touched(person, request.user):  # type: ignore[arg-type]  # staff are signed in
            messages.warning(request, _("%(person)s was left alone.") % {"person": person})
            continue
        name = str(person)
        try:
            deed.do(person)
        except LastDoor:
            words = _("%(person)s was left alone: without Spotify they could not come in any more.")
            messages.warning(request, words % {"person": name})
            continue
        except BeingDeleted:
            messages.warning(request, _("%(person)s was left alone: they are being deleted.") % {"person": name})
            continue
        model_admin.log_change(request, person, deed.logged)
        done += 1
    if not done:
        return
    words = ngettext("%(title)s: done for one person.", "%(title)s: done for %(count)d people.", done)
    messages.success(request, words % {"title": deed.title, "count": done})


ACTIONS = [
    _action(
        "switch_off",
        Deed(
            gettext_lazy("Switch off"),
            gettext_lazy(
                "They are signed out everywhere, cannot come in, and nothing is done for them any more. Nothing is "
                "deleted, and they can be switched on again."
            ),
            "Switched off.",
            lambda person: person_switch_off(person=person),
        ),
        "change",
    ),
    _action(
        "switch_on",
        Deed(
            gettext_lazy("Switch on"),
            gettext_lazy("They can come in again, and what is planned for them goes on."),
            "Switched on.",
            lambda person: person_switch_on(person=person),
        ),
        "change",
    ),
    _action(
        "sign_out",
        Deed(
            gettext_lazy("Sign out everywhere"),
            gettext_lazy("They are signed out of every browser, and can sign in again at once."),
            "Signed out everywhere.",
            lambda person: sign_out_everywhere(person=person),
        ),
        "change",
    ),
    _action(
        "disconnect",
        Deed(
            gettext_lazy("Disconnect from Spotify"),
            gettext_lazy("Their tokens are deleted at once. What was learnt stays, and they can connect again."),
            "Disconnected from Spotify.",
            lambda person: connection_end(person=person, forget=False),
        ),
        "change",
    ),
    _action(
        "refresh",
        Deed(
            gettext_lazy("Refresh now"),
            gettext_lazy("Their plays are asked for and their playlists refreshed within seconds."),
            "Refreshed.",
            lambda person: person_refresh(person=person),
        ),
        "change",
    ),
    _action(
        "resume",
        Deed(
            gettext_lazy("Resume what failed"),
            gettext_lazy("What failed is tried again at once, and playlists that were suspended are refreshed again."),
            "Resumed.",
            lambda person: person_resume(person=person),
        ),
        "change",
    ),
    _action(
        "erase",
        Deed(
            gettext_lazy("Delete with all that is theirs"),
            gettext_lazy(
                "Whoever is chosen is out at once, and everything of theirs is deleted within minutes: plays, "
                "playlists’ history, calendars, notes. The playlists in Spotify stay. This cannot be undone."
            ),
            "Deleted with all that was theirs.",
            lambda person: account_close(person=person),
            ends=True,
        ),
        "delete",
    ),
]
