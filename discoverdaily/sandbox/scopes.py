"""Spotify's scopes, in words that the authorize page shows."""

SCOPES = {
    "ugc-image-upload": "Put your own pictures on playlists",
    "user-read-playback-state": "See what is playing, and on which devices",
    "user-modify-playback-state": "Control playback on your devices",
    "user-read-currently-playing": "See what is playing right now",
    "app-remote-control": "Talk to the Spotify app on your phone",
    "streaming": "Play music in this browser",
    "playlist-read-private": "See your private playlists",
    "playlist-read-collaborative": "See the playlists you make together with others",
    "playlist-modify-private": "Create and change private playlists",
    "playlist-modify-public": "Create and change public playlists",
    "user-follow-modify": "Change whom you follow",
    "user-follow-read": "See whom you follow",
    "user-read-playback-position": "See where you stopped in podcasts",
    "user-top-read": "See your top artists and tracks",
    "user-read-recently-played": "See what you played recently",
    "user-library-modify": "Change your saved music",
    "user-library-read": "See your saved music",
    "user-read-email": "See your e-mail address",
    "user-read-private": "See your country and your kind of subscription",
}
