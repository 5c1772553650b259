"""Operators bring an export in from files on the machine."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from discoverdaily.listening.importing.services import import_ask
from discoverdaily.listening.models import Import
from tests.listening.importing.conftest import extended, file, lines_to, plays_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user(display_name="Alice", email="alice@people.example")


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "endsong_0.json"
    path.write_text(json.dumps([*lines_to(2), extended(3, ms_played=1)]))
    return path


@pytest.mark.parametrize("who", ["Alice", "alice@people.example", "the id"])
def test_files_come_in_with_an_account_of_their_lines(person: User, history: Path, who: str, capsys: Any) -> None:
    call_command("import_history", str(history), person=str(person.pk) if who == "the id" else who)
    told = capsys.readouterr().out.splitlines()
    assert told[-4:] == [
        "Done: 2 new plays from 3 lines.",
        "           2  new",
        "           1  under a second",
        "           3  lines",
    ]
    assert len(plays_of(person)) == 2


def test_what_waits_already_goes_first(person: User, history: Path) -> None:
    import_ask(person=person, files=[file(lines_to(1))])
    call_command("import_history", str(history), person="Alice")
    assert [imported.state for imported in Import.objects.order_by("pk")] == [Import.State.DONE, Import.State.DONE]
    assert Import.objects.latest("pk").outcomes == {"new": 1, "known": 1, "short": 1}


def test_it_says_what_could_not_be_taken_and_ends_with_an_error(person: User, history: Path, tmp_path: Path) -> None:
    picture = tmp_path / "cat.png"
    picture.write_bytes(b"\x89PNG")
    with pytest.raises(CommandError, match=r"“cat[.]png” is a picture"):
        call_command("import_history", str(picture), person="Alice")
    assert not Import.objects.exists()
    with pytest.raises(CommandError, match=r"“cat[.]png” is a picture"):
        call_command("import_history", str(history), str(picture), person="Alice")
    assert len(plays_of(person)) == 2


def test_it_needs_one_person_and_files_that_are_there(person: User, history: Path) -> None:
    with pytest.raises(CommandError, match="Nobody is called Zoe"):
        call_command("import_history", str(history), person="Zoe")
    User.objects.create_user(display_name="Alice")
    with pytest.raises(CommandError, match="Several people are called Alice"):
        call_command("import_history", str(history), person="Alice")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_history", "/nowhere/endsong_0.json", person="alice@people.example")
