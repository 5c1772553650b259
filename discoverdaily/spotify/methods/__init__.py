"""Spotify's endpoints, one typed method each, a module for each kind of thing."""
