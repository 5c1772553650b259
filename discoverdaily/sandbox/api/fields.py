"""Spotify's `fields` filter: `items(added_at,item(name,album.name)),total`, and `!name` for all but the name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(r"[^,().!]+|[,().!]")


@dataclass(slots=True)
class Filter:
    """Names to keep, each with what to keep below it (no names: all), and names to leave out."""

    kept: dict[str, "Filter"] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)

    def apply(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.apply(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self.kept[name].apply(part) if name in self.kept else part
            for name, part in value.items()
            if name not in self.left_out and (name in self.kept or not self.kept)
        }


def chosen(value: Any, fields: str | None) -> Any:
    """The value with the fields named, all of it when none are."""
    if not fields:
        return value
    wanted = Filter()
    _read(iter([token.strip() for token in _TOKEN.findall(fields) if token.strip()]), wanted)
    return wanted.apply(value)


def _read(tokens: Iterator[str], into: Filter) -> None:
    here, negated, outer = into, False, [into]
    for part in tokens:
        if part == "(":
            outer.append(here)
        elif part == ")" and len(outer) > 1:
            outer.pop()
        elif part == "!":
            negated = True
        elif part not in ",.)" and negated:
            here.left_out.add(part)
        elif part not in ",.)":
            here = here.kept.setdefault(part, Filter())
        if part in ",()":
            here, negated = outer[-1], False
