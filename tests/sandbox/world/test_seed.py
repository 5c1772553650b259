"""Chance that is the same everywhere."""

import hashlib
import os
import subprocess
import sys

from discoverdaily.sandbox.world import catalogue, image_size, image_sizes
from discoverdaily.sandbox.world.seed import fraction, spotify_id, stream

_DIGEST = """
import hashlib
from datetime import UTC, datetime
from discoverdaily.sandbox.world import catalogue, plays, top_tracks
now = datetime(2026, 3, 1, tzinfo=UTC)
told = [*catalogue().tracks.values(), *catalogue().albums.values(), top_tracks("mara", "short_term", now)]
told += plays("wanqing", now.replace(day=1, month=2), now)
print(hashlib.sha256(repr(told).encode()).hexdigest())
"""


def test_the_same_names_give_the_same_chance_on_every_machine() -> None:
    assert spotify_id("a", 1) == "1HAXnZME6n0Y9odIBLD43q"
    assert fraction("a", 1) == 0.015170369474930112
    chance = stream("a", 1)
    assert [chance.randrange(1000) for _ in range(2)] == [535, 663]


def test_the_world_does_not_depend_on_the_process_that_makes_it() -> None:
    digests = set()
    for hash_seed in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": hash_seed}
        run = subprocess.run([sys.executable, "-c", _DIGEST], env=env, capture_output=True, text=True, check=True)
        digests.add(run.stdout.strip())
    assert len(digests) == 1
    assert len(digests.pop()) == len(hashlib.sha256().hexdigest())


def test_an_image_has_an_id_for_each_size_and_says_which_it_is() -> None:
    album = next(iter(catalogue().albums.values())).image
    artist = next(iter(catalogue().artists.values())).image
    for image in (album, artist):
        sizes = image_sizes(image)
        assert list(sizes) == [640, 300, 64]
        assert {size: image_size(of_size) for size, of_size in sizes.items()} == {640: 640, 300: 300, 64: 64}
        assert {of_size[16:] for of_size in sizes.values()} == {image[16:]}
    assert set(image_sizes(album).values()).isdisjoint(image_sizes(artist).values())


def test_an_image_id_of_no_known_size_counts_as_the_largest() -> None:
    assert image_size("0" * 40) == 640
