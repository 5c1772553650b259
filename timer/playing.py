"""Telling the player what a session's music is to do, and looking what became of it.

A command is written down with the move that it follows from, marked right before it is sent, and never sent twice:
where nobody knows whether it was done, a look at the player tells what plays now, and time runs on.
"""

import uuid
from datetime import timedelta

from discoverdaily import clock
from discoverdaily.spotify.client import Spotify, spotify_for
from discoverdaily.spotify.errors import SpotifyError
from timer.cues import Cue
from timer.models import Music, Session

LOOK_AFTER = timedelta(seconds=1)
"""Spotify answers before it acts, and shows the song before for a moment."""

Step = Music.Step


def cue_set(*, session: Session, cue: Cue) -> Music | None:
    """Writes down what the music is told next, in place of what was not sent yet; inside the move's transaction.

    Answers the row with its lease, for `music_work` right after the commit; None where the session has no music. Should
    the caller die before that, the row is due and its lease soon runs out.
    """
    now = clock.now()
    lease = uuid.uuid4()
    told = Music.objects.filter(session=session).update(
        cue=cue,
        cue_version=session.version,
        step=Step.WAITING,
        due_at=now,
        lease=lease,
        leased_until=now + Music.lease_for,
    )
    return Music.objects.select_related("session__person").get(session=session, lease=lease) if told else None


def music_work(music: Music) -> None:
    """Sends what is to be sent, or looks what plays: whatever the row, which is ours by its lease, is due for."""
    if music.step != Step.WAITING:
        music.finish(due_at=None, step=Step.NONE)
        return
    music.hold(step=Step.SENT)
    try:
        _send(spotify_for(music.session.person), music)
    except SpotifyError as error:
        music.finish(due_at=None, step=Step.NONE, trouble=error.reason)
    else:
        music.finish(due_at=clock.now() + LOOK_AFTER, step=Step.NONE, trouble="")


def _send(spotify: Spotify, music: Music) -> None:
    device = music.device_id or None
    match Cue(music.cue):
        case Cue.START:
            spotify.play(device_id=device, context_uri=music.wish.get("list"))
        case Cue.PHASE | Cue.SONG:
            spotify.next(device_id=device)
        case Cue.PAUSE | Cue.OVER:
            spotify.pause(device_id=device)
        case Cue.RESUME:
            spotify.play(device_id=device)
