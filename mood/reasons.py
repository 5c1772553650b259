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
NOTHING = 1e-6
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
    """What one feature does to a song's score: so many `logits` up or down. `figure` and `usual`: how much of it the
    song has, and a typical one; NaN where nobody knows."""

    feature: str
    logits: float
    figure: float
    usual: float

    @property
    def name(self) -> str | Promise:
        """What the feature is called."""
        return _FEATURES[self.feature].name

    @property
    def cause(self) -> str | Promise:
        """What the song has of it: more than a typical one, or less. Of what is not known it has as much."""
        told = _FEATURES[self.feature]
        return told.less if self.figure < self.usual else told.more

    @property
    def shown(self) -> str:
        """How much of it the song has, as a person reads it; empty where nobody knows."""
        return _shown(self.feature, self.figure)

    @property
    def typical(self) -> str:
        """How much of it a typical song has, likewise."""
        return _shown(self.feature, self.usual)

    @property
    def signed(self) -> str:
        """Its logits as the table says them: +0.8."""
        return signed(self.logits)


def signed(logits: float) -> str:
    """Logits up or down: +0.8; what is nothing in the one place that is shown has no sign."""
    size = round(abs(logits), 1)
    sign = ("+" if logits > 0 else "−") if size else ""
    return sign + number_format(size, decimal_pos=1)


def pushes_of(logits: Floats, figures: Floats, typical: Floats) -> list[Push]:
    """Of one song, the strongest first: a row each of FEATURES; what does nothing is left out."""
    rows = zip(FEATURES, logits.tolist(), figures.tolist(), typical.tolist(), strict=True)
    return sorted((Push(*row) for row in rows if abs(row[1]) > NOTHING), key=lambda push: -abs(push.logits))


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
