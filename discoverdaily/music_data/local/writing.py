"""In what language and manner titles are written, by the threes of letters that they are made of."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

DIMENSIONS = 32
_KINDS = 4096
"""Threes of letters are told apart as far as so many kinds, by a hash."""
_ROUNDS = 3


def writing_of(names: Sequence[str], albums: Sequence[str], by: NDArray[np.int64], artists: int) -> NDArray[np.float32]:
    """(DIMENSIONS, artists): where the titles of an artist's tracks and albums lie among all, of length 1; 0 without.

    The largest directions of what sets the threes of letters of one artist apart from another's (latent semantic
    analysis by a randomised singular value decomposition: Halko, Martinsson, Tropp 2011).
    """
    threes = _threes([f" {name} {album} " for name, album in zip(names, albums, strict=True)])
    common = np.maximum(np.asarray(threes.sum(axis=0)).ravel(), 1)
    rare = threes @ sparse.diags(np.log(max(len(names), 1) / common))
    whose = sparse.csr_matrix((np.ones(len(by)), (by, np.arange(len(by)))), shape=(artists, len(by)))
    manner = _unit((whose @ _unit(rare)).tocsr())
    directions = np.random.default_rng(7).standard_normal((_KINDS, DIMENSIONS))
    for _ in range(_ROUNDS):
        directions = np.linalg.qr(manner.T @ (manner @ directions))[0]
    found = manner @ directions
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.ascontiguousarray((found / np.where(length > 1e-9, length, 1)).T, dtype=np.float32)


def _threes(texts: Sequence[str]) -> Any:
    """(texts, _KINDS), sparse: 1 where a text has three letters of this kind in a row."""
    text = re.sub(r"[^\w\n]+", " ", "\n".join(text.replace("\n", " ") for text in texts).casefold())
    letters = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    line = np.cumsum(letters == ord("\n"))
    if len(letters) < 3:
        return sparse.csr_matrix((len(texts), _KINDS))
    kinds = (letters[:-2] * 73_856_093 ^ letters[1:-1] * 19_349_663 ^ letters[2:] * 83_492_791) % _KINDS
    inside = (line[2:] == line[:-2]) & (letters[:-2] != ord("\n"))
    places = line[:-2][inside], kinds[inside].astype(np.int64)
    found = sparse.csr_matrix((np.ones(len(places[0]), np.float32), places), shape=(len(texts), _KINDS))
    found.data[:] = 1
    return found


def _unit(rows: Any) -> Any:
    """Each row at length 1."""
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.where(length > 0, length, 1)) @ rows).tocsr()
