"""Each order as the call to Spotify that it is."""

import random
from contextlib import suppress
from dataclasses import dataclass

from discoverdaily.spotify.client import Spotify
from discoverdaily.spotify.errors import Misused, NotFound
from timer.steering import Do, Order, coming_songs, place_after
from timer.wishes import Held, Source, Wish


@dataclass(frozen=True, slots=True)
class Sender:
    """`context`: the list that plays, as far as was seen; `command`: the same for each try of one command, so that what
    chance decides comes out the same."""

    spotify: Spotify
    wish: Wish
    held: Held
    context: str
    command: str

    def send(self, order: Order, device: str | None = None) -> None:
        """`device`: where music is to begin; None for the one that plays. Raises SpotifyError."""
        match order.do:
            case Do.SKIP:
                self.spotify.next()
            case Do.NAME:
                self._name()
            case Do.STOP:
                self.spotify.pause()
            case Do.GO_ON:
                self.spotify.play()
            case Do.VOLUME:
                self.spotify.volume(order.number)
            case Do.SHUFFLE:
                self.spotify.shuffle(bool(order.number), device_id=device)
            case Do.SEEK:
                self.spotify.seek(order.number)
            case Do.BEGIN:
                self._begin(order.number, device)

    @property
    def _intro(self) -> int | None:
        return self.wish.past_intro * 1000 or None

    def _begin(self, number: int, device: str | None) -> None:
        source = self.wish.sources[number]
        if source.uris:
            songs = coming_songs(source, self.held.places.get(str(number), 0))
            self.spotify.play(device_id=device, uris=songs, position_ms=self._intro)
        elif source.context:
            self._begin_list(source, device)
        elif device:
            self.spotify.transfer(device, play=True)
        else:
            self.spotify.play()

    def _begin_list(self, source: Source, device: str | None) -> None:
        """Shuffled or not, Spotify begins with a list's first song; so where it is to be shuffled, any is named."""
        chance = random.Random(self.command)
        first = chance.randrange(source.length) if self.wish.shuffle and source.length else None
        try:
            self.spotify.play(device_id=device, context_uri=source.context, offset=first, position_ms=self._intro)
        except Misused:
            if first is None:
                raise
            self.spotify.play(device_id=device, context_uri=source.context, position_ms=self._intro)  # shorter by now

    def _name(self) -> None:
        """The song after the one that should have been left. Where that is left by now, it stays with what plays, or
        the song begins anew; none is passed over. Where nobody can name it, nothing is sent."""
        source, before = self.wish.sources[self.held.source or 0], self.held.uri
        place = place_after(source, before)
        if place is not None:
            self.spotify.play(uris=coming_songs(source, place), position_ms=self._intro)
            return
        queue = self.spotify.queue()
        if self.context and queue.tracks and queue.current is not None and queue.current.uri == before:
            with suppress(Misused, NotFound):  # what comes next need not be of the list
                self.spotify.play(context_uri=self.context, offset=queue.tracks[0].uri, position_ms=self._intro)
