"""However large a file is, no more of it lies in memory than a piece and a few bytes a line."""

import json
import tracemalloc

import pytest

from accounts.models import User
from discoverdaily.listening.importing.parts import PIECE
from discoverdaily.listening.importing.reading import import_read
from discoverdaily.listening.importing.services import import_ask
from discoverdaily.listening.models import Import
from tests.listening.importing.conftest import extended, file, lines_to, zipped

pytestmark = pytest.mark.django_db
LINE = json.dumps(extended(1)).encode()


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user()


def peak_of(imported: Import) -> int:
    """Bytes at most while it is read."""
    tracemalloc.start()
    try:
        import_read(imported=imported, progress=lambda **_: None)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_four_times_the_lines_take_a_few_bytes_a_line_more(person: User) -> None:
    few, many = 10_000, 40_000
    peaks = [
        peak_of(import_ask(person=person, files=[file(b"[" + b",".join([LINE] * lines) + b"]", "endsong_0.json")]))
        for lines in (few, many)
    ]
    assert peaks[0] < 12 * PIECE
    assert peaks[1] - peaks[0] < 60 * (many - few)


@pytest.mark.parametrize(
    "spoilt",
    [
        b'{"ts": "' + b"x" * 20 * PIECE,
        b'{"ts": ' + b"[" * 20 * PIECE,
        b'{"ts": [' + b'{"ts":1},' * 2 * PIECE,
        b'{"ts},' * 2 * PIECE,
        b" " * 20 * PIECE,
        b"]" + b" " * 20 * PIECE,
        b"]" + b"," * 20 * PIECE,
    ],
)
def test_what_is_spoilt_takes_no_more(person: User, spoilt: bytes) -> None:
    imported = import_ask(person=person, files=[file(b"[" + LINE + b"," + spoilt, "endsong_0.json")])
    assert peak_of(imported) < 16 * PIECE


def test_what_a_zip_unpacks_to_takes_no_more(person: User) -> None:
    members = dict.fromkeys(("endsong_0.json", "endsong_1.json", "endsong_2.json"), lines_to(10_000))
    imported = import_ask(person=person, files=[zipped(members)])
    assert imported.size > 15 * PIECE
    assert peak_of(imported) < 12 * PIECE
