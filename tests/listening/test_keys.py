"""Names as they are compared, and as they are looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discoverdaily.listening.keys import name_key, search_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ödland", "odland"),
        ("L\u2019\u00c9t\u00e9", "l ete"),
        ("Ange\u0301lique", "angelique"),
        ("Bjørn Łoś", "bjorn los"),
        ("Æther & Œuvre", "aether oeuvre"),
        ("Straße", "strasse"),
        ("Crème (Live)", "creme live"),
        ("Việt Điệu", "viet dieu"),
        ("Ёлка", "елка"),
        ("夜の街", "夜の街"),
        ("!!!", "!!!"),
        ("{\u00a8", "{"),
    ],
)
def test_a_name_is_found_without_its_accents(name: str, key: str) -> None:
    assert search_key(name) == key


@given(st.text(max_size=60))
def test_what_is_found_by_a_name_is_found_by_its_key(name: str) -> None:
    assert search_key(name_key(name)) == search_key(name)
    assert search_key(search_key(name)) == search_key(name)
