"""Small things that several scenes have."""

from mood.pictures.hand import Point, curve, path


def cloud(centre: Point, size: float) -> str:
    """A cloud, some 104 wide at size 1."""
    puffs = [(-52, 12), (-46, -4), (-30, -8), (-16, -22), (6, -22), (18, -10), (36, -12), (46, 2), (52, 12)]
    points = [(centre[0] + x * size, centre[1] + y * size) for x, y in puffs]
    return curve(points) + path((points[0], (centre[0] + 30 * size, points[0][1])))


def bird(at: Point, wing: float) -> str:
    """A bird far away, so long from the tip of a wing to its body."""
    beats = [(-1, -0.4), (-0.4, -0.55), (0, 0), (0.5, -0.6), (1, -0.3)]
    return curve([(at[0] + x * wing, at[1] + y * wing) for x, y in beats])
