"""Spotify's exports, from a person's hands to their plays: handed in, read into columns, settled newest first."""
