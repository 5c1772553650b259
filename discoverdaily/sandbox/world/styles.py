"""The styles of the invented catalogue: what music of each sounds like, and how its artists are named and pictured.

A style gives the middle of each audio feature (0 to 1); tracks scatter round it (`features.py`).
"""

from dataclasses import dataclass
from typing import Literal

Tongue = Literal["english", "nordic", "spanish", "portuguese", "french", "japanese", "chinese", "polish"]
Naming = Literal["band", "person", "duo", "moniker", "ensemble"]


@dataclass(frozen=True, slots=True)
class Style:
    """share: of artists; ballads: share of slow, sad tracks; minutes, tempo: mean and spread; explicit: share of tracks."""

    name: str
    genres: tuple[str, ...]
    share: float
    energy: float
    valence: float
    dance: float
    acoustic: float
    instrumental: float
    speech: float
    tempo: tuple[float, float]
    minutes: tuple[float, float]
    ballads: float
    major: float
    explicit: float
    naming: tuple[Naming, ...]
    tongues: tuple[Tongue, ...]
    palette: tuple[str, ...]
    since: int = 1995


_E: tuple[Tongue, ...] = ("english",)

STYLES: tuple[Style, ...] = (
    Style(
        "indie pop", ("indie pop", "bedroom pop"), 1.5, 0.62, 0.55, 0.6, 0.22, 0.03, 0.05, (118, 18), (3.4, 0.5), 0.18, 0.65,
        0.08, ("band", "band", "person", "moniker"), _E, ("#f4c6a8", "#e4736b", "#4f6d8f", "#f7ead9", "#2e3a4f"), 2006,
    ),
    Style(
        "chamber folk", ("chamber folk", "indie folk"), 1.1, 0.33, 0.36, 0.47, 0.78, 0.06, 0.04, (106, 22), (3.8, 0.7), 0.38,
        0.62, 0.01, ("person", "band", "duo"), ("english", "english", "nordic"), ("#7d8f69", "#e9e3d0", "#b78d5c", "#40513b", "#d8c9a3"), 1998,
    ),
    Style(
        "piano ballad", ("piano ballad", "singer-songwriter"), 0.9, 0.26, 0.26, 0.44, 0.84, 0.03, 0.04, (96, 20), (3.9, 0.5), 0.6,
        0.5, 0.01, ("person", "person", "duo"), ("english", "french", "english"), ("#2b2d42", "#8d99ae", "#edf2f4", "#5c677d", "#c9ada7"),
    ),
    Style(
        "synthpop", ("synthpop", "new romantic"), 1.1, 0.74, 0.6, 0.69, 0.07, 0.05, 0.045, (121, 12), (3.7, 0.5), 0.12, 0.52, 0.02,
        ("band", "moniker", "duo"), _E, ("#ff6f91", "#845ec2", "#2c2a4a", "#00c9a7", "#ffc75f"), 1982,
    ),
    Style(
        "dream pop", ("dream pop", "shoegaze"), 0.9, 0.54, 0.32, 0.42, 0.24, 0.3, 0.04, (112, 18), (4.3, 0.8), 0.28, 0.6, 0.01,
        ("band", "moniker"), _E, ("#cdb4db", "#a2d2ff", "#ffc8dd", "#6d6875", "#b5838d"), 1990,
    ),
    Style(
        "ambient", ("ambient", "drone"), 0.8, 0.12, 0.16, 0.25, 0.84, 0.93, 0.04, (92, 22), (5.4, 1.6), 0.35, 0.55, 0.0,
        ("moniker", "person", "ensemble"), ("english", "nordic", "japanese"), ("#0b132b", "#1c2541", "#3a506b", "#5bc0be", "#dfe8ec"),
    ),
    Style(
        "neo soul", ("neo soul", "alternative r&b"), 1.0, 0.48, 0.55, 0.68, 0.34, 0.03, 0.09, (92, 16), (3.9, 0.6), 0.22, 0.45, 0.2,
        ("person", "moniker", "band"), _E, ("#7f4f24", "#b6ad90", "#582f0e", "#dda15e", "#fefae0"), 1998,
    ),
    Style(
        "deep house", ("deep house", "melodic house"), 1.0, 0.73, 0.5, 0.8, 0.06, 0.66, 0.05, (122, 3), (5.2, 1.2), 0.03, 0.42, 0.0,
        ("moniker", "moniker", "duo"), _E, ("#03045e", "#0077b6", "#00b4d8", "#90e0ef", "#f72585"), 1994,
    ),
    Style(
        "techno", ("techno", "minimal techno"), 0.7, 0.86, 0.22, 0.73, 0.03, 0.86, 0.06, (131, 5), (6.1, 1.2), 0.0, 0.4, 0.0,
        ("moniker",), _E, ("#111111", "#e63946", "#f1faee", "#6c757d", "#2b2b2b"), 1994,
    ),
    Style(
        "hip hop", ("hip hop", "alternative hip hop"), 1.2, 0.66, 0.5, 0.76, 0.15, 0.02, 0.24, (94, 20), (3.2, 0.5), 0.08, 0.45, 0.62,
        ("moniker", "person", "duo"), _E, ("#ffb703", "#fb8500", "#023047", "#219ebc", "#1b1b1e"), 1994,
    ),
    Style(
        "heavy metal", ("heavy metal", "doom metal"), 0.8, 0.92, 0.26, 0.4, 0.01, 0.15, 0.08, (128, 26), (4.8, 1.2), 0.06, 0.4, 0.14,
        ("band",), ("english", "english", "polish", "nordic"), ("#161a1d", "#660708", "#ba181b", "#b1a7a6", "#3d3d3d"), 1985,
    ),
    Style(
        "garage punk", ("garage punk", "power pop"), 0.9, 0.91, 0.66, 0.5, 0.03, 0.03, 0.07, (152, 20), (2.6, 0.4), 0.03, 0.72, 0.2,
        ("band",), _E, ("#f9c80e", "#f86624", "#ea3546", "#662e9b", "#fdf7e3"), 1978,
    ),
    Style(
        "jazz", ("jazz", "cool jazz"), 0.8, 0.3, 0.48, 0.52, 0.86, 0.68, 0.045, (112, 28), (5.2, 1.4), 0.26, 0.5, 0.0,
        ("ensemble", "person"), ("english", "english", "french"), ("#14213d", "#fca311", "#e5e5e5", "#8d5b4c", "#3b6064"), 1968,
    ),
    Style(
        "bossa nova", ("bossa nova", "mpb"), 0.7, 0.34, 0.64, 0.64, 0.76, 0.08, 0.045, (124, 20), (3.1, 0.5), 0.18, 0.58, 0.0,
        ("person", "duo", "ensemble"), ("portuguese",), ("#2a9d8f", "#e9c46a", "#f4a261", "#264653", "#fdf6e3"), 1968,
    ),
    Style(
        "dub reggae", ("reggae", "dub"), 0.6, 0.57, 0.72, 0.77, 0.18, 0.2, 0.1, (82, 12), (4.2, 0.8), 0.06, 0.55, 0.04,
        ("band", "moniker"), _E, ("#006d32", "#fcbf49", "#d62828", "#14281d", "#f2e8cf"), 1974,
    ),
    Style(
        "americana", ("americana", "alt country"), 0.9, 0.52, 0.53, 0.54, 0.46, 0.02, 0.04, (118, 24), (3.7, 0.6), 0.27, 0.82, 0.03,
        ("band", "person", "person"), _E, ("#bc6c25", "#dda15e", "#606c38", "#fefae0", "#283618"), 1976,
    ),
    Style(
        "modern classical", ("modern classical", "minimalism"), 0.7, 0.17, 0.2, 0.32, 0.95, 0.92, 0.04, (98, 26), (4.4, 1.5), 0.42,
        0.52, 0.0, ("person", "ensemble"), ("english", "french", "nordic", "polish"), ("#f8f9fa", "#adb5bd", "#343a40", "#c9a227", "#e9ecef"), 1990,
    ),
    Style(
        "city pop", ("city pop", "j-pop"), 0.7, 0.72, 0.75, 0.68, 0.15, 0.04, 0.04, (116, 14), (4.1, 0.6), 0.12, 0.62, 0.0,
        ("person", "band", "moniker"), ("japanese",), ("#ff9a8b", "#ff6a88", "#4cc9f0", "#4361ee", "#fff1d0"), 1979,
    ),
    Style(
        "latin pop", ("latin pop", "cumbia"), 1.0, 0.76, 0.78, 0.76, 0.2, 0.01, 0.07, (104, 16), (3.3, 0.4), 0.1, 0.56, 0.08,
        ("person", "band", "duo"), ("spanish",), ("#ef476f", "#ffd166", "#06d6a0", "#118ab2", "#fff3e2"), 1996,
    ),
    Style(
        "mandopop", ("mandopop", "c-pop"), 0.8, 0.48, 0.42, 0.56, 0.4, 0.01, 0.04, (104, 20), (4.1, 0.5), 0.38, 0.68, 0.0,
        ("person", "band"), ("chinese",), ("#d90429", "#edf2f4", "#8d99ae", "#f2cc8f", "#3d405b"), 1996,
    ),
    Style(
        "disco funk", ("disco", "funk"), 0.9, 0.81, 0.84, 0.81, 0.09, 0.05, 0.055, (116, 8), (4.0, 0.8), 0.02, 0.55, 0.02,
        ("band", "ensemble", "moniker"), _E, ("#f72585", "#b5179e", "#7209b7", "#ffd60a", "#3a0ca3"), 1974,
    ),
    Style(
        "spoken word", ("spoken word", "poetry"), 0.12, 0.22, 0.38, 0.58, 0.86, 0.0, 0.9, (96, 30), (2.6, 0.8), 0.2, 0.5, 0.05,
        ("person",), ("english", "french"), ("#faf3dd", "#5e6472", "#ffa69e", "#b8f2e6", "#2f3e46"), 1990,
    ),
)  # fmt: skip

BY_NAME = {style.name: style for style in STYLES}
