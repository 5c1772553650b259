"""Covers drawn from their image id: the style's colours, the rest by chance."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from .seed import stream
from .styles import STYLES


@lru_cache(maxsize=512)
def cover(image: str, size: int) -> bytes:
    """A square JPEG of size pixels for an image id of 40 hex digits, the same whenever it is asked for."""
    chance = stream("cover", image[16:])
    palette = STYLES[int(image[16:18], 16) % len(STYLES)].palette
    picture = Image.new("RGB", (size, size), chance.choice(palette))
    draw = ImageDraw.Draw(picture)
    for _ in range(4):
        x, y, r = (chance.random() * size for _ in range(3))
        draw.ellipse((x - r / 2, y - r / 2, x + r / 2, y + r / 2), fill=chance.choice(palette))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
