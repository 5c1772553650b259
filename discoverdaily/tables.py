"""A person's rows as tables of their download: a page after the other, so that none of it is ever kept whole.

No cursor stays open meanwhile: what is read is written to the same database, and others write to it, too.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from discoverdaily.personal import Table

PAGE = 2_000
"""Rows read at a time."""


def table_of(name: str, about: str, rows: "QuerySet[Any]", columns: Mapping[str, str]) -> Table:
    """The rows by key; `columns` are lookups, each with what stands there. `track__name` becomes `track_name`."""
    told = {lookup.replace("__", "_"): words for lookup, words in columns.items()}
    return Table(name, about, told, _pages(rows, tuple(columns)), rows.count())


def _pages(rows: "QuerySet[Model]", lookups: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    last = None
    while True:
        after = rows.filter(pk__gt=last) if last is not None else rows
        page = list(after.order_by("pk").values_list("pk", *lookups)[:PAGE])
        for _, *values in page:
            yield tuple(values)
        if len(page) < PAGE:
            return
        last = page[-1][0]
