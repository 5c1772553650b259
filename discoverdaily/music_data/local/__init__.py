"""Recommendations without anybody's service: from arrays of what is known of tracks, on this machine."""
