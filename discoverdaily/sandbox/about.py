"""What the pages say of a song, an album, an artist, a playlist or a podcast."""

from discoverdaily.sandbox import playback as music
from discoverdaily.sandbox import world
from discoverdaily.sandbox.player import line_of
from discoverdaily.sandbox.playlist_shapes import own_cover
from discoverdaily.sandbox.shapes import Json, is_playable
from discoverdaily.sandbox.state import Sandbox

KINDS = ("track", "album", "artist", "playlist", "episode", "show")
MOST_SHOWN = 50
_NO_FEATURES = {"tempo": 100.0, "loudness": -10.0, "mode": 1, "key": 0, "energy": 0.5}


def song(uri: str) -> Json:
    """A track, an episode or an advert, and what it is hummed from."""
    kind, key = uri.split(":")[1:]
    features = world.catalogue().tracks[key].features if kind == "track" else None
    heard = {name: getattr(features, name) for name in _NO_FEATURES} if features else _NO_FEATURES
    name, by, image = _told(kind, key)
    shape: Json = {"kind": kind, "id": key, "uri": uri, "name": name, "by": by, "image": image}
    return shape | {"duration_ms": music.length_ms(uri)} | heard


def _told(kind: str, key: str) -> tuple[str, str, str | None]:
    """Name, maker and picture of whatever the world made."""
    known = world.catalogue()
    if kind in {"track", "album"}:
        it = known.tracks[key] if kind == "track" else known.albums[key]
        album = known.albums[known.tracks[key].album_id if kind == "track" else key]
        return it.name, ", ".join(known.artists[artist].name for artist in it.artist_ids), album.image
    if kind == "artist":
        return known.artists[key].name, "Artist", known.artists[key].image
    if kind == "ad":
        return next(advert.name for advert in world.adverts() if advert.id == key), "Advert", None
    episode = world.episodes().get(key)
    show = world.shows()[episode.show_id if episode else key]
    return (episode.name, show.name, episode.image) if episode else (show.name, show.publisher, show.image)


def collection(sandbox: Sandbox, kind: str, key: str) -> Json | None:
    """Name, maker, picture and songs of what a page or an embed is about; None when there is no such thing."""
    uri = f"spotify:{kind}:{key}"
    line: list[str] | None = [uri] if is_playable(uri) else line_of(sandbox, uri)
    if kind not in KINDS or line is None:
        return None
    songs = [song(one) for one in line[:MOST_SHOWN]]
    if kind == "playlist":
        playlist = sandbox.playlists[key]
        first = songs[0]["image"] if songs else None
        name, by, image = playlist.name, sandbox.listeners[playlist.owner].name, own_cover(playlist) or first
    else:
        name, by, image = _told(kind, key)
    return {"kind": kind, "id": key, "songs": songs, "name": name, "by": by, "image": image}
