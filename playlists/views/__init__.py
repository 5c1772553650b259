"""Top Tracks, Most Played and saved playlists: form in, service or selector, template out."""
