"""An invented world of music, for the local Spotify: what is true of it without anybody asking.

Everything here is a pure function of one seed and of time: the same on every machine, whenever it is asked.
"""

from .catalogue import Catalogue, catalogue
from .covers import cover
from .export import ExportKind, export_parts, export_zip
from .fingerprint import fingerprint
from .history import plays
from .library import playlists, saved_tracks
from .listeners import crowd, listeners
from .model import Advert, Album, Artist, AudioFeatures, Episode, Listener, Play, Playlist, Show, Track
from .podcasts import adverts, episodes, shows
from .search import Kind
from .seed import image_size, image_sizes
from .streams import HeardHere
from .tops import TimeRange, top_artists, top_tracks

__all__ = [
    "Advert",
    "Album",
    "Artist",
    "AudioFeatures",
    "Catalogue",
    "Episode",
    "ExportKind",
    "HeardHere",
    "Kind",
    "Listener",
    "Play",
    "Playlist",
    "Show",
    "TimeRange",
    "Track",
    "adverts",
    "catalogue",
    "cover",
    "crowd",
    "episodes",
    "export_parts",
    "export_zip",
    "fingerprint",
    "image_size",
    "image_sizes",
    "listeners",
    "playlists",
    "plays",
    "saved_tracks",
    "shows",
    "top_artists",
    "top_tracks",
]
