"""Where all chance in the world comes from: named streams of one seed, the same on every machine and Python version."""

import hashlib
from random import Random

SEED = "discoverdaily-1"
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ID_LENGTH = 22

_ALBUM_PREFIXES = {640: "ab67616d0000b273", 300: "ab67616d00001e02", 64: "ab67616d00004851"}
_ARTIST_PREFIXES = {640: "ab6761610000e5eb", 300: "ab67616100005174", 64: "ab6761610000f178"}
SIZES = (640, 300, 64)


def _digest(*parts: object) -> bytes:
    return hashlib.sha256("/".join([SEED, *map(str, parts)]).encode()).digest()


def stream(*parts: object) -> Random:
    """A stream of chance of its own for whatever the parts name; the same parts give the same stream."""
    return Random(_digest(*parts))


def fraction(*parts: object) -> float:
    """One number of chance in [0, 1), cheaper than a stream."""
    return int.from_bytes(_digest(*parts)[:6], "big") / (1 << 48)


def spotify_id(*parts: object) -> str:
    """22 base62 digits of 128 bits, as Spotify's ids are."""
    number, digits = int.from_bytes(_digest("id", *parts)[:16], "big"), ""
    for _ in range(ID_LENGTH):
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return digits


def image_id(style: int, *parts: object, artist: bool = False) -> str:
    """40 hex digits: Spotify's prefix for the largest size, one byte for the style, the rest chance."""
    prefix = (_ARTIST_PREFIXES if artist else _ALBUM_PREFIXES)[640]
    return f"{prefix}{style:02x}{_digest('image', *parts).hex()[:22]}"


def is_artist_image(image: str) -> bool:
    return image.startswith(_ARTIST_PREFIXES[640][:8])


def image_sizes(image: str) -> dict[int, str]:
    """The ids of one picture by its edge in pixels, largest first: Spotify has another id for each size."""
    prefixes = _ARTIST_PREFIXES if is_artist_image(image) else _ALBUM_PREFIXES
    return {size: prefixes[size] + image[16:] for size in SIZES}


def image_size(image: str) -> int:
    """The edge in pixels that an image id asks for; 640 for ids of no known size."""
    for prefixes in (_ALBUM_PREFIXES, _ARTIST_PREFIXES):
        for size, prefix in prefixes.items():
            if image.startswith(prefix):
                return size
    return 640
