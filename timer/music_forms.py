"""What people choose about the music of a session."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from discoverdaily.spotify.errors import SpotifyError
from discoverdaily.spotify.selectors import connection_of
from playlists.models import uris
from timer import wishes
from timer.devices import Player, players_of, players_remembered
from timer.energies import by_energy, own_by_energy
from timer.lists import NONE, ON, OWN, Choice, NotToBePlayed, Told, is_list, linked, lists_of, source_of
from timer.models import Music
from timer.plans import Kind
from timer.wishes import Source, Turn, Wish
from timer.words import GONE as GONE_DEVICE
from timer.words import Trouble, choosing_trouble

SAME = ""
"""A phase's list that is the session's."""
LONGEST_INTRO = 60
OWN_LIST = (Kind.PREPARE, Kind.REST, Kind.COOL_DOWN)
"""The phases that may have a list of their own; work has the session's."""
FEW = 7
CALM = (Kind.REST, Kind.COOL_DOWN)
"""The phases that have the calm songs where the list is in the order of energy."""
NOT_A_LIST = _("This leads to no playlist, album or artist. Paste a link that was copied in Spotify.")
GONE = _("This is not among your lists any more. Choose another.")
_WORDS = {"invalid_choice": GONE}


class LinkField(forms.CharField):
    """A link or URI of Spotify's, as the word of what it leads to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=300, label=_("Or a link copied in Spotify"), **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value).strip()
        word = linked(typed) if typed else ""
        if typed and not word:
            raise forms.ValidationError(NOT_A_LIST)
        return word


@dataclass(frozen=True, slots=True)
class PhaseFields:
    """What can be chosen for a kind of phase, as the page shows it."""

    kind: Kind
    source: forms.BoundField | None
    link: forms.BoundField | None
    skip: forms.BoundField
    pause: forms.BoundField | None
    volume: forms.BoundField

    @property
    def label(self) -> str | Promise:
        return self.kind.label


class MusicForm(forms.Form):
    """List, device and shuffle; and, of what few need, what happens in which phase. `music()` is what came of it.

    Begun without data it asks Spotify for devices and playlists; what came back filled in is checked against those that
    were told of late.
    """

    list = forms.ChoiceField(label=_("What plays"), error_messages=_WORDS)
    link = LinkField()
    device = forms.CharField(required=False, max_length=100, label=_("Where it plays"))
    shuffle = forms.BooleanField(required=False, label=_("Shuffle"))
    by_energy = forms.BooleanField(
        required=False, label=_("From this list the fast songs for work, the calm ones for rest")
    )
    past_intro = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=LONGEST_INTRO,
        label=_("Start songs past their intro"),
        help_text=_("So many seconds of each song are passed over, up to 60."),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Choose 0 to 60 seconds.")),
    )
    at_end = forms.ChoiceField(
        required=False,
        choices=[("pause", _("the music stops")), ("on", _("the music plays on"))],
        label=_("At the end"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        person: User,
        typed: QueryDict | None = None,
        named: str = "",
        remembered: bool = False,
    ) -> None:
        """`typed`: what was typed before and came back in the address; else what the last session had is chosen.
        `named`: words in the names of the playlists that are offered; `remembered`: devices told of late will do."""
        self.person, self.named = person, named
        told = players_remembered(person) if remembered or data is not None else None
        self.players = told or players_of(person)
        last = _last_time(person)
        self.lists = lists_of(person).with_pasted(last.wish.pasted)
        self.last_device = last.device_name
        back = typed is not None and ("list" in typed or "device" in typed)
        initial = dict(typed.items()) if typed and back else {**last.wish.typed, "device": last.device_id}
        super().__init__(data, initial=initial, use_required_attribute=False)
        self._offer_lists()
        for kind in Kind:
            self._add_phase(kind)

    def _offer_lists(self) -> None:
        found = self.lists.named(self.named)
        always: Sequence[Choice] = [
            (NONE, _("no music")),
            (ON, _("what I play in Spotify")),
            (OWN, _("my own songs: fast for work, calm for rest")),
        ]
        names, chosen = dict(always) | self.lists.names(), self.initial.get("list")
        if self.named and found.playlists and chosen not in dict(found.playlists):
            chosen = found.playlists[0][0]
        self.found = len(found.playlists)
        self.initial["list"] = NONE if self.trouble else chosen if chosen in names else ON
        _choose_from(self.fields["list"], always[:1] if self.trouble else [*always, *found.choices()])

    def _add_phase(self, kind: Kind) -> None:
        if kind in OWN_LIST:
            field = forms.ChoiceField(required=False, label=_("List"), error_messages=_WORDS)
            self.fields[f"list_{kind}"] = field
            _choose_from(field, [(SAME, _("the same")), *([] if self.trouble else self.lists.choices())])
            self.fields[f"link_{kind}"] = LinkField()
            self.fields[f"pause_{kind}"] = forms.BooleanField(required=False, label=_("Silence: the music waits"))
        self.fields[f"skip_{kind}"] = forms.ChoiceField(
            required=False,
            choices=[("", _("another song")), ("no", _("the song plays on"))],
            label=_("When it begins"),
        )
        self.fields[f"volume_{kind}"] = _number(100, _("Volume"), _("Choose 0 to 100."))

    @property
    def trouble(self) -> Trouble | None:
        """Why there can be no music now, in words; without devices it can be chosen all the same."""
        return choosing_trouble(self.players.trouble) if self.players.trouble else None

    @property
    def lists_trouble(self) -> Trouble | None:
        """Why there are no playlists to choose from, where that is all."""
        reason = self.lists.trouble
        return choosing_trouble(reason) if reason and not self.trouble else None

    @property
    def many(self) -> bool:
        """Whether there are so many playlists that one would rather type a name."""
        return len(self.lists.playlists) > FEW

    @property
    def device_chosen(self) -> str:
        """The id of the device that is chosen, so long as it is there; the one of last time may sleep."""
        chosen = self["device"].value() or ""
        return chosen if self._player(chosen) else ""

    @property
    def asleep(self) -> str:
        """The name of the device that was used last, where it is not awake."""
        wanted = self["device"].value() or ""
        return "" if self.players.trouble or not wanted or self._player(wanted) else self.last_device

    @property
    def premium_words(self) -> str:
        """What was learnt from Spotify's last refusal; it may be otherwise by now."""
        connection = connection_of(self.person)
        if connection is None or connection.premium is not False:
            return ""
        return gettext(
            "When we last tried, Spotify let us steer nothing, as it does without Premium. You may try again."
        )

    def phases(self) -> Iterator[PhaseFields]:
        """The fields of each kind of phase."""
        for kind in Kind:
            own = kind in OWN_LIST
            yield PhaseFields(
                kind,
                self[f"list_{kind}"] if own else None,
                self[f"link_{kind}"] if own else None,
                self[f"skip_{kind}"],
                self[f"pause_{kind}"] if own else None,
                self[f"volume_{kind}"],
            )

    def clean_device(self) -> str:
        """Only one of theirs, and one that lets itself be steered."""
        wanted: str = self.cleaned_data["device"]
        if not wanted:
            return ""
        player = self._player(wanted)
        if player is None and not self.trouble:
            self.players = players_of(self.person)
            player = self._player(wanted)
        if player is None:
            raise forms.ValidationError(f"{GONE_DEVICE.what} {GONE_DEVICE.then}")
        if player.barred:
            raise forms.ValidationError(player.barred)
        return wanted

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and self.wanted:
            self._wish = self._worked_out()
        return cleaned

    @property
    def wanted(self) -> bool:
        """Whether there is to be music at all."""
        return bool(self.cleaned_data.get("link")) or self.cleaned_data.get("list") not in (None, NONE)

    def music(self) -> dict[str, Any] | None:
        """Fields for the music of a session, None for none; once the form is valid."""
        if not self.wanted:
            return None
        device = self.cleaned_data["device"]
        player = self._player(device)
        return {"device_id": device, "device_name": player.name if player else "", "wish": wishes.kept(self._wish)}

    def _worked_out(self) -> Wish:
        chosen = self.cleaned_data
        words = {kind: self._word(kind) for kind in OWN_LIST}
        main = chosen["link"] or chosen["list"]
        others = [word for word in dict.fromkeys(words.values()) if word not in (SAME, main)]
        mains, halves, unknown = self._main(main, again=bool(others))
        sources = (*mains, *(self._source(word, again=True) for word in others))
        places = {word: number for number, word in enumerate(others, len(mains))}
        turns = {}
        for kind in Kind:
            word = words.get(kind, SAME)
            calm = halves and word == SAME and kind in CALM
            turns[str(kind)] = Turn(
                source=1 if calm else places.get(word, 0),
                skip=chosen[f"skip_{kind}"] != "no",
                pause=chosen.get(f"pause_{kind}", False),
                volume=chosen[f"volume_{kind}"],
            )
        return Wish(
            sources=sources,
            turns=turns,
            shuffle=chosen["shuffle"] and not halves,
            past_intro=chosen["past_intro"] or 0,
            at_end="on" if chosen["at_end"] == "on" else "pause",
            volume_before=self._volume_now(),
            unknown=unknown,
            typed=self._as_chosen(),
            pasted=self._pasted({main: mains[0], **dict(zip(others, sources[len(mains) :], strict=True))}),
        )

    def _as_chosen(self) -> dict[str, str]:
        """What would have to be chosen for the same; a pasted list is among the others from then on."""
        typed = {name: str(value) for name in self.fields if (value := self[name].value()) not in (None, "", False)}
        for name in ("link", *(f"link_{kind}" for kind in OWN_LIST)):
            if typed.pop(name, None):
                typed[name.replace("link", "list")] = self.cleaned_data.get(name, "")
        return typed

    def _pasted(self, sources: dict[str, Source]) -> dict[str, str]:
        """What the lists are called that are none of the person's own."""
        own = self.lists.own_names()
        return {word: source.name for word, source in sources.items() if is_list(word) and word not in own}

    def _word(self, kind: Kind) -> str:
        word: str = self.cleaned_data[f"link_{kind}"] or self.cleaned_data[f"list_{kind}"]
        return word

    def _main(self, word: str, *, again: bool) -> tuple[tuple[Source, ...], bool, tuple[int, int] | None]:
        """The list of work, or its fast and its calm songs, and how many of how many songs nobody knows."""
        if word == OWN:
            fast, calm = own_by_energy(self.person)
            if not fast:
                self.add_error("list", gettext("It is not known yet how enough of your songs sound. Choose a list."))
            return (_halved(_("Your fast songs"), fast), _halved(_("Your calm songs"), calm)), True, None
        halves = self.cleaned_data["by_energy"] and word != ON
        source = self._source(word, again=again or halves)
        if not halves:
            return (source,), False, None
        if not source.uris and not self.errors:
            words = gettext("The songs of this list cannot be read, so it can only be played as it is.")
            self.add_error("by_energy", words)
        fast, calm, unknown = by_energy([uri.rpartition(":")[2] for uri in source.uris])
        halved = _halved(source.name, fast, source.length), _halved(source.name, calm, source.length)
        return halved, True, (unknown, len(fast))

    def _source(self, word: str, *, again: bool) -> Source:
        """What stands behind a word; what is wrong with it is said beside the field it was chosen in."""
        told = Told(str(self.lists.own_names().get(word, "")), self.lists.lengths.get(word, 0))
        try:
            shuffle = self.cleaned_data["shuffle"] and not self.cleaned_data["by_energy"]
            return source_of(self.person, word, told, songs=again, shuffle=shuffle)
        except NotToBePlayed as why:
            self.add_error(self._field_of(word), str(why))
        except SpotifyError as error:
            said = choosing_trouble(error.reason)
            self.add_error(self._field_of(word), f"{said.what} {said.then}")
        return Source()

    def _field_of(self, word: str) -> str:
        lists = (name for name in self.fields if name.partition("_")[0] in ("link", "list"))
        return next(name for name in lists if self.cleaned_data.get(name) == word)

    def _player(self, device: str) -> Player | None:
        return next((player for player in self.players.players if player.id and player.id == device), None)

    def _volume_now(self) -> int | None:
        """Of the device that will play, as far as that can be told."""
        device = self.cleaned_data["device"]
        found = (player for player in self.players.players if (player.id == device if device else player.active))
        return next((player.volume for player in found), None)


class LastTime(NamedTuple):
    """What was chosen for the person's latest session with music."""

    wish: Wish
    device_id: str
    device_name: str


def _last_time(person: User) -> LastTime:
    latest = Music.objects.filter(session__person=person).order_by("-session__started_at", "-pk")
    kept = latest.values_list("wish", "device_id", "device_name").first()
    if kept is None:
        return LastTime(Wish(typed={"shuffle": "on", "list": ON}), "", "")
    return LastTime(wishes.read(Wish, kept[0]), kept[1], kept[2])


def _choose_from(field: forms.Field, choices: Sequence[Any]) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  # all lists are
    field.choices = list(choices)


def _number(most: int, label: Any, words: Any) -> forms.IntegerField:
    said = dict.fromkeys(("invalid", "min_value", "max_value"), words)
    return forms.IntegerField(required=False, min_value=0, max_value=most, label=label, error_messages=said)


def _halved(name: Any, track_ids: list[str], length: int = 0) -> Source:
    return Source(str(name), uris=tuple(uris(track_ids)), length=length)
