"""The browser at hand as the device that plays: Spotify's Web Playback SDK in the page, where somebody chose it.

Each page that opens is another device to Spotify, so that a session's music moves along from set-up to the session's
page, and on when that is loaded again. Which of them is this browser's own stands in its cookie's session: the
policy of a page opens, and a token leaves, for nobody else.
"""

from django.db import transaction

from accounts.models import User
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.scopes import Scope
from discoverdaily.spotify.selectors import connection_of
from timer import wishes
from timer.cues import Cue
from timer.devices import STEERING
from timer.models import Music, Session
from timer.playing import cue_set, music_look
from timer.services import music_tell
from timer.wishes import Held, Wish

PLAYING_HERE = frozenset({Scope.STREAMING, Scope.READ_EMAIL, Scope.READ_PRIVATE})
"""What the SDK asks of a token; we do not read the address."""
ASKED = STEERING | PLAYING_HERE


def may_play_here(person: User) -> bool:
    """Whether the person agreed to all that it needs."""
    connection = connection_of(person)
    return connection is not None and connection.usable and set(connection.scopes) >= ASKED


def device_of(session: Session) -> str:
    """The device that a session's music was given; nothing where it has none, or plays wherever Spotify does."""
    music: Music | None = getattr(session, "music", None)
    return music.device_id if music else ""


def music_move(*, session: Session, device_id: str) -> None:
    """The session's music goes on at another device: it plays there where it should play now, or begins there where it
    did not begin yet.

    Raises SpotifyError; what is written down holds all the same.
    """
    Music.objects.filter(session=session).update(device_id=device_id)
    session.refresh_from_db()
    if not session.live:
        return
    music = Music.objects.get(session=session)
    running = session.state == Session.State.RUNNING
    if wishes.read(Held, music.held).source is not None:
        silent = wishes.read(Wish, music.wish).turn(session.present.kind).pause
        spotify_for(session.person).transfer(device_id, play=True if running and not silent else None)
        music_look(session=session)
    elif running:
        with transaction.atomic():
            told = cue_set(session=session, cue=Cue.START)
        if told is not None:
            music_tell(told)
