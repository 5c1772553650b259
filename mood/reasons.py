"""What pushed a song's score up or down against a typical song, in plain words, and in numbers for who wants them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mood.model.features import FEATURES, Floats

_t = gettext_lazy
WORTH_SAYING = 0.2
"""Logits below which a push is not told of: 5 points of 100 in the middle of the scale, fewer at its ends."""
WORTH_SHOWING = 0.05
"""Logits that are shown as more than nothing."""
AT_MOST = 2
KEYS = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")


@dataclass(frozen=True, slots=True)
class _Feature:
    """What a feature is called, and what a song has that has more of it than a typical one, or less."""

    name: str | Promise
    more: str | Promise
    less: str | Promise


_FEATURES = {
    "acousticness": _Feature(_t("Acoustic"), _t("its acoustic sound"), _t("its electric sound")),
    "danceability": _Feature(_t("Danceable"), _t("its danceable beat"), _t("its loose beat")),
    "energy": _Feature(_t("Energy"), _t("its energy"), _t("its calm")),
    "instrumentalness": _Feature(_t("Instrumental"), _t("having no singing"), _t("its singing")),
    "liveness": _Feature(_t("Live"), _t("its audience"), _t("its studio sound")),
    "loudness": _Feature(_t("Loudness"), _t("how loud it is"), _t("how soft it is")),
    "speechiness": _Feature(_t("Spoken words"), _t("its spoken words"), _t("its few spoken words")),
    "tempo": _Feature(_t("Tempo"), _t("its quick tempo"), _t("its slow tempo")),
    "valence": _Feature(_t("Cheerful"), _t("its cheerful sound"), _t("its sombre sound")),
    "key": _Feature(_t("Key"), _t("its key"), _t("its key")),
    "mode": _Feature(_t("Mode"), _t("its major key"), _t("its minor key")),
}
_SENTENCES: dict[tuple[bool, ...], str | Promise] = {
    (True,): _t("Lifted by %(one)s"),
    (False,): _t("Drawn down by %(one)s"),
    (True, True): _t("Lifted by %(one)s and %(other)s"),
    (False, False): _t("Drawn down by %(one)s and %(other)s"),
    (True, False): _t("Lifted by %(one)s, drawn down by %(other)s"),
    (False, True): _t("Drawn down by %(one)s, lifted by %(other)s"),
}
"""By whether each lifts the score."""


@dataclass(frozen=True, slots=True)
class Push:
    """What one feature does to a song's score: so many `logits` up or down. `shown` and `typical`: how much of it the
    song has, and a typical one; empty where nobody knows."""

    name: str | Promise
    cause: str | Promise
    logits: float
    shown: str
    typical: str

    @property
    def signed(self) -> str:
        """As the table says it: +0.8."""
        sign = "+" if self.logits >= 0 else "−"
        return sign + number_format(round(abs(self.logits), 1), decimal_pos=1)


def pushes_of(logits: Floats, figures: Floats, typical: Floats) -> list[Push]:
    """Of one song, the strongest first: a row each of FEATURES; what does nothing is left out."""
    found = [
        Push(
            told.name,
            told.more if not figures[place] < typical[place] else told.less,  # of what is not known it has as much
            float(logits[place]),
            _shown(name, float(figures[place])),
            _shown(name, float(typical[place])),
        )
        for place, (name, told) in enumerate((name, _FEATURES[name]) for name in FEATURES)
        if abs(logits[place]) >= WORTH_SHOWING
    ]
    return sorted(found, key=lambda push: -abs(push.logits))


def reasons(pushes: Sequence[Push]) -> str:
    """The two strongest at most, as a sentence; that there are none is one, too."""
    said = [push for push in pushes[:AT_MOST] if abs(push.logits) >= WORTH_SAYING]
    if not said:
        return _("Much like a typical song")
    lifts = tuple(push.logits > 0 for push in said)
    return str(_SENTENCES[lifts]) % {"one": said[0].cause, "other": said[-1].cause}


def _shown(name: str, figure: float) -> str:
    if figure != figure:  # noqa: PLR0124  # not known
        return ""
    if name == "loudness":
        return _("%(figure)s dB") % {"figure": number_format(round(figure)).replace("-", "−")}
    if name == "tempo":
        return _("%(figure)s bpm") % {"figure": number_format(round(figure))}
    if name == "key":
        return KEYS[round(figure)] if 0 <= round(figure) < len(KEYS) else ""
    if name == "mode":
        return _("major") if figure >= 0.5 else _("minor")
    return number_format(round(100 * figure))
