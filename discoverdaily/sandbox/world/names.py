"""Invented names of artists, albums and songs: plausible, varied, in several languages."""

from random import Random

from . import words as w
from .styles import Style, Tongue

_FOREIGN: dict[Tongue, tuple[list[str], list[str], list[str], tuple[str, ...]]] = {
    "nordic": (w.NORDIC_FIRST, w.NORDIC_LAST, w.NORDIC_WORDS, w.NORDIC_LINKS),
    "spanish": (w.SPANISH_FIRST, w.SPANISH_LAST, w.SPANISH_WORDS, w.SPANISH_LINKS),
    "portuguese": (w.PORTUGUESE_FIRST, w.PORTUGUESE_LAST, w.PORTUGUESE_WORDS, w.PORTUGUESE_LINKS),
    "french": (w.FRENCH_FIRST, w.FRENCH_LAST, w.FRENCH_WORDS, w.FRENCH_LINKS),
    "japanese": (w.JAPANESE_FAMILY, w.JAPANESE_GIVEN, w.JAPANESE_WORDS, w.JAPANESE_LINKS),
    "chinese": (w.CHINESE_FAMILY, w.CHINESE_GIVEN, w.CHINESE_WORDS, w.CHINESE_LINKS),
    "polish": (w.POLISH_FIRST, w.POLISH_LAST, w.POLISH_WORDS, w.POLISH_LINKS),
}
_UNSPACED: tuple[Tongue, ...] = ("japanese", "chinese")


def artist_name(chance: Random, style: Style, tongue: Tongue) -> str:
    return _ARTIST_NAMES[chance.choice(style.naming)](chance, tongue)


def album_name(chance: Random, tongue: Tongue, mood: float) -> str:
    """mood: -1 dark to 1 bright."""
    if tongue != "english":
        return song_name(chance, tongue, mood)
    noun, other, place = _noun(chance, mood), chance.choice(w.PLAIN), chance.choice(w.PLACES)
    return chance.choice(
        (
            f"{_adjective(chance, mood)} {noun}s",
            f"The {other} {noun}",
            f"Songs from {place}",
            f"{noun} Season",
            f"Letters to a {_adjective(chance, mood)} {other}",
            f"{place}",
            f"{chance.choice(w.GERUNDS)} Towards {place}",
            f"A Short History of {noun}s",
            f"{other}/{noun}",
            f"{chance.choice(w.COLOURS)} Hour",
            f"How to {chance.choice(w.VERBS)} a {noun}",
        )
    )


def song_name(chance: Random, tongue: Tongue, mood: float) -> str:
    """mood: -1 dark to 1 bright, which leans the choice of words."""
    return _english_song(chance, mood) if tongue == "english" else _foreign_phrase(chance, tongue)


def label_name(chance: Random) -> str:
    stem = chance.choice((chance.choice(w.PLACES), f"{chance.choice(w.COLOURS)} {chance.choice(w.PLAIN)}", chance.choice(w.ANIMALS)))
    return f"{stem} {chance.choice(('Records', 'Recordings', 'Music', 'Sound', 'Tapes', 'Works'))}"


def person_name(chance: Random, tongue: Tongue = "english") -> str:
    if tongue == "english":
        return f"{chance.choice(w.FIRST)} {_surname(chance)}"
    first, last, _, _ = _FOREIGN[tongue]
    return f"{chance.choice(first)}{'' if tongue in _UNSPACED else ' '}{chance.choice(last)}"


def _surname(chance: Random) -> str:
    return chance.choice(w.LAST_HEADS) + chance.choice(w.LAST_TAILS)


def _band(chance: Random, tongue: Tongue) -> str:
    if tongue != "english":
        return _foreign_phrase(chance, tongue).title() if tongue not in _UNSPACED else _foreign_phrase(chance, tongue)
    colour, noun = chance.choice(w.COLOURS), chance.choice(w.PLAIN + w.DARK)
    return chance.choice(
        (
            f"The {colour} {chance.choice(w.ANIMALS)}",
            f"{noun} {chance.choice(w.TRADES)}",
            f"{chance.choice(w.PLACES)} {chance.choice(('Society', 'Choir', 'Social Club', 'Rowing Team', 'Ghosts'))}",
            f"{chance.choice(w.ANIMALS)} of {chance.choice(w.PLACES)}",
            f"The {_surname(chance)} {chance.choice(('Sisters', 'Brothers', 'Affair', 'Letters', 'Five'))}",
            f"{colour} {noun} {chance.choice(('Parade', 'Theory', 'Hotel', 'Machine', 'Club'))}",
            f"An Unreasonable Number of {chance.choice(w.ANIMALS)}",
            f"{chance.choice(w.GERUNDS)} {chance.choice(w.TRADES)}",
        )
    )


