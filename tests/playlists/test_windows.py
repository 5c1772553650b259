from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists.windows import LONGEST, Window, years_and_months

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1990, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("word", "first", "last", "label"),
    [
        ("ever", None, None, "all time"),
        ("7-days", date(2026, 11, 15), TODAY, "the last 7 days"),
        ("365-days", date(2025, 11, 22), TODAY, "the last 365 days"),
        ("this-year", date(2026, 1, 1), date(2026, 12, 31), "this year"),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2024"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("2024-02-03..2024-02-03", date(2024, 2, 3), date(2024, 2, 3), "3 February 2024 to 3 February 2024"),
        ("2024-02-03..", date(2024, 2, 3), None, "since 3 February 2024"),
        ("..2024-02-03", None, date(2024, 2, 3), "until 3 February 2024"),
    ],
)
def test_a_word_means_the_days_it_says(word: str, first: date | None, last: date | None, label: str) -> None:
    window = Window.of(word)
    assert window.bounds(TODAY) == (first, last)
    assert window.label == label


@pytest.mark.parametrize(
    "word",
    [
        "",
        "..",
        "forever",
        "8-days",
        "2024-13",
        "2024-00",
        "24",
        "2024-02-30..",
        "2024-05-02..2024-05-01",
        "٢٠٢٤",
        "2024\n",
    ],
)
def test_a_word_that_means_no_days_is_refused(word: str) -> None:
    with pytest.raises(ValueError):
        Window.of(word)


@given(word=st.text(max_size=30))
def test_no_word_brings_anything_but_days_or_a_refusal(word: str) -> None:
    try:
        window = Window.of(word)
    except ValueError:
        return
    assert window.label


@given(first=st.none() | DAYS, last=st.none() | DAYS)
def test_from_a_day_to_a_day_is_kept_in_its_word(first: date | None, last: date | None) -> None:
    if first and last and first > last:
        first, last = last, first
    window = Window.between(first, last)
    assert Window.of(window.word).bounds(TODAY) == (first, last)
    assert len(window.word) <= LONGEST


@given(first=DAYS, today=DAYS)
def test_years_and_months_reach_from_the_first_day_to_today(first: date, today: date) -> None:
    if first > today:
        first, today = today, first
    years = years_and_months(first, today)
    months = [month.bounds(today) for _, months in years for month in months]
    assert months == sorted(months, reverse=True)
    newest, oldest = months[0], months[-1]
    assert newest[0] <= today <= newest[1]  # type: ignore[operator]  # a month has both ends
    assert oldest[0] <= first <= oldest[1]  # type: ignore[operator]  # as above
    assert len(years) == today.year - first.year + 1
