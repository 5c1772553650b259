"""The files of Spotify's "Account data" package: one year of plays in short, and what the account holds.

Layouts as described on Spotify's page "Understanding my data" and as people's packages of 2025 and 2026 show them.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from .audiobooks import chapters
from .catalogue import catalogue
from .library import playlists, saved_tracks
from .model import ChapterPlay, EpisodePlay, Listener, Play, Playlist
from .podcasts import episodes, shows
from .seed import fraction, stream
from .streams import Stream
from .tops import top_artists

_FOLDER = "Spotify Account Data"
_ROWS_A_FILE = 10_000
YEAR = timedelta(days=365)
"""How far back the package goes."""

Row = dict[str, Any]


def account_files(listener: Listener, now: datetime, streams: Sequence[Stream]) -> Iterator[tuple[str, Any]]:
    """Names and contents of the package's files."""
    for name, content in _account(listener, now).items():
        yield f"{_FOLDER}/{name}.json", content
    heard = sorted(streams, key=lambda each: each.ended_at)
    music = [_song(each) for each in heard if isinstance(each, Play)]
    for number, start in enumerate(range(0, max(len(music), 1), _ROWS_A_FILE)):
        yield f"{_FOLDER}/StreamingHistory_music_{number}.json", music[start : start + _ROWS_A_FILE]
    if podcasts := [_episode(each) for each in heard if isinstance(each, EpisodePlay)]:
        yield f"{_FOLDER}/StreamingHistory_podcast_0.json", podcasts
    if books := [_chapter(each) for each in heard if isinstance(each, ChapterPlay)]:
        yield f"{_FOLDER}/StreamingHistory_audiobook_0.json", books


def _account(listener: Listener, now: datetime) -> dict[str, Any]:
    return {
        "Follow": {"userIsFollowing": [], "userIsFollowedBy": [], "userIsBlocking": []},
        "Identifiers": {"identifierType": "emailAddress", "identifierValue": listener.email},
        "Identity": _identity(listener),
        "Inferences": {"inferences": ["1P_Custom_Music_Listeners"]},
        "Marquee": _marquee(listener, now),
        "Payments": {"payment_method": None if listener.product == "free" else "Invented card"},
        "Playlist1": {"playlists": [_playlist(playlist) for playlist in playlists(listener.id)]},
        "SearchQueries": _searches(listener, now),
        "Userdata": _userdata(listener),
        "YourLibrary": _library(listener),
    }


def _song(play: Play) -> Row:
    name, artist, _ = _track(play.track_id)
    return {
        "endTime": _minute(play.ended_at),
        "artistName": artist,
        "trackName": name,
        "msPlayed": play.ms_played,
    }


def _episode(play: EpisodePlay) -> Row:
    episode = episodes()[play.episode_id]
    return {
        "endTime": _minute(play.ended_at),
        "podcastName": shows()[episode.show_id].name,
        "episodeName": episode.name,
        "msPlayed": play.ms_played,
    }


def _chapter(play: ChapterPlay) -> Row:
    chapter = chapters()[play.chapter_id]
    return {
        "endTime": _minute(play.ended_at),
        "audiobookName": chapter.book,
        "chapterName": chapter.name,
        "authorName": chapter.author,
        "msPlayed": play.ms_played,
    }


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def _identity(listener: Listener) -> Row:
    first, _, last = listener.name.partition(" ")
    return {
        "displayName": listener.name,
        "firstName": first,
        "lastName": last,
        "imageUrl": None,
        "largeImageUrl": None,
        "tasteMaker": False,
        "verified": False,
    }


def _userdata(listener: Listener) -> Row:
    return {
        "username": listener.id,
        "email": listener.email,
        "country": listener.country,
        "createdFromFacebook": False,
        "facebookUid": None,
        "birthdate": f"{1970 + int(35 * fraction('born', listener.id))}-04-12",
        "gender": None,
        "postalCode": None,
        "mobileNumber": None,
        "mobileOperator": None,
        "mobileBrand": None,
        "creationTime": listener.joined.isoformat(),
    }


def _track(track_id: str) -> tuple[str, str, str]:
    """Names of the track, its artist and its album."""
    track = catalogue().tracks[track_id]
    return track.name, catalogue().artists[track.artist_ids[0]].name, catalogue().albums[track.album_id].name


def _playlist(playlist: Playlist) -> Row:
    return {
        "name": playlist.name,
        "lastModifiedDate": playlist.created.isoformat(),
        "description": playlist.description or None,
        "numberOfFollowers": playlist.followers,
        "collaborators": [],
        "items": [_item(track_id, playlist) for track_id in playlist.track_ids],
    }


def _item(track_id: str, playlist: Playlist) -> Row:
    name, artist, album = _track(track_id)
    uri = f"spotify:track:{track_id}"
    return {
        "track": {"trackName": name, "artistName": artist, "albumName": album, "trackUri": uri},
        "episode": None,
        "audiobook": None,
        "localTrack": None,
        "addedDate": playlist.created.isoformat(),
    }


def _library(listener: Listener) -> Row:
    rows = [(*_track(track_id), f"spotify:track:{track_id}") for track_id in saved_tracks(listener.id)]
    return {
        "tracks": [{"artist": artist, "album": album, "track": name, "uri": uri} for name, artist, album, uri in rows],
        "albums": [],
        "shows": [],
        "episodes": [],
        "bannedTracks": [],
        "artists": [],
        "bannedArtists": [],
        "other": [],
    }


def _marquee(listener: Listener, now: datetime) -> list[Row]:
    segments = ("Super Listeners", "Moderate Listeners", "Light listeners", "Previously Active Listeners")
    favourites = top_artists(listener.id, "long_term", now)[:12]
    names = [catalogue().artists[artist_id].name for artist_id in favourites]
    return [{"artistName": name, "segment": segments[place // 3]} for place, name in enumerate(names)]


def _searches(listener: Listener, now: datetime) -> list[Row]:
    chance = stream("searches", listener.id, now.date())
    found = top_artists(listener.id, "short_term", now)[:5]
    return [
        {
            "platform": "IPHONE",
            "searchTime": f"{now - timedelta(days=15 - 3 * place, hours=chance.random()):%Y-%m-%dT%H:%M:%S.000Z[UTC]}",
            "searchQuery": catalogue().artists[artist_id].name.lower()[: 4 + int(6 * chance.random())],
            "searchInteractionURIs": [f"spotify:artist:{artist_id}"],
        }
        for place, artist_id in enumerate(found)
    ]
