"""Recommends tracks of a CSV file, so that anyone can judge the local recommender."""

import csv
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from discoverdaily.music_data.local.files import FileUnfit, Query, catalogue_in, queries_in
from discoverdaily.music_data.local.index import Index
from discoverdaily.music_data.local.limits import Limits, Relaxed
from discoverdaily.music_data.local.ranking import recommend
from discoverdaily.music_data.local.tunables import TUNABLE, Tunables

COLUMNS = ("query_id", "rank", "track_id")


class Command(BaseCommand):
    help = (
        "Recommends tracks of a catalogue for each query (rows query_id,seed_track_id, and perhaps columns "
        "target_ATTRIBUTE, min_ATTRIBUTE, max_ATTRIBUTE) and writes query_id,rank,track_id, best first. Seeds that the "
        "catalogue does not have are left out and told on standard error."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, and how many tracks."""
        parser.add_argument("--catalogue", type=Path, required=True, metavar="TRACKS.csv.gz")
        parser.add_argument("--queries", type=Path, required=True, metavar="QUERIES.csv")
        parser.add_argument("--limit", type=_count, default=25, metavar="N", help="tracks for each query (25)")

    def handle(self, *, catalogue: Path, queries: Path, limit: int, **_: Any) -> None:
        """Raises CommandError where a file cannot be used."""
        try:
            asked = queries_in(queries)
            index = Index.of(catalogue_in(catalogue))
        except FileUnfit as error:
            raise CommandError(str(error)) from None
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name, query in asked.items():
            if self._answerable(index, name, query):
                wanted = self._keepable(index, name, query)
                found = recommend(index, query.seeds, wanted, Limits(variety=1 if wanted else None), size=limit)
                writer.writerows((name, rank, pick.key) for rank, pick in enumerate(found.picks, start=1))
                for relaxed in found.relaxed:
                    self.stderr.write(f"Query {name}: {_said(relaxed)} of {len(found.picks)} tracks.")

    def _answerable(self, index: Index, name: str, query: Query) -> bool:
        """Whether there is anything to go by; says which seeds nobody knows."""
        unknown = [seed for seed in query.seeds if seed not in index.catalogue.rows]
        if unknown:
            self.stderr.write(f"Query {name}: the catalogue does not have {', '.join(unknown)}.")
        if len(unknown) == len(query.seeds) and not query.wanted:
            self.stderr.write(f"Query {name}: there is nothing to go by.")
            return False
        return True

    def _keepable(self, index: Index, name: str, query: Query) -> Tunables:
        """What is wanted without limits for what is not known of any track; says which."""
        known = {attribute for attribute in TUNABLE if not np.isnan(index.catalogue.column(attribute)).all()}
        for attribute in sorted((query.minimum.keys() | query.maximum.keys()) - known):
            self.stderr.write(f"Query {name}: {attribute} is not known of any track, and its limits are left out.")
        minimum = {attribute: query.minimum[attribute] for attribute in query.minimum.keys() & known}
        maximum = {attribute: query.maximum[attribute] for attribute in query.maximum.keys() & known}
        return Tunables(query.target, minimum, maximum)


def _said(relaxed: Relaxed) -> str:
    if relaxed.taken is None:
        return f"{relaxed.attribute} is not known of {relaxed.tracks}"
    return f"{relaxed.attribute} is relaxed from {relaxed.asked:g} to {relaxed.taken:g}, for {relaxed.tracks}"


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text} is no number of tracks")
    return int(text)
