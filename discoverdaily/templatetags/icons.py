"""Drawings that stand on every line of a ledger."""

from functools import cache

from django import template
from lucide.templatetags.lucide import lucide

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, size: int) -> str:
    """One of lucide's, hidden from those who listen. It is drawn once and kept: drawing it takes longer than the rest
    of its line."""
    return lucide(name, size=size, aria_hidden="true")
