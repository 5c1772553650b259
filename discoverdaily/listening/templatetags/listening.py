"""How templates say how long and how many."""

from django import template

from discoverdaily.listening import words
from discoverdaily.listening.extents import Extent
from discoverdaily.listening.models import Source

register = template.Library()

register.filter("number", words.number)
register.filter("plays", words.plays_words)
register.filter("duration", words.duration)
register.filter("minutes", words.length)


@register.filter
def found(extent: Extent | None) -> str:
    """How much a filter found; nothing where it could not be read."""
    return words.extent_sentence(extent) if isinstance(extent, Extent) else ""


@register.filter
def told_by(sources: int) -> list[str]:
    """Who told of a play, of the sources added up; the best first."""
    return [words.source_words(source) for source in reversed(Source) if source & sources]
