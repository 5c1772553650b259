"""The privacy page tells of everything that is kept."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.privacy import HEARERS, KEPT


def fields() -> dict[str, set[str]]:
    """Every model there is, with its fields but the key; those of tests aside."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label != "errands"]
    return {
        model._meta.label: {
            field.name
            for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
            if field.name not in ("id", "pk")
        }
        for model in models
    }


def test_every_field_of_every_model_has_a_line() -> None:
    """A new model, or a new field, needs one: say in accounts/privacy.py why it is kept and for how long."""
    told = {label: set(names.split()) for line in KEPT for label, names in line.holds.items()}
    there = fields()
    assert told.keys() == there.keys()
    for label, names in there.items():
        assert told[label] == names, label
    assert max(Counter(label for line in KEPT for label in line.holds).values()) == 1


def test_everybody_can_read_it(db: None) -> None:
    page = Client().get("/privacy/")
    text = page.content.decode()
    assert page.status_code == 200
    for line in KEPT:
        for words in (line.what, line.why, line.how_long):
            assert str(words) in text
    for hearer in HEARERS:
        assert str(hearer.what) in text
    assert "/accounts/data/" not in text


def test_it_says_how_long_this_instance_keeps_what_it_does_not_keep_for_good(db: None, settings: Settings) -> None:
    settings.PLAYS_KEPT_DAYS = settings.LISTS_KEPT_DAYS = settings.LOOKS_KEPT_DAYS = 0
    assert not re.search(r"\d days", Client().get("/privacy/").content.decode())
    settings.PLAYS_KEPT_DAYS, settings.LISTS_KEPT_DAYS, settings.LOOKS_KEPT_DAYS = 400, 300, 20
    text = Client().get("/privacy/").content.decode()
    for words in ("400 days at most", "earlier lists for 300 days", "each refresh for 20 days"):
        assert words in text


@pytest.mark.django_db
def test_who_is_signed_in_is_led_to_their_data() -> None:
    client = Client()
    client.force_login(User.objects.create_user(), "accounts.backends.AddressAndPassword")
    assert 'href="/accounts/data/"' in client.get("/privacy/").content.decode()
