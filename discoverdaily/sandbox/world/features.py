"""Audio features that hang together: one loudness for one energy, sadder where slower, true to the style."""

import math
from dataclasses import dataclass
from random import Random

from .model import AudioFeatures
from .styles import Style

SPOKEN_FROM = 0.66


@dataclass(frozen=True, slots=True)
class Leaning:
    """How an artist or an album differs from its style, in logits of energy, valence, acousticness and danceability."""

    energy: float = 0.0
    valence: float = 0.0
    acoustic: float = 0.0
    dance: float = 0.0
    live: bool = False


def leaning(chance: Random, spread: float, base: Leaning | None = None, *, live: bool = False) -> Leaning:
    """Somewhere near base, within about spread logits."""
    base = base or Leaning()
    return Leaning(
        energy=base.energy + chance.gauss(0, spread),
        valence=base.valence + chance.gauss(0, spread),
        acoustic=base.acoustic + chance.gauss(0, spread),
        dance=base.dance + chance.gauss(0, spread * 0.7),
        live=live,
    )


def draw_features(chance: Random, style: Style, album: Leaning) -> AudioFeatures:
    """One track of an album; a ballad, as often as its style has them, is slower, sadder, quieter and more acoustic."""
    slow = 1.0 if chance.random() < style.ballads else 0.0
    heat = album.energy + chance.gauss(0, 0.45) - 1.1 * slow
    joy = album.valence + 0.35 * heat + chance.gauss(0, 0.55) - 0.75 * slow
    energy = _from_logit(_logit(style.energy) + heat)
    valence = _from_logit(_logit(style.valence) + joy)
    acoustic = _logit(style.acoustic) + album.acoustic - 0.9 * heat + chance.gauss(0, 0.7)
    dance = _logit(style.dance) + album.dance + 0.35 * joy - 0.35 * slow + chance.gauss(0, 0.35)
    major = _from_logit(_logit(style.major) + 0.6 * joy)
    return AudioFeatures(
        acousticness=_rounded(_from_logit(acoustic)),
        danceability=_rounded(_from_logit(dance)),
        energy=_rounded(energy),
        instrumentalness=_instrumentalness(chance, style),
        key=-1 if chance.random() < 0.005 else int(chance.random() * 12),
        liveness=_liveness(chance, live=album.live),
        loudness=_loudness(chance, energy),
        mode=1 if chance.random() < major else 0,
        speechiness=_speechiness(chance, style),
        tempo=_tempo(chance, style, slow),
        time_signature=_time_signature(chance, style),
        valence=_rounded(valence),
    )


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _from_logit(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _rounded(share: float) -> float:
    """Spotify gives three significant digits."""
    return float(f"{min(max(share, 0.0), 1.0):.3g}")


def _loudness(chance: Random, energy: float) -> float:
    """dB: about -4 at full energy, -10 at half, -24 at none."""
    return round(min(max(-3.4 - 22 * math.pow(1 - energy, 1.8) + chance.gauss(0, 1.1), -60.0), 0.0), 3)


def _instrumentalness(chance: Random, style: Style) -> float:
    if chance.random() < style.instrumental:
        return _rounded(0.55 + 0.42 * math.sqrt(chance.random()))
    return _rounded(0.12 * chance.random() ** 6) if chance.random() < 0.7 else 0.0


def _liveness(chance: Random, *, live: bool) -> float:
    return (
        _rounded(0.6 + 0.38 * chance.random())
        if live
        else _rounded(0.05 + 0.07 * -math.log(1 - 0.98 * chance.random()))
    )


def _speechiness(chance: Random, style: Style) -> float:
    if style.speech > SPOKEN_FROM:
        return _rounded(0.72 + 0.24 * chance.random())
    return _rounded(min(0.026 + style.speech * (0.3 - 0.7 * math.log(1 - 0.95 * chance.random())), 0.6))


def _tempo(chance: Random, style: Style, slow: float) -> float:
    mean, spread = style.tempo
    tempo = chance.gauss(mean - 14 * slow, spread)
    if spread > 8 and chance.random() < 0.05:
        tempo *= 2 if tempo < 100 else 0.5
    return round(min(max(tempo, 48.0), 212.0), 3)


def _time_signature(chance: Random, style: Style) -> int:
    waltz = 0.02 if style.dance > 0.65 else 0.11
    draw = chance.random()
    if draw < waltz:
        return 3
    return 5 if draw < waltz + 0.012 else 7 if draw < waltz + 0.015 else 4
