"""Covers drawn by the program."""

import io

import pytest
from PIL import Image

from discoverdaily.sandbox.world import catalogue, cover, image_sizes


@pytest.mark.parametrize("size", [64, 300, 640])
def test_a_cover_is_a_square_jpeg_of_the_size_asked_for(size: int) -> None:
    image = next(iter(catalogue().albums.values())).image
    with Image.open(io.BytesIO(cover(image, size))) as picture:
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (size, size), "RGB")


def test_the_same_id_gives_the_same_bytes() -> None:
    image = next(iter(catalogue().artists.values())).image
    first = cover(image, 64)
    cover.cache_clear()
    assert cover(image, 64) == first


def test_all_ids_of_a_picture_show_the_same() -> None:
    image = next(iter(catalogue().albums.values())).image
    assert {cover(of_size, 64) for of_size in image_sizes(image).values()} == {cover(image, 64)}


def test_covers_differ_and_none_is_blank() -> None:
    images = [album.image for album in list(catalogue().albums.values())[:40]]
    images += [artist.image for artist in list(catalogue().artists.values())[:20]]
    drawn = [cover(image, 64) for image in images]
    assert len(set(drawn)) == len(images)
    for jpeg in drawn:
        with Image.open(io.BytesIO(jpeg)) as picture:
            tones = {tone for _, tone in picture.convert("L").quantize(16).getcolors() or ()}
            assert len(tones) > 3


def test_any_forty_hex_digits_make_a_cover() -> None:
    for image in ("0" * 40, "f" * 40, "ab67706c0000da84" + "9" * 24):
        assert cover(image, 64).startswith(b"\xff\xd8")
