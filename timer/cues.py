"""What the music is told when a session moves."""

from django.db.models import TextChoices


class Cue(TextChoices):
    """A reason to tell the player something; what exactly follows from the session's phase and the music's wish."""

    START = "start"  # the session begins, anew after a reset, too: its list, on its device, with its shuffle
    PHASE = "phase"  # a phase begins by itself or because the person went on or back: skip, another list, a volume …
    PAUSE = "pause"  # the person stopped the time
    RESUME = "resume"  # and let it run again from amid a phase; where the phase begins with it, that is the cue
    SONG = "song"  # the person wants another song; time runs on
    OVER = "over"  # the session came to its end, or its person ended it
