"""How it should feel: strips and how many songs fit, while it is typed."""

import re

import pytest
from django.test import Client

from accounts.models import User
from discoverdaily.listening.models import AudioFeatures, Track
from discoverdaily.music_data.local.tunables import Tunables
from playlists.growing.forms import FEELS, CreateForm
from playlists.growing.strips import EDGE, WIDTH, fitting, strip_of
from tests.playlists.conftest import page
from tests.playlists.growing.conftest import grown, only_local, sounds, typed, word

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/create/"}
ENERGY = FEELS[0]


def said(client: Client, *seeds: str, **fields: str) -> str:
    answer = client.get("/create/fitting/", typed(*seeds, **fields), headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def test_as_one_types_it_says_how_many_songs_fit(owner: Client, leaves: list[Track]) -> None:
    AudioFeatures.objects.update(energy=0.2)
    for track in leaves[:7]:
        sounds(track, energy=0.9)
    assert "7 of the songs known here fit" in said(owner, min_energy="0.8")
    assert "7 of the songs known here fit" in said(owner, target_energy="0.85")
    assert "None of the songs known here fits" in said(owner, min_energy="0.95")
    assert "every song may come" in said(owner)


def test_many_are_said_roughly(owner: Client, leaves: list[Track], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playlists.growing.strips.fitting", lambda _wanted: 12_345)
    assert "About 12\u202f000 of the songs" in said(owner, min_energy="0.1")


def test_what_cannot_be_read_is_passed_over_while_typing(owner: Client, leaves: list[Track]) -> None:
    assert "every song may come" in said(owner, min_energy="lou", size="")


def test_while_the_library_is_being_built_that_is_said(
    owner: Client, leaves: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playlists.growing.library.SMALL", 0)
    monkeypatch.setattr("playlists.growing.library._build_beside", lambda: None)  # it takes its time
    assert "are being gathered. In a minute or so" in said(owner, min_energy="0.5")
    assert "are being gathered" in page(owner, "/create/?size=25&min_energy=0.5")


@pytest.mark.parametrize("address", ["size=12", "per_artist=2", "target_energy=0.7", "nothing_known=on"])
def test_what_an_address_does_not_name_is_as_it_would_be_without_it(address: str, owner: Client) -> None:
    drawn = page(owner, f"/create/?{address}")
    assert "errorlist" not in drawn
    asked = {"size": "25", "per_artist": "3"} | dict([address.split("=")])
    for name in ("size", "per_artist"):
        assert re.search(rf'<input[^>]* name="{name}" value="{asked[name]}"', drawn)
    assert ('value="0.7"' in drawn) is ("target" in address)
    assert bool(re.search(r'name="nothing_known"[^>]* checked', drawn)) is ("known" in address)


def test_a_number_that_was_emptied_is_asked_for(owner: Client) -> None:
    for emptied, words in (
        ("size=&target_energy=0.7", "Choose 10 to 100 tracks."),
        ("per_artist=", "Choose 1 to 10 tracks by one artist."),
    ):
        answer = owner.get(f"/create/?{emptied}")
        assert answer.status_code == 422
        assert words in answer.content.decode()


def test_strips_are_drawn_anew_where_they_stand(owner: Client, leaves: list[Track]) -> None:
    drawn = said(owner, word(leaves[0]), min_energy="0.5", max_energy="0.9", target_energy="0.7")
    strip = drawn[drawn.index('id="strip-energy"') :].split("</div>")[0]
    assert 'hx-swap-oob="true"' in strip
    assert strip.count("<circle") == 1
    assert '<rect class="band" x="150.0"' in strip
    assert '<line class="target" x1="206.8"' in strip
    assert "Asked: .7, .5 to .9." in strip


@pytest.mark.parametrize("value", [-1.0, 0.0, 0.5, 1.0, 7.0])
def test_nothing_is_drawn_beyond_a_strips_ends(value: float) -> None:
    strip = strip_of(ENERGY, Tunables({"energy": value}, {"energy": value}, {"energy": value}), [value])
    places = [*strip.seeds, strip.low, strip.high, strip.target]
    assert all(place is not None and EDGE <= place <= WIDTH - EDGE for place in places)


def test_the_page_draws_the_strips_itself(owner: Client, leaves: list[Track]) -> None:
    drawn = page(owner, f"/create/?seed={word(leaves[0])}&size=25&target_energy=0.7")
    assert 'value="0.7"' in drawn
    assert drawn.count('<svg class="strip"') == len(FEELS)
    assert drawn.count('role="img" aria-label="Your seeds') == len(FEELS) - 1, (
        "a seed's length is no matter of its sound"
    )
    assert re.search(r'id="fitting"[^>]*>\s*\d+ of the songs', drawn)


def test_what_is_typed_stands_in_the_address_of_the_page(owner: Client) -> None:
    asked = "/create/fitting/?q=li&size=25&min_energy=&target_energy=0.7&seed=track:7"
    here = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/create/?size=25"}
    assert owner.get(asked, headers=here)["HX-Replace-Url"] == "/create/?size=25&target_energy=0.7&seed=track%3A7"
    elsewhere = {**here, "HX-Current-URL": "http://127.0.0.1/create/3/"}
    assert "HX-Replace-Url" not in owner.get(asked, headers=elsewhere)


def test_without_scripts_it_leads_to_the_page(owner: Client) -> None:
    answer = owner.get("/create/fitting/?size=25&target_energy=0.7")
    assert answer["Location"] == "/create/?size=25&target_energy=0.7"


def test_a_stranger_signs_in_first(client: Client, alice: User) -> None:
    assert client.get("/create/fitting/")["Location"].startswith("/accounts/")


def test_popularity_cannot_be_asked_for_and_it_is_said_why(owner: Client) -> None:
    said = page(owner, "/create/")
    assert "no longer tells apps such as this one how popular" in said
    assert "min_popularity" not in CreateForm().fields


@pytest.mark.parametrize(("known", "enough"), [(35, False), (36, True)])
def test_popularity_can_be_asked_for_where_it_is_known_of_enough(
    known: int, enough: bool, owner: Client, leaves: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    only_local(monkeypatch)
    for place, track in enumerate(leaves[:known]):
        Track.objects.filter(pk=track.pk).update(popularity=place)
    said = page(owner, f"/create/?seed={word(leaves[20])}")
    assert ("no longer tells apps such as this one how popular" in said) is not enough
    assert ('name="min_popularity"' in said) is enough
    assert ("Your seeds: 20." in said) is enough
    made = grown(owner, word(leaves[0]), min_popularity="20", per_artist="10")
    assert made.tunables["minimum"] == {"popularity": 20.0}
    assert all(pick["figures"]["popularity"] >= 20 for pick in made.picks)


def test_an_unknown_figure_fits_no_limit(leaves: list[Track]) -> None:
    assert fitting(Tunables(minimum={"popularity": 1.0})) == 0
