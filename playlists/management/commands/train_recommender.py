"""Learns what the local recommender's parts weigh, from playlists, and says how well it continues others."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from django.core.management.base import BaseCommand, CommandError

from discoverdaily.music_data.local.files import FileUnfit, catalogue_in, playlists_in
from discoverdaily.music_data.local.index import Index
from discoverdaily.music_data.local.learning import FOLDS, SEEDS, drawn, judged, learnt, report
from discoverdaily.music_data.local.measuring import draws


class Command(BaseCommand):
    help = (
        "Learns the weights of the local recommender from playlists (rows playlist_id,track_id) and writes them to "
        "FILE.json; writes to standard output how well playlists are continued by weights learnt from others."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files."""
        parser.add_argument("--catalogue", type=Path, required=True, metavar="TRACKS.csv.gz")
        parser.add_argument("--playlists", type=Path, required=True, metavar="PLAYLISTS.csv.gz")
        parser.add_argument("--to", type=Path, required=True, metavar="FILE.json")
        parser.add_argument("--dated", action="store_true", help="only of tracks whose release and name are known")

    def handle(self, *, catalogue: Path, playlists: Path, to: Path, dated: bool, **_: Any) -> None:
        """Raises CommandError where a file cannot be used."""
        try:
            tracks, lists = catalogue_in(catalogue), playlists_in(playlists)
        except FileUnfit as error:
            raise CommandError(str(error)) from None
        if dated:
            named = np.array([bool(name) for name in tracks.names])
            tracks = tracks.take(np.flatnonzero(named & ~np.isnan(tracks.column("year"))))
        index = Index.of(tracks)
        if len(draws(index, lists, max(SEEDS))) < FOLDS:
            raise CommandError(f"{playlists} has too few playlists of more than {max(SEEDS)} tracks of the catalogue.")
        unpopular = Index.of(tracks.without("popularity"))
        to.write_bytes(_json(learnt(index, drawn(index, lists))))
        found = {
            f"{seeds} seeds, popularity {known}": report(judged(where, lists, seeds))
            for known, where in (("known", index), ("unknown", unpopular))
            for seeds in (10, 4)
        }
        self.stdout.write(_json({"tracks": len(index)} | found).decode())


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
