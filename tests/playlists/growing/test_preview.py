"""The preview: grown, looked at, changed."""

import pytest
from django.test import Client

from discoverdaily.listening.models import Track
from playlists.models import Recipe
from tests.playlists.growing.conftest import grown, typed, word

pytestmark = pytest.mark.django_db


def test_a_list_grows_from_a_seed_and_says_why_each_is_there(owner: Client, leaves: list[Track]) -> None:
    made = grown(owner, word(leaves[0]), target_energy="0.7")
    assert len(made.picks) == 10
    page = owner.get(made.get_absolute_url()).content.decode()
    assert "asked .7" in page
    assert leaves[0].name in page
