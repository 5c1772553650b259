"""Whom tracks are by, where it is told in words only."""

import pytest

from discoverdaily.music_data.local.credits import credited

KNOWN = ["Kalo", "Miren & the Reeds", "DJ Suva", "Tov"]


@pytest.mark.parametrize(
    ("artist", "title", "found"),
    [
        ("Kalo", "Evening", ("kalo",)),
        ("KALO", "Evening (feat. Tov)", ("kalo", "tov")),
        ("Kalo", "Evening (with Tov & DJ Suva)", ("kalo", "tov", "dj suva")),
        ("Kalo", "Evening - DJ Suva Remix", ("kalo", "dj suva")),
        ("Kalo", "Evening (DJ Suva Club Mix)", ("kalo", "dj suva")),
        ("Kalo", "Evening  -  Tov & DJ  Suva Edit", ("kalo", "tov", "dj suva")),
        ("Kalo", "Evening [feat. Nobody Else]", ("kalo",)),
        ("Miren & the Reeds", "Morning", ("miren & the reeds",)),
        ("Kalo & Tov", "Both", ("kalo & tov", "kalo", "tov")),
        ("Kalo;Tov", "Both", ("kalo;tov", "kalo", "tov")),
        ("Kalo", "Kalo (feat. Kalo)", ("kalo",)),
        ("", "Evening (feat. Tov)", ("tov",)),
        ("", "", ()),
    ],
)
def test_artists_in_names_and_titles_are_found_if_they_are_known(
    artist: str, title: str, found: tuple[str, ...]
) -> None:
    assert credited([*KNOWN, artist], [*[""] * len(KNOWN), title])[-1] == found


@pytest.mark.parametrize("title", ["(feat. " * 2000, "- " * 5000, "[" * 9000, "-" + " " * 9000])
def test_odd_titles_take_no_time(title: str) -> None:
    assert credited(["kalo"], [title]) == [("kalo",)]
