"""Whatever happens in whatever order, a saved playlist is one playlist that holds one whole list."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.due import handle_safely
from discoverdaily.spotify.models import ClientBudget
from playlists import refreshing
from playlists.models import SavedPlaylist
from playlists.refreshing import saved_playlist_refresh
from tests.playlists.conftest import look, made, wish
from tests.playlists.test_deaths import Killed
from tests.sandbox_server import SandboxServer

FAULTS = st.tuples(
    st.sampled_from(
        ["/v1/me/top/*", "/v1/me/playlists", "/v1/playlists/*", "/v1/playlists/*/items", "/v1/me/library/*"]
    ),
    st.sampled_from(["500", "429", "reset", "reset_after", "malformed", "empty", "half"]),
)
STEPS = st.tuples(st.sampled_from(["wanted_list", "_make", "_write", "look_record"]), st.booleans())
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("days"), st.integers(1, 20)),
        st.tuples(st.just("fault"), FAULTS),
        st.tuples(st.just("death"), STEPS),
        st.tuples(st.just("renamed"), st.none()),
        st.tuples(st.just("well"), st.none()),
    ),
    max_size=8,
)


def dying(step: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def die(*args: Any, **kwargs: Any) -> Any:
        if after:
            step(*args, **kwargs)
        raise Killed

    return die


def look_and_die(saved: SavedPlaylist, step: str, *, after: bool) -> None:
    """A worker claims it, and is killed before or after a step; its lease runs out a while later."""
    SavedPlaylist.objects.filter(pk=saved.pk).update(due_at=timezone.now())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(refreshing, step, dying(getattr(refreshing, step), after=after))
        try:
            for row in SavedPlaylist.claim(SavedPlaylist.objects.filter(pk=saved.pk), limit=1):
                handle_safely(row, lambda row: saved_playlist_refresh(saved=row))
        except Killed:
            pass
    SavedPlaylist.objects.filter(pk=saved.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


def happen(what: str, how: Any, saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    match what:
        case "days":
            sandbox.advance(how * 86_400)
        case "fault":
            sandbox.fault(how[0], how[1])
        case "death":
            look_and_die(saved, how[0], after=how[1])
        case "renamed" if saved.exists:
            sandbox.change_playlist(saved.spotify_id, name="Another name", description="Other words")
        case "well":
            sandbox.mend()
    if what != "death":
        look(saved)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_one_playlist_with_one_whole_list(events: list[tuple[str, Any]], alice: User, sandbox: SandboxServer) -> None:
    sandbox.mend()
    sandbox.settings(refresh_token_ttl=10**9)  # the days of all examples add up
    before = {playlist["id"] for playlist in sandbox.playlists("mara")}
    with transaction.atomic():
        saved = wish(alice)
        for what, how in events:
            ClientBudget.objects.update(cooldown_until=None, recent={})
            happen(what, how, saved, sandbox)
            saved.refresh_from_db()
            ours = [playlist for playlist in sandbox.playlists("mara") if playlist["id"] not in before]
            assert len(ours) <= 1
            if saved.editions.exists():  # made and filled: from now on it is never less than whole
                assert len(ours[0]["uris"]) == 50
        sandbox.mend()
        ClientBudget.objects.update(cooldown_until=None, recent={})
        with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
            saved = look(saved)
        (playlist,) = [playlist for playlist in sandbox.playlists("mara") if playlist["id"] not in before]
        assert playlist["id"] == saved.spotify_id
        assert playlist["uris"] == saved.editions.all()[0].uris
        assert (saved.state, saved.last_error) == (SavedPlaylist.State.ACTIVE, "")
        transaction.set_rollback(True)


def test_what_we_made_is_told_from_what_they_had(sandbox: SandboxServer) -> None:
    assert made(sandbox) == []
    assert sandbox.playlists("mara")
