"""A local Spotify and ReccoBeats that speak HTTP: for the demo, the tests and the benchmarks."""
