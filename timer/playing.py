"""Telling the player what a session's music is to do, and looking what became of it.

A command is written down with the move that it follows from, marked right before it is sent, and never sent twice:
where nobody knows whether it was done, a look at the player tells what plays now, and time runs on. What a look may
send once more is what leads to the same song both times. Which commands follow from a cue, steering.py says; what
follows from what is seen, seeing.py; how each is sent, sending.py.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from msgspec import structs

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import LeaseLost
from discoverdaily.spotify.client import Spotify, spotify_for
from discoverdaily.spotify.errors import NoActiveDevice, NotFound, Reason, RetryLater, SpotifyError
from discoverdaily.spotify.services import premium_learn
from timer import seeing, wishes
from timer.cues import Cue
from timer.models import Music, Session
from timer.plans import Kind
from timer.sending import Sender
from timer.steering import CHANGING, Do, Order, changes, held_after, orders, place_after, silent
from timer.wishes import Held, Wish
from timer.words import Silence, still

LOOK_AFTER = timedelta(seconds=1)
"""Spotify answers before it acts, and shows the song before for a moment."""
PATIENCE = 4.0
"""Seconds to wait for each answer: people press buttons meanwhile, and what comes later is too late for a song."""
SENT_WITHIN = timedelta(seconds=3)
"""A command that is not sent by then may be sent by somebody else: whoever was to do it is gone."""
SKIP_WITHIN = timedelta(seconds=5)
"""A skip later than this would surprise; it is left out, and counted as missed."""
TELL_WITHIN = timedelta(minutes=1)
"""What else comes later than this is about a moment that is gone."""
SEEN_LATELY = timedelta(seconds=5)
"""A page that comes back into view has it looked again what plays, but not sooner than this after the last look."""
SKIPPING = (Cue.PHASE, Cue.SONG)

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
        leased_until=now + SENT_WITHIN,
    )
    return Music.objects.select_related("session__person").get(session=session, lease=lease) if told else None


def music_passed_over(*, session: Session, kinds: Sequence[Kind]) -> None:
    """The changes of song that phases would have had for which nobody was there; inside the move's transaction."""
    music = Music.objects.filter(session=session).first() if kinds else None
    if music is not None:
        missed = changes(kinds, wishes.read(Wish, music.wish), wishes.read(Held, music.held))
        Music.objects.filter(session=session).update(missed=F("missed") + missed)


def music_look(*, session: Session) -> None:
    """Has it looked soon what plays, unless that was done a moment ago or a command waits."""
    if not session.live:
        return
    now = clock.now()
    idle = Music.objects.filter(session=session, step=Step.NONE).filter(Q(due_at=None) | Q(due_at__gt=now))
    idle.filter(Q(looked_at=None) | Q(looked_at__lt=now - SEEN_LATELY)).update(due_at=now)


def music_of_reconnect(*, person: User) -> None:
    """Spotify is connected again: what kept the music away is looked at anew at once."""
    troubled = Music.objects.filter(session__person=person, session__state__in=Session.LIVE, step=Step.NONE)
    troubled.exclude(trouble="").update(due_at=clock.now())


def music_work(music: Music) -> None:
    """Sends what is to be sent, or looks what plays: whatever the row, which is ours by its lease, is due for.

    Raises LeaseLost where somebody else holds the row by now.
    """
    work = Work(music, _session_of(music), wishes.read(Wish, music.wish), wishes.read(Held, music.held))
    if music.step == Step.WAITING:
        work.tell(Cue(music.cue))
    else:
        work.look()


