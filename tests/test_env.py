"""Values from the environment are typed and loud."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from discoverdaily import env


def test_a_variable_that_is_unset_or_empty_takes_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THING", raising=False)
    assert env.text("THING", "default") == "default"
    monkeypatch.setenv("THING", "  ")
    assert env.text("THING", "default") == "default"
    assert env.boolean("THING", default=True) is True
    assert env.integer("THING", 7, at_least=1, at_most=9) == 7
    assert env.words("THING", ["a"]) == ["a"]
    assert env.address("THING", "http://127.0.0.1/") == "http://127.0.0.1"


@pytest.mark.parametrize(
    ("word", "meant"), [("1", True), ("Yes", True), (" on ", True), ("0", False), ("FALSE", False), ("off", False)]
)
def test_a_boolean_is_read_from_its_words(monkeypatch: pytest.MonkeyPatch, word: str, meant: bool) -> None:
    monkeypatch.setenv("THING", word)
    assert env.boolean("THING", default=not meant) is meant


def test_a_misspelt_boolean_stops_the_start_and_says_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "flase")
    with pytest.raises(ImproperlyConfigured, match=r"THING is 'flase'; it must be one of 1, true, yes, on"):
        env.boolean("THING")


@pytest.mark.parametrize(
    ("word", "complaint"),
    [("ten", "whole number"), ("1.5", "whole number"), ("0", "from 1 to 9"), ("10", "from 1 to 9")],
)
def test_a_number_outside_its_bounds_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, word: str, complaint: str
) -> None:
    monkeypatch.setenv("THING", word)
    with pytest.raises(ImproperlyConfigured, match=complaint):
        env.integer("THING", 5, at_least=1, at_most=9)


def test_the_bounds_of_a_number_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    for bound in (1, 9):
        monkeypatch.setenv("THING", f" {bound} ")
        assert env.integer("THING", 5, at_least=1, at_most=9) == bound


@pytest.mark.parametrize(("typed", "meant"), [("", "red"), (" Blue ", "blue")])
def test_a_choice_is_one_of_its_words(monkeypatch: pytest.MonkeyPatch, typed: str, meant: str) -> None:
    monkeypatch.setenv("THING", typed)
    assert env.choice("THING", "red", among=("red", "blue")) == meant


def test_any_other_word_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "green")
    with pytest.raises(ImproperlyConfigured, match="must be one of red, blue"):
        env.choice("THING", "red", among=("red", "blue"))


def test_a_list_leaves_out_blanks_and_empty_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", " one.example, ,two.example,")
    assert env.words("THING") == ["one.example", "two.example"]


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://one.example", "/path"])
def test_an_address_must_be_one(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("THING", url)
    with pytest.raises(ImproperlyConfigured, match="must start with http"):
        env.address("THING", "http://127.0.0.1")


@pytest.mark.parametrize("url", ["http://localhost", "http://LOCALHOST:8000/", "https://localhost/path"])
def test_an_address_may_not_be_localhost_which_spotify_refuses(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("THING", url)
    with pytest.raises(ImproperlyConfigured, match=r"write 127\.0\.0\.1 for localhost"):
        env.address("THING", "http://127.0.0.1")


def test_a_host_that_only_begins_like_localhost_is_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "https://localhost.example/app/")
    assert env.address("THING", "http://127.0.0.1") == "https://localhost.example/app"
