"""The colour of a score: a place on a ramp from sad to happy, and the ink that is legible on it."""

from itertools import pairwise

SPECTRUM = "spectrum"
"""Blue, green, yellow: the colours as first published."""
CLEAR = "clear"
"""Blue, grey, yellow, ever lighter: alike to eyes that see colours differently (Nuñez, Anderton and Renslow 2018)."""
STEPS = 1000
BLACK, WHITE = "#000000", "#ffffff"

_RAMPS: dict[str, tuple[tuple[int, int], ...]] = {
    SPECTRUM: ((1, 0x192D5B), (500, 0x00743F), (1000, 0xF1A104)),
    CLEAR: ((1, 0x00204D), (250, 0x414D6B), (500, 0x7C7B78), (750, 0xBCAF6F), (1000, 0xFFEA46)),
}
PALETTES = tuple(_RAMPS)


def colour(score: float, *, palette: str = SPECTRUM) -> str:
    """The colour "#rrggbb" of a score within 0 and 1: step round(score * 1000) of 1 to 1000.

    Raises KeyError for an unknown palette, ValueError for what is no score.
    """
    if not 0 <= score <= 1:  # NaN, too
        raise ValueError("a score is within 0 and 1")
    step = max(1, round(score * STEPS))
    (low, dark), (high, light) = next(ends for ends in pairwise(_RAMPS[palette]) if step <= ends[1][0])
    part = (step - low) / (high - low)
    mixed = (round(a + (b - a) * part) for a, b in zip(dark.to_bytes(3), light.to_bytes(3), strict=True))
    return f"#{bytes(mixed).hex()}"


def ink(paper: str) -> str:
    """Black or white, whichever contrasts more with a colour "#rrggbb": always at least 4.5 to 1."""
    return max(BLACK, WHITE, key=lambda text: contrast(text, paper))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(of: str) -> float:
    parts = (value / 255 for value in bytes.fromhex(of.removeprefix("#")))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
