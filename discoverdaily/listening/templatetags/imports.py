"""Exports on their way in, for whichever page wants to show them."""

from typing import Any

from django import template

from discoverdaily.listening.importing.selectors import imports_of
from discoverdaily.listening.importing.shown import shown
from discoverdaily.listening.models.imports import GOING_ON

register = template.Library()


@register.inclusion_tag("listening/import_cards.html", takes_context=True)
def imports_coming_in(context: template.Context) -> dict[str, Any]:
    """A card for each import of the signed-in person that goes on; nothing where none does."""
    going_on = imports_of(context["request"].user).filter(state__in=GOING_ON).order_by("asked_at", "pk")
    return {"cards": [shown(imported) for imported in going_on], "sandbox": context.get("sandbox")}
