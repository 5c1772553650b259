"""Invented names of artists, albums and songs: plausible, varied, in several languages (words in `words.toml`)."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from random import Random

from .styles import Naming, Style, Tongue

Words = Mapping[str, Sequence[str]]

_WORDS: Mapping[str, Words] = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
_ENGLISH = _WORDS["english"]
_UNSPACED: tuple[Tongue, ...] = ("japanese", "chinese")
_AND: Mapping[Tongue, str] = {"spanish": "y", "portuguese": "e", "french": "et", "nordic": "og", "polish": "i"}


def artist_name(chance: Random, style: Style, tongue: Tongue) -> str:
    return _ARTIST_NAMES[chance.choice(style.naming)](chance, tongue)


def album_name(chance: Random, tongue: Tongue, mood: float) -> str:
    """mood: -1 dark to 1 bright, which leans the choice of words."""
    return _english_album(chance, mood) if tongue == "english" else _phrase(chance, tongue)


def song_name(chance: Random, tongue: Tongue, mood: float) -> str:
    """mood: -1 dark to 1 bright, which leans the choice of words."""
    return _english_song(chance, mood) if tongue == "english" else _phrase(chance, tongue)


def place(chance: Random) -> str:
    return _word(chance, "places")


def colour(chance: Random) -> str:
    return _word(chance, "colours")


def label_name(chance: Random) -> str:
    stem = chance.choice((place(chance), f"{colour(chance)} {_word(chance, 'plain')}", _word(chance, "animals")))
    return f"{stem} {chance.choice(('Records', 'Recordings', 'Music', 'Sound', 'Tapes', 'Works'))}"


def _word(chance: Random, kind: str) -> str:
    return chance.choice(_ENGLISH[kind])


def _person(chance: Random, tongue: Tongue) -> str:
    if tongue == "english":
        return f"{_word(chance, 'first')} {_surname(chance)}"
    first, last = chance.choice(_WORDS[tongue]["first"]), chance.choice(_WORDS[tongue]["last"])
    return f"{first}{last}" if tongue in _UNSPACED else f"{first} {last}"


def _surname(chance: Random) -> str:
    return (_word(chance, "last_heads") + _word(chance, "last_tails")).replace("lll", "ll")


def _duo(chance: Random, tongue: Tongue) -> str:
    if tongue == "english" and chance.random() < 0.5:
        return f"{_word(chance, 'first')} & {_person(chance, tongue)}"
    return f"{_person(chance, tongue)} {_AND.get(tongue, '&')} {_person(chance, tongue)}"


def _band(chance: Random, tongue: Tongue) -> str:
    if tongue != "english":
        return _phrase(chance, tongue)
    noun, animals, trades = (
        chance.choice((*_ENGLISH["plain"], *_ENGLISH["dark"])),
        _word(chance, "animals"),
        _word(chance, "trades"),
    )
    if chance.random() < 0.04:
        return f"The Unreasonable Number of {animals} in {place(chance)}"
    return chance.choice(
        (
            f"The {colour(chance)} {animals}",
            f"{noun} {trades}",
            f"{place(chance)} {chance.choice(('Society', 'Choir', 'Social Club', 'Rowing Team', 'Ghosts'))}",
            f"{animals} of {place(chance)}",
            f"The {_surname(chance)} {chance.choice(('Sisters', 'Brothers', 'Affair', 'Letters', 'Five'))}",
            f"{colour(chance)} {noun} {chance.choice(('Parade', 'Theory', 'Hotel', 'Machine', 'Club'))}",
            f"{_word(chance, 'gerunds')} {trades}",
            f"{chance.choice(('No', 'Eleven', 'Several', 'Former', 'Minor'))} {trades}",
        )
    )


def _moniker(chance: Random, tongue: Tongue) -> str:
    if tongue in _UNSPACED:
        return _phrase(chance, tongue)
    coined = "".join(_word(chance, "syllables") for _ in range(chance.choice((2, 3, 3)))).capitalize()
    return chance.choice(
        (
            coined,
            coined.upper(),
            f"{coined} {_word(chance, 'plain')}",
            f"{colour(chance).lower()} {_word(chance, 'dark').lower()}",
            f"DJ {coined}",
            f"{_word(chance, 'plain')} {chance.randint(2, 99)}",
            f"Professor {_surname(chance)}",
        )
    )


def _ensemble(chance: Random, tongue: Tongue) -> str:
    kind = chance.choice(("Trio", "Quartet", "Ensemble", "Orchestra", "Septet", "Sextet"))
    if tongue == "english":
        return chance.choice((f"{_person(chance, tongue)} {kind}", f"The {place(chance)} {kind}"))
    return f"{kind} {_person(chance, tongue)}"


_ARTIST_NAMES: Mapping[Naming, Callable[[Random, Tongue], str]] = {
    "band": _band,
    "person": _person,
    "duo": _duo,
    "moniker": _moniker,
    "ensemble": _ensemble,
}


def _phrase(chance: Random, tongue: Tongue) -> str:
    """Two phrases of another language, joined or side by side."""
    phrases, links = _WORDS[tongue]["phrases"], _WORDS[tongue]["links"]
    (one, two), link = chance.sample(phrases, 2), chance.choice(links)
    if tongue in _UNSPACED:
        return chance.choice((f"{one}{link}{two}", f"{one}{link}{two}", f"{one}{two}"))
    phrase = chance.choice((f"{one} {link} {two}", f"{one} {link} {two}", f"{one}, {two}"))
    return phrase[0].upper() + phrase[1:]


def _leaning(chance: Random, mood: float, kind: str) -> str:
    return _word(chance, f"{'bright' if chance.random() < 0.5 + 0.5 * mood else 'dark'}{kind}")


def _noun(chance: Random, mood: float) -> str:
    return _word(chance, "plain") if chance.random() < 0.45 else _leaning(chance, mood, "")


def _a(phrase: str) -> str:
    return f"{'an' if phrase[0] in 'AEIOU' else 'a'} {phrase}"


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"


def _english_album(chance: Random, mood: float) -> str:
    noun, other, adjective = _noun(chance, mood), _word(chance, "plain"), _leaning(chance, mood, "_adjectives")
    return chance.choice(
        (
            f"{adjective} {_plural(noun)}",
            f"The {other} {noun}",
            f"Songs from {place(chance)}",
            f"{noun} Season",
            f"Letters to {_a(adjective)} {other}",
            place(chance),
            f"{_word(chance, 'gerunds')} Towards {place(chance)}",
            f"A Short History of {_plural(noun)}",
            f"{other}/{noun}",
            f"{colour(chance)} Hour",
            f"How to {_word(chance, 'verbs')} {_a(noun)}",
            f"Notes on {_word(chance, 'gerunds')}",
            f"The {_word(chance, 'trades')} of {place(chance)}",
            f"{_word(chance, 'first')}'s {noun}",
            f"{adjective}, {_leaning(chance, mood, '_adjectives')}",
            f"{noun} & {other}",
            f"All My {_plural(other)} Are {colour(chance)}",
            f"{chance.randint(3, 99)} {_plural(noun)}",
        )
    )


def _english_song(chance: Random, mood: float) -> str:
    noun, other, adjective = _noun(chance, mood), _noun(chance, mood), _leaning(chance, mood, "_adjectives")
    verb, gerund = _word(chance, "verbs"), _word(chance, "gerunds")
    if chance.random() < 0.012:
        return _long_song(chance, noun, other)
    return chance.choice(
        (
            f"{adjective} {noun}",
            f"{adjective} {_plural(noun)}",
            f"{noun} on {place(chance)}",
            f"{gerund} in the {noun}",
            f"{gerund} with {_word(chance, 'first')}",
            f"{verb} the {noun}",
            f"{verb} Me, {noun}",
            f"The {noun} and the {other}",
            f"{noun} {other}",
            f"No More {_plural(noun)}",
            f"When the {noun} Comes Down",
            f"{_word(chance, 'first')} at the {noun}",
            f"{colour(chance)} {noun}",
            f"Somebody's {noun}",
            f"What the {noun} Said to the {other}",
            f"({verb} Your) {noun}",
            f"{place(chance)}, {chance.randint(1971, 2019)}",
            f"Too {adjective} for {place(chance)}",
            f"{_plural(noun)}, {_plural(other)}",
            f"{_word(chance, 'trades')} Never {verb}",
            f"Oh, {_word(chance, 'first')}",
        )
    )


def _long_song(chance: Random, noun: str, other: str) -> str:
    return chance.choice(
        (
            f"I Left My {noun} in {place(chance)} and It Never Once Wrote Back to Me",
            f"Every {noun} Between Here and {place(chance)}, Counted Twice on the Way Home",
            f"{_word(chance, 'first')}, Would You Kindly Return the {noun} You Borrowed Before the {other}?",
            f"An Apology to the {_word(chance, 'trades')} of {place(chance)} (Who Were Right About the {noun})",
        )
    )