@dataclass
class Work:
    """One row at work: a command and what came of it, or a look."""

    music: Music
    session: Session
    wish: Wish
    held: Held
    given: list[Order] = field(default_factory=list)
    counted: dict[str, Any] = field(default_factory=dict)

    # --- Telling -----------------------------------------------------------------------------------------------------

    def tell(self, cue: Cue) -> None:
        """Sends what the cue asks for, the first of it once at most."""
        now = clock.now()
        late = now - (self.music.due_at or now)
        asked = orders(cue, self.session.present.kind, self.wish, self.held)
        self.given = self._still_wanted(asked, cue, late)
        skips = cue in SKIPPING and any(order.do in CHANGING for order in asked)
        missed = skips and not any(order.do in CHANGING for order in self.given)
        if missed:
            self.counted["missed"] = F("missed") + 1
        if not self.given:
            self._settle(now + LOOK_AFTER, step=Step.NONE)
            return
        before, self.held = self.held, held_after(self.given, self.held, uri=self._uri, now=now.timestamp())
        self._mark(now)
        try:
            self._carry_out(
                spotify_for(self.session.person, patience=PATIENCE), begun=not silent(before) and cue is not Cue.START
            )
        except SpotifyError as error:
            self._refused(error, cue, before)
        else:
            self._done(skips=skips and not missed)

    def _still_wanted(self, asked: list[Order], cue: Cue, late: timedelta) -> list[Order]:
        """Of a cue that comes late, or that will be refused, what makes sense all the same."""
        if late > TELL_WITHIN or (self.music.trouble == Reason.PREMIUM_REQUIRED and cue is not Cue.START):
            return []
        return [order for order in asked if order.do is not Do.SKIP] if late > SKIP_WITHIN else asked

    def _mark(self, now: datetime) -> None:
        """From here on nobody sends it again. The lease outlasts the longest wait for an answer."""
        self._write(step=Step.SENT, held=wishes.kept(self.held), leased_until=now + Music.lease_for)

    def _done(self, *, skips: bool) -> None:
        trouble = self.music.trouble
        if trouble == Silence.NO_LIST and any(order.do is Do.BEGIN for order in self.given):
            trouble = ""
        if self.music.cue == Cue.START:
            premium_learn(person=self.session.person)
            trouble = "" if trouble == Reason.PREMIUM_REQUIRED else trouble
        if skips:
            self.counted["skips"] = F("skips") + 1
            self.held.awaited = next(order.do.value for order in self.given if order.do in CHANGING)
        self._settle(clock.now() + LOOK_AFTER, step=Step.NONE, trouble=trouble)

    def _carry_out(self, spotify: Spotify, *, begun: bool) -> None:
        """`begun`: music played before, so that it goes on where it is; else on the device that was chosen."""
        device = None if begun else self.music.device_id or None
        for number, order in enumerate(self.given):
            try:
                self._order(spotify, order, device)
            except SpotifyError as error:
                if self._begins_again(error, order):
                    self._order(spotify, Order(Do.BEGIN, self.held.source or 0), None)
                elif order.do not in (Do.VOLUME, Do.SHUFFLE) and not self._is_so_already(error, order):
                    self.given = self.given[: number + 1]
                    raise

    def _order(self, spotify: Spotify, order: Order, device: str | None) -> None:
        context, command = self.music.playing.get("context", ""), f"{self.music.pk}.{self.music.cue_version}"
        Sender(spotify, self.wish, self.held, context, command).send(order, device)

    def _begins_again(self, error: SpotifyError, order: Order) -> bool:
        """Whether a list of ours came to its end where it was to be skipped on."""
        ours = self.held.source is not None and self.wish.sources[self.held.source].given
        return order.do is Do.SKIP and ours and _is_over(error)

    def _is_so_already(self, error: SpotifyError, order: Order) -> bool:
        """Whether it is refused because there is nothing to do: paused what is silent, let play on what plays."""
        if (order.do is Do.STOP and isinstance(error, NoActiveDevice)) or _is_needless(error):
            if order.do is Do.STOP:
                self.held.stopped = False  # not by us, so that it is not ours to let it play again
                return True
            whatever = order.do is Do.BEGIN and not self.wish.sources[order.number].given
            return order.do is Do.GO_ON or whatever
        return False

    def _refused(self, error: SpotifyError, cue: Cue, before: Held) -> None:
        """Something went wrong with the last of `given`."""
        order, now = self.given[-1], clock.now()
        fields: dict[str, Any] = {"trouble": still(self.music.trouble, error.reason)}
        wait = LOOK_AFTER
        if cue in SKIPPING:
            name = "unsure" if error.unsure else "missed"
            self.counted[name] = F(name) + 1
        if error.unsure:
            self.held.source = None if order.do is Do.BEGIN else self.held.source
        elif isinstance(error, NotFound) and order.do is Do.BEGIN:
            fields["trouble"] = Silence.NO_LIST
        elif _is_over(error):
            fields["trouble"] = Silence.LIST_OVER
        else:
            self.held = structs.replace(before, told_at=self.held.told_at, uri=self.held.uri, looks=0)
            if isinstance(error, NoActiveDevice) or order.do is Do.BEGIN:
                self.held.source = None
            if isinstance(error, RetryLater):
                wait = error.after or timedelta(seconds=seeing.distance(self.held.tries))
                self.held.tries += 1
        self._settle(now + wait, step=Step.NONE, **fields)

    # --- Looking -----------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """What plays now; and what follows: a word to its person, another look, a command that may be sent twice."""
        fields: dict[str, Any] = {}
        if self.music.step == Step.SENT:  # whoever sent it did not come back to say so
            fields = {"step": Step.NONE}
            if self.music.cue in SKIPPING:
                self.counted["unsure"] = F("unsure") + 1
        now = clock.now()
        if self._replaced():
            self._settle(None, **fields)
            return
        try:
            spotify = spotify_for(self.session.person, patience=PATIENCE)
            seen = seeing.seen_of(spotify.player(), now)
            found = self._judge(seen)
            steered = self.music.trouble != Reason.PREMIUM_REQUIRED
            if found.asleep and steered:
                found = self._woken(spotify, found)
            if found.order and steered:
                self._touch(spotify, found.order, now)
        except SpotifyError as error:
            self._unseen(error, fields)
            return
        self._remember(seen, found)
        if found.trouble == Silence.UNCHANGED:
            self.counted |= {"skips": F("skips") - 1, "missed": F("missed") + 1}
        trouble = self.music.trouble if found.trouble is None or self._lasts(seen, found) else found.trouble
        due_at = None if found.wait is None else now + timedelta(seconds=found.wait)
        shown = wishes.kept(seen) if seen else {}
        self._settle(due_at, playing=shown, trouble=trouble, looked_at=now, **fields)

    def _replaced(self) -> bool:
        """Whether the player is another session's by now."""
        session = self.session
        return not session.live and Session.objects.filter(person=session.person_id, state__in=Session.LIVE).exists()

    def _judge(self, seen: seeing.Seen | None) -> seeing.Verdict:
        session = self.session
        turn = self.wish.turn(session.present.kind)
        wanted = session.state == Session.State.RUNNING and not turn.pause
        left = session.left_at(clock.now()).total_seconds()
        found = seeing.verdict(seen, turn=turn if wanted else None, left=left, wish=self.wish, held=self.held)
        refused = self.music.trouble in (Reason.RESTRICTED, Silence.SPEECH)
        return seeing.speech(found) if refused and seen and seen.kind == "episode" else found

    def _woken(self, spotify: Spotify, found: seeing.Verdict) -> seeing.Verdict:
        """No player is active; where the one that was chosen is awake by now, music is to begin there."""
        there = [device for device in spotify.devices() if device.id and not device.is_restricted]
        chosen = [device for device in there if device.id == self.music.device_id] if self.music.device_id else there
        if len(chosen) != 1:
            return found
        self.music.device_id = chosen[0].id or ""
        self.given = orders(Cue.START, self.session.present.kind, self.wish, self.held)
        self.held = held_after(self.given, self.held, uri=self._uri, now=clock.now().timestamp())
        self._write(held=wishes.kept(self.held))
        self._carry_out(spotify, begun=False)
        self.held.tries += 1
        return seeing.Verdict(wait=seeing.distance(self.held.tries) if self.held.tries > 1 else seeing.AGAIN)

    def _touch(self, spotify: Spotify, order: Order, now: datetime) -> None:
        """Sends what is safe to be sent twice. That it is refused is no news: what plays says the rest."""
        before = structs.replace(self.held, woken=False)
        device = self.music.device_id if before.source is None else ""
        after = held_after([order], before, uri=self._uri, now=now.timestamp())
        self.held = structs.replace(after, looks=before.looks, awaited=before.awaited)
        self._write(held=wishes.kept(self.held))  # somebody may have pressed something while the player was looked at
        try:
            self._order(spotify, order, device or None)
        except SpotifyError as error:
            if not isinstance(error, NoActiveDevice) and error.reason != Reason.RESTRICTED:
                raise
            self.held = before

    def _unseen(self, error: SpotifyError, fields: dict[str, Any]) -> None:
        """Nobody can say what plays."""
        self.held.tries += 1
        wait = error.after if isinstance(error, RetryLater) else None
        wait = wait or timedelta(seconds=seeing.distance(self.held.tries - 1))
        due_at = clock.now() + wait if isinstance(error, RetryLater) and self.session.live else None
        trouble = still(self.music.trouble, error.reason)
        self._settle(due_at, trouble=trouble, looked_at=clock.now(), **fields)

    def _remember(self, seen: seeing.Seen | None, found: seeing.Verdict) -> None:
        held = self.held
        held.looks += 1
        held.heard = held.heard or found.heard
        held.awaited = "" if found.heard or found.trouble == Silence.UNCHANGED else held.awaited
        held.tries = 0 if found.heard else held.tries + bool(found.trouble or found.order)
        if seen and seen.is_playing and held.source is None:
            held.source = self._playing_already(seen)
        if seen and held.source is not None:
            place = place_after(self.wish.sources[held.source], seen.uri)
            if place is not None:
                held.places = {**held.places, str(held.source): place}

    def _playing_already(self, seen: seeing.Seen) -> int | None:
        """The place of the list that was begun by a command of which nobody knew what became of it."""
        number = self.wish.turn(self.session.present.kind).source
        source = self.wish.sources[number]
        ours = seen.uri in source.uris or (source.context and seen.context == source.context) or not source.given
        return number if ours else None

    def _lasts(self, seen: seeing.Seen | None, found: seeing.Verdict) -> bool:
        if self.music.trouble == Reason.PREMIUM_REQUIRED:  # it is why, whatever else there is to say
            return True
        if seen is None or found.trouble:
            return False
        of_its_song = self.music.trouble in (Silence.LIST_OVER, Silence.UNCHANGED)
        return (of_its_song and seen.uri == self.held.uri) or self.music.trouble == Silence.NO_LIST

    # --- The row -----------------------------------------------------------------------------------------------------

    @property
    def _uri(self) -> str:
        uri: str = self.music.playing.get("uri", "")
        return uri

    def _settle(self, due_at: datetime | None, **fields: Any) -> None:
        """Done with it: the row is next due then. One word with the database. What came of a command is counted even
        where the row has the next one by now."""
        held = wishes.kept(self.held)
        try:
            self._write(due_at=due_at, lease=None, leased_until=None, held=held, **self.counted, **fields)
        except LeaseLost:
            later = Music.objects.filter(pk=self.music.pk, cue_version__gt=self.music.cue_version)
            if self.counted:
                later.update(**self.counted)
            raise

    def _write(self, **fields: Any) -> None:
        """Raises LeaseLost, and changes nothing, where the row is no longer ours."""
        mine = Music.objects.filter(pk=self.music.pk, lease=self.music.lease, lease__isnull=False)
        if not mine.update(**fields):
            raise LeaseLost(f"{Music._meta.label} {self.music.pk}")


def _session_of(music: Music) -> Session:
    """With its person, in one word with the database at most."""
    known = Session.objects.select_related("person")
    return music.session if Music._meta.get_field("session").is_cached(music) else known.get(pk=music.pk)


def _is_over(error: SpotifyError) -> bool:
    return error.reason == Reason.RESTRICTED and error.detail.startswith("NO_NEXT_TRACK")


def _is_needless(error: SpotifyError) -> bool:
    """Whether the player may simply be as it should; Spotify words that as any restriction."""
    needless: Sequence[str] = ("UNKNOWN", "ALREADY_PAUSED", "ALREADY_PLAYING", "NOT_PAUSED", "NOT_PLAYING")
    return error.reason == Reason.RESTRICTED and error.detail.startswith(tuple(needless))
