"""From how a song sounds to a score of its mood: pure numbers, no database."""
