"""What a person has of the timer, as files of their download."""

from collections.abc import Iterator

from accounts.models import User
from discoverdaily.personal import Table
from discoverdaily.tables import table_of
from timer.models import Music, Preset, Session


def tables_of(person: User) -> Iterator[Table]:
    """Sessions, the music of each, presets."""
    yield table_of(
        "timer_sessions",
        "Sessions of the timer.",
        Session.objects.filter(person=person),
        {
            "id": "its number",
            "title": "its title",
            "figures": "its plan: seconds and counts",
            "state": "running, paused, done or ended (early)",
            "phase": "the phase it is in, or ended in, from 0",
            "started_at": "when it began",
            "over_at": "when it was over",
            "ends_at": "when the running phase ends",
            "left": "what is left of the phase, in seconds, while time stands still",
            "stood_at": "since when time stands still",
            "stood_for": "how long time stood still before that, in seconds",
        },
    )
    yield table_of(
        "timer_music",
        "The music of these sessions.",
        Music.objects.filter(session__person=person),
        {
            "session_id": "the id of the session",
            "device_id": "Spotify's id of the player",
            "device_name": "the player's name",
            "wish": "lists, shuffle, volumes and the like",
            "playing": "what was last seen to play",
            "held": "how the player was left",
            "trouble": "what kept it from playing",
            "looked_at": "when it was last looked at",
            "skips": "changes of song that were done",
            "unsure": "of which nobody knows whether they were done",
            "missed": "that were not done",
        },
    )
    yield table_of(
        "timer_presets",
        "Plans kept under a name.",
        Preset.objects.filter(person=person),
        {"name": "its name", "figures": "the plan: seconds and counts", "made_at": "when it was kept"},
    )
