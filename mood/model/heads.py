"""What a model consists of, as its file holds it."""

from itertools import chain, pairwise

import msgspec
import numpy as np

from mood.model.features import FEATURES, Floats


class Curve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Straight pieces through points, level beyond its ends."""

    at: tuple[float, ...]
    """Values of a feature, ascending."""
    to: tuple[float, ...]

    def __post_init__(self) -> None:
        """Raises ValueError for what is no curve."""
        if len(self.at) != len(self.to) or not self.at or any(after <= before for before, after in pairwise(self.at)):
            raise ValueError("a curve needs ascending points and a height for each")

    def of(self, values: Floats) -> Floats:
        """Its height at each value."""
        return np.interp(values, self.at, self.to)


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two features that go together: the product of their places on the model's scales, times a weight."""

    one: str
    other: str
    weight: float


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is told of a song. Its logit is a sum: so much for each feature along a straight line or a curve
    of straight pieces, and so much for two features that go together."""

    intercept: float
    slopes: dict[str, float] = {}
    """Logits for each unit of a feature."""
    curves: dict[str, Curve] = {}
    """Logits along a feature."""
    pairs: tuple[Pair, ...] = ()

    @property
    def paired(self) -> frozenset[str]:
        """The features that stand in a pair."""
        return frozenset(chain.from_iterable((pair.one, pair.other) for pair in self.pairs))

    @property
    def reads(self) -> frozenset[str]:
        """The features it looks at."""
        return frozenset(self.slopes) | frozenset(self.curves) | self.paired


class Pleasantness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a song is pleasant: a loud one, if it is rather happy than angry; a quiet one, if it is rather happy or
    calm than sad. Every song is both to some part, as the energy head says."""

    loud: Head
    quiet: Head
    turn: float
    """The logit of energy at which a song is as much the one as the other."""


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All there is to a model. Raises ValueError where the parts do not fit together."""

    name: str
    trained_on: dict[str, int]
    """How many songs of which label. Nothing else is kept of them."""
    typical: dict[str, float]
    """A song in the middle: others are held against it, and its figures stand in for what is not known."""
    stands_in: bool
    """Whether a typical figure stands in for a fragile feature; else there is no score without it."""
    happy: Head
    energy: Head | None = None
    pleasantness: Pleasantness | None = None
    scales: dict[str, Curve] = {}
    """For the pairs: a feature's place among the songs, as a standard normal variable."""

    def __post_init__(self) -> None:
        """Every feature that is read exists, and has its typical figure and, in a pair, its scale."""
        if self.pleasantness and not self.energy:
            raise ValueError("it tells pleasantness, and not the energy on which that hangs")
        read = frozenset().union(*(head.reads for head in self.heads.values()))
        if not read <= set(FEATURES):
            raise ValueError("it reads a feature that does not exist")
        paired = frozenset().union(*(head.paired for head in self.heads.values()))
        if not read <= set(self.typical) or not paired <= set(self.scales):
            raise ValueError("a feature is without its typical figure or its scale")

    @property
    def heads(self) -> dict[str, Head]:
        """What is worked out of a song, by name."""
        heads = {"happy": self.happy}
        if self.energy:
            heads["energy"] = self.energy
        if self.pleasantness:
            heads |= {"loud": self.pleasantness.loud, "quiet": self.pleasantness.quiet}
        return heads
