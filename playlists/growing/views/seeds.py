"""The page of *Create*, and finding seeds for it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page
from playlists.growing.choosing import Chosen, chosen, chosen_by_mood, chosen_from, favourites, why
from playlists.growing.searching import Search, own_names, search
from playlists.growing.seeds import MOST, is_link, linked
from playlists.growing.views.context import ONE_PRESS, growing_context, is_on_page, page_address

CHANGED = "seeds-changed"
"""What pieces of the page listen for that show something of the seeds."""


@require_safe
@signed_in
def page(request: PersonsRequest) -> HttpResponse:
    """Seeds, how it should feel, and beside them what grows; for HTMX the seeds alone.

    `?seed=` (up to five), `?add=` or `?drop=` one, `?q=` letters or a link, `?from=top` or `?from=day:2026-11-20`.
    """
    context = seeds_context(request, request.GET.getlist("seed"))
    wrong = bool(context["problem"])
    if not request.headers.get("HX-Request"):
        context |= growing_context(request)
        wrong = wrong or bool(context["feel"].errors)
    status = 422 if wrong else 200
    answer = fragment_or_page(request, "create/page.html", "seeds", context, status=status)
    if not request.headers.get("HX-Request"):
        return answer
    if is_on_page(request):
        answer["HX-Replace-Url"] = _address(request, context)
    return trigger_client_event(answer, CHANGED, after="swap")


@require_safe
@signed_in
def found(request: PersonsRequest) -> HttpResponse:
    """What is found for `?q=`: one's own at once; with `?told` what Spotify tells, too. Without HTMX the whole page."""
    if not request.headers.get("HX-Request"):
        return page(request)
    typed = request.GET.get("q", "")
    if is_link(typed):
        return fragment_or_page(request, "create/found.html", "found", {"q": typed, "word": linked(typed)})
    if not typed.strip():
        own_names(request.user)  # one is about to type: what was played is gathered meanwhile
    hits = search(request.user, typed, wait="told" in request.GET)
    context = {"q": typed, "found": hits, "said": _said(hits), "quiet": quiet_words(hits)}
    return fragment_or_page(request, "create/found.html", "found", context)


def seeds_context(request: PersonsRequest, words: Sequence[str]) -> dict[str, Any]:
    """What create/page.html shows of its seeds, whichever address it stands at; `words`: those that stand there, before
    what was pressed is done."""
    asked = request.GET
    typed, add, drop = asked.get("q", ""), asked.get("add", ""), asked.get("drop", "")
    words = [word for word in words if word != drop]
    problem, hits = "", None
    if is_link(typed) and not (add or drop):
        add, problem = linked(typed), "" if linked(typed) else no_link()
    state = chosen(request.user, words, add=add, found_by=asked.get("found", typed))
    if "from" in asked:
        state = _filled(state, chosen_from(request.user, asked["from"]))
    elif not (state.seeds or state.problem or add):
        state = chosen_by_mood(request.user, asked.get("mood", ""))
    if typed.strip() and not (add or drop or problem):
        hits = search(request.user, typed, wait=True)
    return {
        "seeds": state.seeds,
        "room": MOST - len(state.seeds),
        "problem": problem or state.problem,
        "favourites": favourites(request.user, but=state.seeds) if len(state.seeds) < MOST else [],
        "q": typed if hits or problem or state.problem else "",
        "found": hits,
        "quiet": quiet_words(hits) if hits else "",
        "said": _seeds_said(state),
    }


def _filled(state: Chosen, more: Chosen) -> Chosen:
    """The seeds with others from elsewhere, as far as there is room."""
    new = [seed for seed in more.seeds if seed not in state.seeds]
    return Chosen([*state.seeds, *new][:MOST], state.problem or more.problem)


def _address(request: PersonsRequest, context: dict[str, Any]) -> str:
    """That of the page as it stands now, so that it can be loaded again."""
    kept = request.GET.copy()
    kept.setlist("seed", [seed.word for seed in context["seeds"]])
    return page_address(kept, but=ONE_PRESS)


def no_link() -> str:
    """Why a link is no seed."""
    return _("This link leads to no artist or song on Spotify. Copy the link of one, or type its name.")


def quiet_words(hits: Search) -> str:
    """One line of why there is nothing of Spotify's."""
    if not hits.error:
        return ""
    found, nothing = _("%(what)s These are from your own listening."), _("%(what)s In your own listening nothing fits.")
    return (found if hits.hits else nothing) % {"what": why(hits.error)}


def _said(hits: Search) -> str:
    """How many were found, for those who listen."""
    if not hits.words or (hits.asks and not hits.hits):
        return ""
    if not hits.hits:
        return _("Nothing found.")
    number = len(hits.hits)
    one, more = _("One found. Choose it with the arrow keys."), _("%(number)d found. Choose with the arrow keys.")
    return one if number == 1 else more % {"number": number}


def _seeds_said(state: Chosen) -> str:
    if not state.seeds:
        return _("No seed chosen.")
    names = ", ".join(seed.name for seed in state.seeds)
    return _("%(number)d of %(most)d seeds: %(names)s.") % {"number": len(state.seeds), "most": MOST, "names": names}
