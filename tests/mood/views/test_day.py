"""A day's page: its colour, its songs and why, and what its person says of it."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily.listening.models import Play
from mood.journal import entry_rate, entry_write
from mood.models import Day, Entry, Mood
from mood.services import mood_of, mood_turn_off
from tests.mood.music import GLAD, MIDDLING, SAD, SPEECH, plays, scored, songs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]
SATURDAY, FRIDAY, THURSDAY = date(2026, 11, 21), date(2026, 11, 20), date(2026, 11, 19)
PAGE = "/mood/2026-11-20/"


def page(client: Client, path: str = PAGE, status: int = 200, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    return answer.text


def sentence(said: str) -> str:
    found = re.search(r'class="day-sentence">([^<]*)<', said)
    assert found
    return found[1]


# --- By its music ----------------------------------------------------------------------------------------------------


def test_a_day_opens_with_one_colour_one_number_and_one_sentence(client: Client, owner: User) -> None:
    plays(owner, [*songs(4, GLAD, "Glad"), *songs(2, None, "Unknown"), *songs(1, SPEECH, "Talk")], FRIDAY)
    day = scored(owner)[FRIDAY]
    assert day.score is not None
    said = page(client)
    assert sentence(said) == "A bright day: 4 of 6 songs are known."
    assert f'aria-label="{round(100 * day.score)}, bright"' in said
    assert re.search(r'class="wash" fill="#[0-9a-f]{6}"', said)
    assert "not a diagnosis" in said


def test_its_songs_stand_in_the_order_in_which_they_were_heard_and_say_why(client: Client, owner: User) -> None:
    glad, sad = songs(2, GLAD, "Glad"), songs(2, SAD, "Sad")
    plays(owner, [glad[0], sad[1], glad[1], sad[0]], FRIDAY)
    scored(owner)
    said = page(client)
    assert re.findall(r'class="title"[^>]*>([^<]*)<', said) == ["Glad 0", "Sad 1", "Glad 1", "Sad 0"]
    reasons = re.findall(r"<summary>((?:Lifted|Drawn)[^<]*)<", said)
    assert [words.split()[0] for words in reasons] == ["Lifted", "Drawn", "Lifted", "Drawn"]
    assert said.count("What pushed the score of") == 4
    assert 'href="http' in said, "a title leads to Spotify"


def test_unknown_songs_and_speech_say_so(client: Client, owner: User) -> None:
    plays(owner, [*songs(3, GLAD), *songs(1, None, "Unknown"), *songs(1, SPEECH, "Talk")], FRIDAY)
    scored(owner)
    tones = re.findall(r'class="tone none">([^<]*)<', page(client))
    assert tones == ["not known yet", "speech"]


def test_what_is_too_short_or_hidden_does_not_stand_there(client: Client, owner: User) -> None:
    plays(owner, songs(5, GLAD), FRIDAY)
    first, second = Play.objects.order_by("played_at")[:2]
    Play.objects.filter(pk=first.pk).update(ms_played=9_000)
    Play.objects.filter(pk=second.pk).update(state=Play.State.HIDDEN)
    assert re.findall(r'class="title"[^>]*>([^<]*)<', page(client)) == ["Song 2", "Song 3", "Song 4"]


def test_one_song_again_and_again_is_one_line(client: Client, owner: User) -> None:
    plays(owner, songs(1, GLAD), FRIDAY, times=300)
    scored(owner)
    said = page(client)
    assert said.count('class="title"') == 1
    assert "300 times in a row" in said
    assert sentence(said) == "Not enough music for a score: its one song is known, and it takes 3 songs."


def test_how_it_was_worked_out_waits_to_be_opened(client: Client, owner: User) -> None:
    plays(owner, [*songs(4, GLAD), *songs(1, SPEECH, "Talk"), *songs(1, None, "Unknown")], FRIDAY)
    scored(owner)
    said = page(client)
    for words in (
        "Steady score",
        "Likely between",
        "one of them is speech",
        "4; 1 not known yet",
        "little music",
    ):
        assert words in said
    assert '<details class="card how">' in said


def test_a_model_with_two_axes_draws_a_map_and_a_table_that_tells_the_same(client: Client, owner: User) -> None:
    glad, sad = songs(2, GLAD), songs(2, SAD, "Sad")
    plays(owner, [*glad, *sad, glad[0]], FRIDAY)
    scored(owner)
    said = page(client)
    assert said.count('<circle class="song"') == 4, "each song once"
    assert said.count('<circle class="day-mark"') == 1
    table = said[said.index("The day’s songs by the model") :]
    names = re.findall(r'<th scope="row">([^<]*)<', table)
    assert names == ["Song 0", "Song 1", "Sad 0", "Sad 1", "The day ⊕"], "in the order in which they were first heard"


def test_a_model_without_them_says_so(client: Client, owner: User) -> None:
    Mood.objects.filter(pk=mood_of(owner).pk).update(model="classic")
    plays(owner, songs(4, GLAD), FRIDAY)
    scored(owner)
    said = page(client)
    assert "day-map" not in said
    assert "This model tells happy from sad alone" in said
    assert "the classic one, as first published" in said


@pytest.mark.parametrize(
    ("music", "words", "state"),
    [
        ([], "Nothing was heard on this day.", "empty"),
        ([GLAD], "Not enough music for a score", "little"),
        ([GLAD] * 2, "both songs are known, and it takes 3", "little"),
        ([SPEECH] * 3, "Only speech was heard", "little"),
        ([None] * 3, "none of 3 songs is known yet", "little"),
    ],
    ids=["empty", "one", "two", "speech", "unknown"],
)
def test_a_day_without_a_score_says_why_and_has_no_colour(
    client: Client, owner: User, music: list[Any], words: str, state: str
) -> None:
    for number, figures in enumerate(music):
        plays(owner, songs(1, figures, f"No. {number}"), FRIDAY, hour=8 + number)
    scored(owner)
    assert_without_colour(page(client), words, state)


def test_a_day_that_is_not_scored_yet_says_so(client: Client, owner: User) -> None:
    plays(owner, songs(4, GLAD), FRIDAY)
    said = page(client)
    assert_without_colour(said, "its score is still being worked out", "pending")
    assert "How this was worked out" not in said, "there is no figure yet, not even a nought"


def assert_without_colour(said: str, words: str, state: str) -> None:
    assert words in sentence(said)
    assert f'class="day-sum of-{state}"' in said
    assert 'class="wash" fill=' not in said
    assert "No score" in said


def test_the_running_day_is_shown_as_such(client: Client, owner: User) -> None:
    plays(owner, songs(4, GLAD), SATURDAY, hour=9)
    scored(owner)
    said = page(client, "/mood/2026-11-21/")
    assert sentence(said) == "A bright day so far: all 4 songs are known."
    assert "still running" in said
    assert 'rel="next"' not in said
    assert 'rel="prev" href="/mood/2026-11-20/"' in said


def test_a_day_that_changed_keeps_its_score_and_says_so(client: Client, owner: User) -> None:
    plays(owner, songs(4, GLAD), FRIDAY)
    scored(owner)
    plays(owner, songs(4, SAD, "Sad"), FRIDAY, hour=16)
    said = page(client)
    assert "A bright day" in said
    assert "it is being worked out anew" in said


def test_a_day_of_another_model_says_so_and_one_that_was_never_scored_does_not(client: Client, owner: User) -> None:
    plays(owner, songs(4, GLAD), FRIDAY)
    assert "scored by another one before" not in page(client)
    scored(owner)
    assert "scored by another one before" not in page(client)
    Mood.objects.filter(person=owner).update(model="classic")
    assert "scored by another one before" in page(client)


def test_a_model_that_cannot_be_used_takes_nothing_away(client: Client, owner: User) -> None:
    plays(owner, songs(4, GLAD), FRIDAY)
    scored(owner)
    Mood.objects.filter(person=owner).update(model="nowhere")
    said = page(client)
    assert "A bright day" in said
    assert "cannot be used just now" in said
    assert said.count('class="title"') == 4
    assert "not known yet" not in said, "how they sound is known"


@pytest.mark.parametrize("path", ["/mood/2026-11-22/", "/mood/1969-12-31/", "/mood/2026-02-30/", "/mood/2026-1-1/"])
def test_days_to_come_and_days_that_are_none_have_no_page(client: Client, owner: User, path: str) -> None:
    page(client, path, 404)
    for what in ("rating", "words"):
        assert client.post(f"{path}{what}/", {"rating": "1"}).status_code == 404


def test_turned_off_it_says_so_and_keeps_nothing(client: Client, owner: User) -> None:
    mood_turn_off(person=owner)
    assert "The calendar is off" in page(client)
    assert client.post(f"{PAGE}rating/", {"rating": "1"}).status_code == 404
    assert client.post(f"{PAGE}words/", {"note": "Slept long."}).status_code == 404
    assert not Entry.objects.exists()


def test_htmx_gets_the_day_alone(client: Client, owner: User) -> None:
    said = page(client, HX_Request="true")
    assert "<html" not in said
    assert said.strip().startswith('<article id="day"')


def test_looking_writes_nothing(client: Client, owner: User) -> None:
    page(client)
    assert not Mood.objects.exists()
    assert not Day.objects.exists()


def test_nobody_elses_music_or_words_show(client: Client, owner: User, bob: User) -> None:
    plays(bob, songs(4, GLAD, "His"), FRIDAY)
    scored(bob)
    entry_rate(person=bob, day=FRIDAY, rating=1.0)
    entry_write(person=bob, day=FRIDAY, tags=["sailing"], note="Secret.")
    said = page(client)
    assert sentence(said) == "Nothing was heard on this day."
    assert not re.search("His 0|Secret|sailing|You called it", said)


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    for answer in (client.get(PAGE), client.post(f"{PAGE}rating/"), client.post(f"{PAGE}words/")):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/")


def test_how_many_queries_it_takes_does_not_hang_on_the_number_of_songs(client: Client, owner: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            page(client)
        return len(caught)

    plays(owner, songs(3, GLAD), FRIDAY)
    scored(owner)
    few = queries()
    plays(owner, songs(30, MIDDLING, "More"), FRIDAY, hour=15)
    for number in range(1, 20):
        entry_rate(person=owner, day=date(2026, 10, number), rating=0.5)
    scored(owner)
    assert queries() == few <= 16


# --- By its person ---------------------------------------------------------------------------------------------------


def test_one_tap_rates_a_day_without_music_too(client: Client, owner: User) -> None:
    answer = client.post(f"{PAGE}rating/", {"rating": "0.75"}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert Entry.objects.values_list("day", "rating").get() == (FRIDAY, 0.75)
    assert "You called it warm: 75." in answer.text
    assert re.search(r'value="0.75" aria-pressed="true"', answer.text)
    client.post(f"{PAGE}rating/", {"rating": ""})
    assert not Entry.objects.exists()


def test_another_persons_words_on_the_same_day_are_theirs(client: Client, owner: User, bob: User) -> None:
    entry_rate(person=bob, day=FRIDAY, rating=0.0)
    entry_write(person=bob, day=FRIDAY, tags=["sailing"], note="His.")
    client.post(f"{PAGE}rating/", {"rating": "1"})
    client.post(f"{PAGE}words/", {"note": "Hers."})
    client.post(f"{PAGE}rating/", {"rating": ""})
    assert set(Entry.objects.values_list("person", "rating", "note")) == {
        (bob.pk, 0.0, "His."),
        (owner.pk, None, "Hers."),
    }


def test_with_htmx_the_rating_alone_comes_back_and_the_calendar_is_told(client: Client, owner: User) -> None:
    answer = client.post(f"{PAGE}rating/", {"rating": "0.3", "energy": "0.8"}, headers={"HX-Request": "true"})
    assert answer.text.strip().startswith('<section id="rating"')
    assert "mood-changed" in answer["HX-Trigger"]
    assert "You called it quiet: 30; how lively: 80." in answer.text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_what_is_no_rating_is_422_and_changes_nothing(client: Client, owner: User, headers: dict[str, str]) -> None:
    answer = client.post(f"{PAGE}rating/", {"rating": "0.6", "energy": "7"}, headers=headers)
    assert answer.status_code == 422
    assert "Choose a place on the line" in answer.text
    assert 'name="rating" min="0" max="1" step="0.01" value="0.6"' in answer.text
    assert not Entry.objects.exists()


def test_tags_and_a_note_are_kept_and_shown_again(client: Client, owner: User) -> None:
    told = {"tags": ["rest"], "own_tags": "choir", "note": "Slept long.\r\n<b>Well</b>"}
    said = client.post(f"{PAGE}words/", told, follow=True).text
    assert Entry.objects.values_list("tags", "note").get() == (["rest", "choir"], "Slept long.\n<b>Well</b>")
    assert re.search(r'value="choir"[^>]* checked', said)
    assert "Slept long.\n&lt;b&gt;Well&lt;/b&gt;" in said
    client.post(f"{PAGE}words/", {"note": "  "})
    assert not Entry.objects.exists()


def test_what_does_not_fit_is_422_with_what_was_typed(client: Client, owner: User) -> None:
    told = {"tags": ["rest"], "own_tags": "x" * 31, "note": "Slept long."}
    answer = client.post(f"{PAGE}words/", told, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "a tag has at most 30 letters" in answer.text
    assert "x" * 31 in answer.text
    assert "Slept long." in answer.text
    assert re.search(r'value="rest"[^>]* checked', answer.text)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("what", ["rating", "words"])
def test_entries_are_written_by_post_alone(client: Client, owner: User, what: str) -> None:
    assert client.get(f"{PAGE}{what}/", {"rating": "1", "note": "x"}).status_code == 405
    assert not Entry.objects.exists()


def test_rated_days_teach_and_are_compared(client: Client, owner: User) -> None:
    tracks = songs(3, SAD)
    days = [date(2026, 11, number) for number in range(1, 15)]
    for day in days:
        plays(owner, tracks, day)
    plays(owner, songs(3, GLAD, "Glad"), FRIDAY)
    scored(owner)
    assert "By your own ratings" not in page(client)
    assert "10 more rated days with music" in page(client)
    for number, day in enumerate(days):
        entry_rate(person=owner, day=day, rating=[1.0, 0.75][number % 2])
    said = page(client, "/mood/2026-11-01/")
    learnt = re.search(r"By your own ratings, days like this are rather (\w+): (\d+)\.", said)
    assert learnt
    assert int(learnt[2]) > 40, "the songs alone say hardly more than nothing"
    assert "all alike" in said, "the same three songs every day"
    entry_rate(person=owner, day=FRIDAY, rating=0.0)
    assert re.search(r"the same way on \d+ of 15 days", page(client))
    Entry.objects.all().delete()
    assert "By your own ratings" not in page(client, "/mood/2026-11-01/")
