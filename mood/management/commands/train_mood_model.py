"""Trains a model of mood from a CSV file of labelled songs."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mood.model.files import CLASSIC, DEFAULT, ModelUnfit, path_of, trained, written
from mood.model.songs import SongsUnfit, songs_in
from mood.model.training import TooFewSongs, Trained, train


class Command(BaseCommand):
    help = (
        "Trains a model of mood from a CSV file of songs: audio features, a label (happy, sad, calm or angry), and a "
        "source (whose collection it is). Writes NAME.json, and its report beside it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The songs, and where the model goes under what name."""
        parser.add_argument("file", type=Path, metavar="SONGS.csv")
        parser.add_argument("--name", required=True, help="a to z, 0 to 9 and hyphens")
        parser.add_argument(
            "--to", type=Path, metavar="DIR", help="where it is written; else where this instance keeps its own"
        )

    def handle(self, *, file: Path, name: str, to: Path | None, **_: Any) -> None:
        """Raises CommandError where there is too little to learn from, or nowhere to write it to."""
        try:
            path_of(name)
            if to is None and name in {CLASSIC, DEFAULT}:
                raise CommandError(f"{name} comes with DiscoverDaily: choose another name, or say --to where.")
            with file.open(newline="", encoding="utf-8-sig") as lines:
                result = train(songs_in(lines), name)
            self._keep(result, to or trained())
        except (ModelUnfit, SongsUnfit, TooFewSongs) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}.") from None

    def _keep(self, result: Trained, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{result.model.name}.json"
        report = folder / f"{result.model.name}.report.json"
        _replace(report, json.dumps(result.report, indent=1) + "\n")
        _replace(path, written(result.model))
        for head in ("happy", "pleasantness", "energy"):
            if told := result.report.get(head):
                self.stdout.write(
                    f"{head:13} AUC {told['auc']:.3f}  accuracy {told['accuracy']:.3f}  Brier {told['brier']:.3f}  "
                    f"ECE {told['ece']:.3f}  ({told['songs']} songs, {result.report['left_out']} left out)"
                )
        self.stdout.write(f"{path}\n{report}")


def _replace(path: Path, text: str) -> None:
    """At once: a worker may be reading it."""
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
