"""A pattern's chart says in words what it shows, and draws nothing that it does not know."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mood.pattern_charts import BASE, LEFT, TOP, WIDTH, comparison_chart, hour_chart, month_chart, weekday_chart
from mood.patterns import Comparison, Group, Hours

SPECTRUM = "spectrum"
FEW = Group(3)
NOTHING = Group(0)


def group(mean: float, *, width: float = 0.04) -> Group:
    return Group(20, mean, max(0, mean - width), min(1, mean + width))


def test_weekdays_say_which_is_brightest_only_where_they_differ() -> None:
    groups = [group(0.5), group(0.41), group(0.52), FEW, group(0.5), group(0.68), NOTHING]
    assert (
        weekday_chart(groups, differ=True, palette=SPECTRUM).sentence
        == "Brightest: Saturday, 68. Quietest: Tuesday, 41."
    )
    assert "much alike" in weekday_chart(groups, differ=False, palette=SPECTRUM).sentence
    alone = weekday_chart([FEW] * 6 + [group(0.5)], differ=False, palette=SPECTRUM)
    assert alone.sentence == "Too few days to say: it takes 5 of a weekday."


def test_what_is_not_known_has_no_mark_and_no_colour() -> None:
    chart = weekday_chart([group(0.5), FEW, NOTHING, group(0.6), FEW, FEW, FEW], differ=False, palette=SPECTRUM)
    assert chart.drawing
    assert len(chart.drawing.dots) == 2
    assert chart.drawing.whiskers.count("M") == 2
    assert [place.tone is None for place in chart.places] == [False, True, True, False, True, True, True]
    assert [place.between for place in chart.places[:2]] == ["46–54", ""]
    assert weekday_chart([FEW] * 7, differ=False, palette=SPECTRUM).drawing is None


def test_a_month_without_music_breaks_the_band() -> None:
    months = {date(2026, month, 1): group(0.4 + month / 100) for month in range(1, 8)} | {date(2026, 3, 1): NOTHING}
    chart = month_chart(dict(sorted(months.items())), differ=False, palette=SPECTRUM)
    assert chart.drawing
    assert chart.drawing.line.count("M") == chart.drawing.band.count("Z") == 2
    assert chart.drawing.whiskers == ""
    assert [place.name for place in chart.places][:2] == ["January 2026", "February 2026"]


def test_months_say_where_they_go() -> None:
    def sentence(means: list[float], *, differ: bool = False) -> str:
        months = {date(2024 + month // 12, 1 + month % 12, 1): group(mean) for month, mean in enumerate(means)}
        return month_chart(months, differ=differ, palette=SPECTRUM).sentence

    rising = [0.3 + 0.02 * month for month in range(12)]
    assert sentence(rising) == "Your music grows brighter, by about 24 points a year."
    assert sentence(rising[::-1]) == "Your music grows quieter, by about 24 points a year."
    assert sentence([0.5] * 12).startswith("No lasting direction")
    assert sentence([0.4, 0.6], differ=True).startswith("Brightest: February 2024, 60. Quietest: January 2024, 40.")
    assert sentence([0.5] * 5).startswith("Too few months")


def test_a_month_is_beside_the_one_before_and_the_year_before() -> None:
    this, before, ago = date(2026, 1, 1), date(2025, 12, 1), date(2025, 1, 1)
    found = [
        Comparison(this, before, group(0.6), group(0.5), 1),
        Comparison(this, ago, group(0.6), FEW, None),
    ]
    chart = comparison_chart(found, running=True, palette=SPECTRUM)
    assert [place.label for place in chart.places] == ["Jan 25", "Dec 25", "Jan 26"]
    assert chart.sentence == (
        "January so far is brighter than December 2025: 60 against 50. "
        "Too few days to compare January with January 2025."
    )
    alike = [Comparison(this, before, group(0.51), group(0.5), 0), Comparison(this, ago, group(0.51), group(0.8), -1)]
    assert comparison_chart(alike, running=False, palette=SPECTRUM).sentence == (
        "January, 51, and December 2025, 50, differ by no more than chance may bring. "
        "January is quieter than January 2025: 51 against 80."
    )


def test_hours_without_enough_songs_say_so() -> None:
    groups = [NOTHING] * 24
    assert "Too few songs to say" in hour_chart(Hours(groups, differ=False), palette=SPECTRUM).sentence
    groups[8], groups[22] = group(0.7), group(0.3)
    chart = hour_chart(Hours(groups, differ=True), palette=SPECTRUM)
    assert chart.sentence == "Brightest: 08:00, 70. Quietest: 22:00, 30."


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=130), st.floats(0, 0.5))
def test_every_mark_is_inside_the_chart(means: list[float | None], width: float) -> None:
    groups = [FEW if mean is None else group(mean, width=width) for mean in means]
    months = {date(2010 + number // 12, 1 + number % 12, 1): each for number, each in enumerate(groups)}
    drawing = month_chart(months, differ=False, palette=SPECTRUM).drawing
    if drawing is None:
        assert all(mean is None for mean in means)
        return
    assert all(LEFT <= float(x) <= WIDTH and TOP - 0.1 <= float(y) <= BASE + 0.1 for x, y, _fill in drawing.dots)
    heights = [float(found) for found in re.findall(r"[ V](\d+\.?\d*)", drawing.band)]
    assert all(TOP - 0.1 <= height <= BASE + 0.1 for height in heights)
    assert 2 <= len(drawing.grid) <= 7
