"""*Create*: playlists grown from up to five seeds."""
