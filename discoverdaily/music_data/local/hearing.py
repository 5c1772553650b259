"""How tracks are heard: figures on scales on which a step means about the same everywhere."""

import numpy as np

from discoverdaily.music_data.local.catalogue import COLUMN, Floats

SCALES = {
    "acousticness": (0.336, 0.254),
    "danceability": (0.653, 0.146),
    "energy": (0.698, 0.184),
    "instrumentalness": (0.134, 0.27),
    "liveness": (-1.576, 0.522),
    "loudness": (-2.651, 0.536),
    "speechiness": (-2.287, 0.634),
    "tempo": (4.931, 0.19),
    "valence": (0.51, 0.234),
    "duration_ms": (12.429, 0.23),
}
"""Mean and standard deviation of each, straightened, over the tracks of public playlists: the same for every catalogue,
so that a few candidates are told apart as a whole catalogue is."""


def heard(figures: Floats) -> Floats:
    """(n, 10): what a catalogue's figures, (n, COLUMNS), are in standard deviations from the mean; NaN where not
    known."""
    return np.column_stack(
        [(_straight(name, figures[:, COLUMN[name]]) - mean) / spread for name, (mean, spread) in SCALES.items()]
    )


def _straight(name: str, values: Floats) -> Floats:
    if name in ("acousticness", "instrumentalness"):
        return np.sqrt(values)
    if name == "loudness":
        return -np.sqrt(np.maximum(-values, 0) + 0.5)
    floors = {"liveness": 0.05, "speechiness": 0.02, "duration_ms": 30_000, "tempo": 20}
    return np.log(values + floors[name]) if name in floors else values
