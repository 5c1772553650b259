"""What a listener has played: the world's history, which goes on by itself, and plays through the player."""

from datetime import UTC, datetime, timedelta

from discoverdaily.sandbox import world
from discoverdaily.sandbox.player import now_of, stretches
from discoverdaily.sandbox.records import Played
from discoverdaily.sandbox.state import Sandbox
from discoverdaily.sandbox.world import Play

_LOOKS_BACK = [timedelta(days=days) for days in (1, 7, 60, 1000)]


def made_here(sandbox: Sandbox, listener: str) -> list[Play]:
    """Plays of tracks through the sandbox's player, oldest first, up to this moment."""
    now_of(sandbox, listener)
    return [_as_play(played) for played in sandbox.played.get(listener, ()) if played.uri.startswith("spotify:track:")]


def heard_here(sandbox: Sandbox, listener: str) -> world.HeardHere:
    """What was played through the sandbox, and when music ran here, up to this moment."""
    plays = sorted(made_here(sandbox, listener), key=lambda play: play.started_at)
    return world.HeardHere(tuple(plays), tuple(stretches(sandbox, now_of(sandbox, listener))))


def known_plays(sandbox: Sandbox, listener: str, most: int) -> list[Play]:
    """The last plays that recently-played knows of, oldest first: half a minute or longer, not private, a moment old.

    While music ran here, the world's own history of the listener is silent: nobody hears two songs.
    """
    until = sandbox.clock.now() - timedelta(seconds=sandbox.settings.history_lag)
    here = made_here(sandbox, listener)
    music = stretches(sandbox, now_of(sandbox, listener))
    plays: list[Play] = []
    for back in _LOOKS_BACK:
        since = until - back
        near = [stretch for stretch in music if stretch[1] >= since.timestamp()]
        there = [play for play in world.plays(listener, since, until) if not _overlaps(play, near)]
        plays = sorted(
            (play for play in (*there, *here) if play.is_reported and since <= play.played_at <= until),
            key=lambda play: play.played_at,
        )
        if len(plays) >= most:
            break
    return plays[-most:]


def _overlaps(play: Play, others: list[tuple[float, float]]) -> bool:
    start, end = play.started_at.timestamp(), play.ended_at.timestamp()
    return any(start < other_end and other_start < end for other_start, other_end in others)


def _as_play(played: Played) -> Play:
    return Play(
        track_id=played.uri.rpartition(":")[2],
        started_at=datetime.fromtimestamp(round(played.ended_at, 3), UTC) - timedelta(milliseconds=played.ms_played),
        ms_played=played.ms_played,
        context_uri=played.context_uri,
        shuffle=played.shuffle,
        skipped=played.skipped,
        incognito=played.private,
    )
