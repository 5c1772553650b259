"""A local Spotify and ReccoBeats that speak HTTP: for the demo, the tests and the benchmarks.

A program of its own that imports nothing of the project. `world` is what is true without anybody asking;
the rest is what is asked over HTTP.

serve, app, door    the server, its routes, and what every request passes: faults, limits, the log, the journal
clock, journal, records, state    one clock; frozen records on shelves, each change in SQLite before it is answered
accounts, access, scopes, errors    sign-in, who asks and may, and how Spotify says no
shapes, playlist_shapes, api    Spotify's objects in both regimes, and its endpoints, one module for each kind of thing
playback, player, own_app, history    how music runs, whose player does what, what was played
ranking, reccobeats    which tracks sound alike, and the other house that knows it
control, faults    what tests, benchmarks and the demo's ribbon may do
pages, about, templates, static    the authorize page, embeds, open pages, the player's page
"""
