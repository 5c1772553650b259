"""What the page of *Create* shows beside its seeds: how it should feel, and what grew."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from discoverdaily.access import PersonsRequest, page_of
from discoverdaily.listening.selectors import tracks_by_id
from playlists.growing.forms import LIMITS, NO_POPULARITY, NUMBERS, POPULARITY, CreateForm, SaveForm
from playlists.growing.growing import Grown
from playlists.growing.presets import PRESETS
from playlists.growing.reasons import Part, asked_of, reason_of, relaxed_words
from playlists.growing.seeds import MOST as MOST_SEEDS
from playlists.growing.seeds import Seed, seeds_of
from playlists.growing.selectors import playlists_for
from playlists.growing.strips import drawn, fitting_words, tunables_typed
from playlists.models import Recipe, SavedPlaylist, one_line
from playlists.rows import Row, known_row
from playlists.words import trouble_of

ONE_PRESS = ("q", "add", "drop", "from", "found")
"""What stands in an address because something was pressed, and not in that of the page it led to."""
FEEL_FIELDS = tuple(f"{prefix}_" for prefix in LIMITS)


@dataclass(frozen=True, slots=True)
class Line:
    """A track of a preview: its row, why it is there, and what can be done with it."""

    row: Row
    pick: Grown
    like: Part
    figures: list[str]
    first: bool
    last: bool

    @property
    def alike(self) -> str:
        """How near it sounds to what was asked for, else to its seed."""
        return "" if self.pick.alike is None else _("%(percent)d%% alike") % {"percent": self.pick.alike}


@dataclass(frozen=True, slots=True)
class Preview:
    """What grew by a recipe."""

    recipe: Recipe
    seeds: list[Seed]
    lines: list[Line]
    named_by: str
    silent: list[str]
    relaxed: list[str]
    missing: int
    """How many fewer tracks there are than were asked for."""
    saved: SavedPlaylist | None
    changed: bool
    """Whether its playlist in Spotify holds, or is to hold, another list."""

    @property
    def url(self) -> str:
        """Its playlist's page on Spotify; empty where there is none."""
        saved = self.saved
        return f"{settings.SPOTIFY_OPEN_URL}/playlist/{saved.spotify_id}" if saved and saved.exists else ""

    @property
    def trouble(self) -> Any:
        """What keeps its playlist from being written, in words."""
        return trouble_of(self.saved) if self.saved else None


def preview_of(recipe: Recipe) -> Preview:
    """Eight queries at most, however long the list is, and one of the cache."""
    picks = [Grown.of(kept) for kept in recipe.picks]
    tracks = tracks_by_id([pick.id for pick in picks])
    seeds = seeds_of(recipe.seeds)
    by_word = {seed.word: seed for seed in seeds}
    lines = []
    for place, pick in enumerate(picks):
        like, figures = reason_of(pick, by_word, recipe)
        row = known_row(tracks, pick.id, place + 1)
        lines.append(Line(row, pick, like, figures, first=place == 0, last=place == len(picks) - 1))
    named_by, silent = asked_of(recipe, picks)
    saved = SavedPlaylist.objects.filter(recipe=recipe).first()
    return Preview(
        recipe=recipe,
        seeds=seeds,
        lines=lines,
        named_by=named_by,
        silent=silent,
        relaxed=relaxed_words(recipe),
        missing=max(recipe.size - len(lines), 0),
        saved=saved,
        changed=saved is not None and _stands(recipe, saved) != recipe.track_ids,
    )


def _stands(recipe: Recipe, saved: SavedPlaylist) -> list[str]:
    return list(recipe.to_write) or saved.latest_track_ids()


def recipe_asked(request: PersonsRequest) -> Recipe | None:
    """The person's recipe that an address or a form names with `recipe`; None for any other."""
    named = request.POST.get("recipe") or request.GET.get("recipe") or ""
    known = named.isascii() and named.isdigit() and len(named) < 19
    return Recipe.objects.filter(person=request.user, pk=int(named)).first() if known else None


def growing_context(
    request: PersonsRequest,
    *,
    recipe: Recipe | None = None,
    form: CreateForm | None = None,
    **more: Any,
) -> dict[str, Any]:
    """For create/tunables.html and create/preview.html, whichever address they stand at. Without a `recipe` it is the
    one that the address names, if any; without a `form`, what stands in the address, else what the recipe has.

    `more`: `save`, a SaveForm; `grow_problem`, why nothing grew; `opened`, the id of the track whose buttons are open;
    `line_problem`, why nothing came of pressing one of them.
    """
    recipe = recipe or recipe_asked(request)
    preset = PRESETS.get(request.GET.get("mood", ""))
    if form is None:
        form = CreateForm(request.GET if _is_typed(request) and not preset else None, recipe=recipe, preset=preset)
    preview = preview_of(recipe) if recipe else None
    if not request.headers.get("HX-Request"):
        words = form.seeds_typed or request.GET.getlist("seed") or (recipe.seeds if recipe else [])
        more |= {
            "feels": drawn(request.user, form, words[:MOST_SEEDS]),
            "fitting": fitting_words(tunables_typed(form)) if form.feels_asked else "",
        }
    return {
        "feel": form,
        "no_popularity": "" if POPULARITY in form.known else NO_POPULARITY,
        "presets": PRESETS.values(),
        "preset": preset,
        "has_recipes": Recipe.objects.filter(person=request.user).exclude(name="").exists(),
        "recipe": recipe,
        "preview": preview,
        "save": _save_form(request, preview) if preview and "save" not in more else None,
        **more,
    }


def is_on_page(request: PersonsRequest) -> bool:
    """Whether what is asked for stands on the page of *Create* itself, whose address tells what is typed."""
    return urlsplit(page_of(request)).path == reverse("create:page")


def page_address(typed: QueryDict, *, but: Collection[str] = ()) -> str:
    """That of the page of *Create* with what is typed into its form; `but`: names that are left out."""
    kept = QueryDict(mutable=True)
    for name, values in typed.lists():
        told = [value for value in values if isinstance(value, str) and (value or name in NUMBERS)]
        if told and name not in {"csrfmiddlewaretoken", *but}:
            kept.setlist(name, told)
    return f"{reverse('create:page')}?{kept.urlencode()}" if kept else reverse("create:page")


def _is_typed(request: HttpRequest) -> bool:
    """Whether the address says how it should feel, or how much is to grow: it is of a form, not a link to seeds."""
    return any(name in CreateForm.base_fields or name.startswith(FEEL_FIELDS) for name in request.GET)


def _save_initial(preview: Preview) -> dict[str, Any]:
    saved = preview.saved
    if saved:
        names = ("name", "schedule", "refresh_hour", "weekday", "public")
        return {name: getattr(saved, name) for name in names}
    seeds = [seed.name for seed in preview.seeds if seed.name]
    return {"name": preview.recipe.name or name_of(seeds)}


def name_of(seeds: list[str]) -> str:
    """What a playlist of seeds is called unless its person calls it something else."""
    plain = [one_line(name.replace("<", "").replace(">", "")) for name in seeds]
    return one_line(_("Grown from %(seeds)s") % {"seeds": ", ".join(plain)}) if plain else _("Grown here")


def _save_form(request: PersonsRequest, preview: Preview) -> SaveForm:
    """Not read yet. What is typed into it comes along with what is pressed on the list, and is there afterwards."""
    playlists = [(each.pk, each.name) for each in playlists_for(preview.recipe)]
    initial = _save_initial(preview)
    if "schedule" in request.POST:
        initial |= {name: request.POST.get(name, "") for name in SaveForm.base_fields}
    return SaveForm(initial=initial, playlists=playlists)