def _person(chance: Random, tongue: Tongue) -> str:
    return person_name(chance, tongue)


def _duo(chance: Random, tongue: Tongue) -> str:
    if tongue == "english" and chance.random() < 0.5:
        return f"{chance.choice(w.FIRST)} & {chance.choice(w.FIRST)} {_surname(chance)}"
    joint = {"spanish": "y", "portuguese": "e", "french": "et", "nordic": "og"}.get(tongue, "&")
    return f"{person_name(chance, tongue)} {joint} {person_name(chance, tongue)}"


def _moniker(chance: Random, tongue: Tongue) -> str:
    if tongue in _UNSPACED:
        return _foreign_phrase(chance, tongue)
    coined = "".join(chance.choice(w.SYLLABLES) for _ in range(chance.choice((2, 3, 3)))).capitalize()
    return chance.choice(
        (
            coined,
            coined.upper(),
            f"{coined} {chance.choice(w.PLAIN)}",
            f"{chance.choice(w.COLOURS).lower()} {chance.choice(w.DARK).lower()}",
            f"DJ {coined}",
            f"{chance.choice(w.PLAIN)} {chance.randint(2, 99)}",
            f"Professor {chance.choice(w.FIRST)}",
        )
    )


def _ensemble(chance: Random, tongue: Tongue) -> str:
    kind = chance.choice(("Trio", "Quartet", "Ensemble", "Orchestra", "Septet", "Sextet"))
    if tongue == "english":
        return chance.choice((f"{person_name(chance)} {kind}", f"The {chance.choice(w.PLACES)} {kind}"))
    return f"{kind} {person_name(chance, tongue)}"


_ARTIST_NAMES = {"band": _band, "person": _person, "duo": _duo, "moniker": _moniker, "ensemble": _ensemble}


def _foreign_phrase(chance: Random, tongue: Tongue) -> str:
    _, _, phrases, links = _FOREIGN[tongue]
    one, two = chance.sample(phrases, 2)
    link = chance.choice(links)
    if tongue in _UNSPACED:
        return chance.choice((f"{one}{link}{two}", f"{one}{link}{two}", f"{one}{two}"))
    phrase = chance.choice((f"{one} {link} {two}", f"{one} {link} {two}", f"{one}, {two}"))
    phrase = phrase.replace(" d o ", " do ").replace(" d a ", " da ").replace(" d um", " de um").replace(" d ", " de ")
    return phrase[0].upper() + phrase[1:]


def _noun(chance: Random, mood: float) -> str:
    draw = chance.random()
    if draw < 0.45:
        return chance.choice(w.PLAIN)
    return chance.choice(w.BRIGHT if chance.random() < 0.5 + 0.5 * mood else w.DARK)


def _adjective(chance: Random, mood: float) -> str:
    return chance.choice(w.BRIGHT_ADJECTIVES if chance.random() < 0.5 + 0.5 * mood else w.DARK_ADJECTIVES)


def _english_song(chance: Random, mood: float) -> str:
    noun, other, adjective = _noun(chance, mood), _noun(chance, mood), _adjective(chance, mood)
    place, verb, gerund = chance.choice(w.PLACES), chance.choice(w.VERBS), chance.choice(w.GERUNDS)
    return chance.choice(
        (
            f"{adjective} {noun}",
            f"{adjective} {noun}",
            f"{noun} on {place}",
            f"{gerund} in the {noun}",
            f"{gerund} with {chance.choice(w.FIRST)}",
            f"{verb} the {noun}",
            f"{verb} Me, {noun}",
            f"The {noun} and the {other}",
            f"{noun} {other}",
            f"No More {noun}s",
            f"When the {noun} Comes Down",
            f"{chance.choice(w.FIRST)} at the {noun}",
            f"{chance.choice(w.COLOURS)} {noun}",
            f"Somebody's {noun}",
            f"What the {noun} Said to the {other}",
            f"({verb} a) {noun}",
            f"{place}, {chance.randint(1971, 2019)}",
            f"I Left My {noun} in {place} and It Never Once Wrote Back to Me",
        )
    )
