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


def _two_nouns(chance: Random, mood: float) -> tuple[str, str]:
    noun, other = _noun(chance, mood), _noun(chance, mood)
    while other == noun:
        other = _noun(chance, mood)
    return noun, other


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
            f"{chance.choice(('Letters', 'Answers', 'Toasts', 'A Ladder'))} to {_a(adjective)} {other}",
            place(chance),
            f"{_word(chance, 'gerunds')} Towards {place(chance)}",
            f"{chance.choice(('A Short History', 'An Atlas', 'The Weight', 'In Praise'))} of {_plural(noun)}",
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
    if chance.random() < 0.012:
        return _long_song(chance, *_two_nouns(chance, mood))
    return chance.choice((_song_of_two_words, _song_of_people, _song_of_places, _song_of_things))(chance, mood)


def _song_of_two_words(chance: Random, mood: float) -> str:
    (noun, other), adjective = _two_nouns(chance, mood), _leaning(chance, mood, "_adjectives")
    return chance.choice(
        (
            f"{adjective} {noun}",
            f"{adjective} {_plural(noun)}",
            f"{noun} {other}",
            f"{colour(chance)} {noun}",
            f"{_word(chance, 'gerunds')} {_plural(noun)}",
            f"{noun}-{_word(chance, 'animals')}",
            f"{adjective} {_word(chance, 'animals')}",
        )
    )


def _song_of_people(chance: Random, mood: float) -> str:
    noun, first, trades = _noun(chance, mood), _word(chance, "first"), _word(chance, "trades")
    verb = _word(chance, "verbs")
    return chance.choice(
        (
            f"{_word(chance, 'gerunds')} with {first}",
            f"{first} at the {noun}",
            f"{first}'s {noun}",
            f"{chance.choice(('Oh', 'Dear', 'Hush', 'Goodnight', 'Not Now', 'Thank You'))}, {first}",
            f"{chance.choice(('Somebody', 'Nobody', 'My Mother', 'The Neighbour', 'Everyone'))}'s {noun}",
            f"{verb} Me, {noun}",
            f"{trades} Never {verb}",
            f"{trades} and {_word(chance, 'trades')}",
            f"{first} & the {_plural(noun)}",
            f"Ask {first} About the {noun}",
        )
    )


def _song_of_places(chance: Random, mood: float) -> str:
    noun, where = _noun(chance, mood), place(chance)
    order, craft = (
        chance.choice(("Last", "First", "Slow", "Night", "Only")),
        chance.choice(("Train", "Bus", "Ferry", "Light")),
    )
    return chance.choice(
        (
            f"{noun} on {where}",
            f"{where}, {chance.randint(1971, 2019)}",
            f"Too {_leaning(chance, mood, '_adjectives')} for {where}",
            f"{order} {craft} to {where}",
            f"{_word(chance, 'gerunds')} {chance.choice(('Through', 'Past', 'Under', 'Back to'))} {where}",
            f"{_word(chance, 'animals')} over {where}",
            f"{where} {chance.choice(('Blue', 'Again', 'Waltz', 'Rain', 'by Morning', 'Without You'))}",
        )
    )


def _song_of_things(chance: Random, mood: float) -> str:
    (noun, other), verb = _two_nouns(chance, mood), _word(chance, "verbs")
    event = chance.choice(
        ("Comes Down", "Turns Over", "Goes Quiet", "Was Ours", "Catches the Light", "Runs Out", "Calls")
    )
    return chance.choice(
        (
            f"{chance.choice(('When', 'Before', 'Until', 'Since', 'If'))} the {noun} {event}",
            f"{chance.choice(('No More', 'Enough', 'Too Many', 'Nine', 'Other', 'Hardly Any'))} {_plural(noun)}",
            f"What the {noun} {chance.choice(('Said to', 'Kept from', 'Owes', 'Learned from'))} the {other}",
            f"The {noun} and the {other}",
            f"{_word(chance, 'gerunds')} {chance.choice(('in', 'behind', 'like', 'without'))} the {noun}",
            f"({verb} Your) {noun}",
            f"{verb} the {noun}",
            f"{_plural(noun)}, {_plural(other)}",
            f"{_a(noun).replace('a', 'A', 1)} for the {other}",
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
