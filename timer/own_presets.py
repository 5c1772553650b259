"""Presets that a person keeps: plans under names of their own."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from timer.models import Preset
from timer.plans import Plan

MOST = 50
"""How many a person may keep."""
LONGEST_KEY = 18


class NameTaken(Exception):
    """The person keeps another preset under this name."""


class TooMany(Exception):
    """The person keeps as many as there may be."""


def presets_of(person: User) -> QuerySet[Preset]:
    """The person's own, by their names."""
    return Preset.objects.filter(person=person)


def preset_of(person: User, key: str) -> Preset | None:
    """The person's, by its key as an address has it; None where there is none."""
    known = key.isascii() and key.isdecimal() and len(key) < LONGEST_KEY
    return presets_of(person).filter(pk=int(key)).first() if known else None


def preset_keep(*, person: User, name: str, plan: Plan) -> Preset:
    """Keeps a plan under a name. Raises NameTaken, TooMany."""
    if presets_of(person).count() >= MOST:
        raise TooMany
    try:
        with transaction.atomic():
            return Preset.objects.create(person=person, name=name, figures=plan.figures())
    except IntegrityError:
        raise NameTaken from None


def preset_change(*, preset: Preset, name: str, plan: Plan | None = None) -> None:
    """Another name, and other figures where a plan is given. Raises NameTaken, and changes nothing then."""
    preset.name = name
    if plan is not None:
        preset.figures = plan.figures()
    try:
        with transaction.atomic():
            preset.save(update_fields=["name", "figures"])
    except IntegrityError:
        preset.refresh_from_db()
        raise NameTaken from None


def preset_forget(*, preset: Preset) -> None:
    """It is no longer kept; sessions that were begun with it stay as they were."""
    preset.delete()
