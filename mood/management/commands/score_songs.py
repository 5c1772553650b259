"""Scores the songs of a CSV file by a model of mood, so that anyone can judge it."""

import csv
import math
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from mood.model.files import DEFAULT, ModelUnfit, named
from mood.model.songs import SongsUnfit, figures_in, rows_in

Row = tuple[str, ...]
COLUMNS = ("track_id", "score", "pleasantness", "energy")


class Command(BaseCommand):
    help = (
        "Scores the songs of a CSV file (audio features in columns named as Spotify names them) and writes "
        "track_id,score,pleasantness,energy, a row for each song in the file's order; empty where a song has no score."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and by which model."""
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--model", default=DEFAULT, metavar="NAME", help="default, classic, or one trained here")

    def handle(self, *, file: Path, model: str, **_: Any) -> None:
        """Raises CommandError where the file is not one of songs, or the model cannot be used."""
        try:
            lines = file.open(newline="", encoding="utf-8-sig")
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        with lines:
            try:
                self._write(_scored(lines, model))
            except (ModelUnfit, SongsUnfit) as error:
                raise CommandError(str(error)) from None

    def _write(self, rows: Iterator[Row]) -> None:
        first = list(islice(rows, 1))  # what is wrong with the file or the model is said before anything is written
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(chain(first, rows))


def _scored(lines: TextIO, name: str) -> Iterator[Row]:
    model = named(name)
    for rows in rows_in(lines):
        scores = model.scores(figures_in(rows))
        for row, *told in zip(rows, *(each.tolist() for each in scores), strict=True):
            yield row.get("track_id", ""), *map(_cell, told)


def _cell(score: float) -> str:
    return "" if math.isnan(score) else f"{score:.6f}"
