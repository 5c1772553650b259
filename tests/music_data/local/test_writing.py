"""In what language titles are written."""

import numpy as np

from discoverdaily.music_data.local.writing import writing_of

TALES = (
    ["elo miren kalo", "miren elo suva", "kalo miren", "suva elo kalo miren"],
    ["грозовый ветер", "ветер и снег", "снег грозовый", "ветер снег и снег"],
)


def test_artists_who_write_alike_lie_together() -> None:
    names = [name for tale in TALES for name in tale]
    by = np.arange(8) // 2
    near = (found := writing_of(names, [""] * 8, by, 4)).T @ found
    assert np.allclose(np.diag(near), 1, atol=1e-5)
    assert min(near[0, 1], near[2, 3]) > max(near[0, 2], near[0, 3], near[1, 2], near[1, 3]) + 0.3


def test_without_titles_nobody_is_like_anybody() -> None:
    assert not writing_of(["", "?!", "\n"], [""] * 3, np.arange(3), 3).any()
    assert writing_of([], [], np.empty(0, np.int64), 0).shape[1] == 0


def test_a_title_does_not_run_into_the_next_one() -> None:
    apart = writing_of(["kalo", "kalo", "suva"], [""] * 3, np.arange(3), 3)
    beside = writing_of(["kalo", "kalo\nmiren", "suva"], [""] * 3, np.arange(3), 3)
    assert apart[:, 0] @ apart[:, 1] > 0.99 > beside[:, 0] @ beside[:, 1]
