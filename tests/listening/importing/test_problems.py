"""What is wrong with a file is said in words that name it; nothing is taken behind a person's back."""

import io
import json
import struct
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.listening.importing import names, reading, services
from discoverdaily.listening.importing.opening import histories
from discoverdaily.listening.importing.parts import PIECE, Content
from discoverdaily.listening.importing.problems import Found, Problem, Refused, Unreadable
from discoverdaily.listening.importing.reading import import_read
from discoverdaily.listening.importing.selectors import problems_of
from discoverdaily.listening.importing.services import import_ask
from discoverdaily.listening.importing.words import PROBLEMS, problem_said
from discoverdaily.listening.models import Import, ImportPart
from tests.listening.importing.conftest import (
    accounted,
    brought_in,
    extended,
    file,
    lines_to,
    plays_of,
    work,
    zipped,
)

NAME = "Spotify Extended Streaming History/Streaming_History_Audio_2026_0.json"


def refused(person: User, *files: SimpleUploadedFile) -> list[str]:
    """What is said where nothing is taken; and nothing is."""
    with pytest.raises(Refused) as refusal:
        import_ask(person=person, files=files)
    assert not Import.objects.exists()
    assert not ImportPart.objects.exists()
    return [problem_said(found) for found in refusal.value.found]


def in_a_zip(content: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def locked() -> bytes:
    """A zip whose directory says that its member is encrypted."""
    content = bytearray(in_a_zip(b"[]", NAME))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def announcing(size: int) -> bytes:
    """A zip whose directory says that its member unpacks to so many bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, b"[]")
        archive.filelist[0].file_size = size
    return out.getvalue()


def packed_by(method: int) -> bytes:
    content = bytearray(in_a_zip(b"[]", NAME))
    struct.pack_into("<H", content, content.index(b"PK\x01\x02") + 10, method)
    return bytes(content)


def with_a_directory_of(size: int) -> bytes:
    """A zip whose list of contents is so long."""
    comment = b"x" * 60_000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(size // len(comment) + 1):
            member = zipfile.ZipInfo(f"{number}")
            member.comment = comment
            archive.writestr(member, b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("endsong_0.json", b"", "“endsong_0.json” is empty."),
        ("cat.jpg", b"\xff\xd8\xff\xe0 and so on", "“cat.jpg” is a picture"),
        ("cat.png", b"\x89PNG\r\n", "“cat.png” is a picture"),
        ("cat.heic", b"\0\0\0\x18ftypheic", "“cat.heic” is a picture"),
        ("ReadMe.pdf", b"%PDF-1.4", "“ReadMe.pdf” is a PDF"),
        ("history.html", b"<!doctype html>", "“history.html” is a web page"),
        ("data.rar", b"Rar!\x1a\x07", "“data.rar” is packed in a way we cannot open"),
        ("data.json.gz", b"\x1f\x8b\x08", "“data.json.gz” is packed in a way we cannot open"),
        ("plays.csv", b"Artist,Track\r\nA,B", "“plays.csv” is not written as Spotify writes"),
        ("endsong_0.json", "[]".encode("utf-16"), "“endsong_0.json” is not written as Spotify writes"),
        ("Userdata.json", b'{"username": "mara"}', "“Userdata.json” holds something other than"),
        ("watch-history.json", b'[{"header": "Elsewhere", "time": "2026"}]', "“watch-history.json” holds something"),
        ("numbers.json", b"[1, 2, 3]", "“numbers.json” holds something other than"),
        ("deep.json", b"[" * 100_000, "“deep.json” holds something other than"),
        ("cut.zip", in_a_zip(b"[]", NAME)[:-30], "“cut.zip” is spoilt or not whole"),
        ("stub.zip", b"PK\x03\x04", "“stub.zip” is spoilt or not whole"),
        ("elsewhere.zip", in_a_zip(b"[]", "Takeout/watch-history.json"), "“elsewhere.zip” holds no listening history"),
        ("mac.zip", in_a_zip(b"[]", "__MACOSX/._endsong_0.json"), "“mac.zip” holds no listening history"),
        ("twice.zip", in_a_zip(in_a_zip(b"[]", NAME), "a/inner.zip"), "“a/inner.zip” in “twice.zip” is a zip within"),
        ("up.zip", in_a_zip(b"[]", "../endsong_0.json"), "“../endsong_0.json” in “up.zip” would be written outside"),
        ("up.zip", in_a_zip(b"[]", "a/..\\..\\endsong_0.json"), "in “up.zip” would be written outside"),
        ("root.zip", in_a_zip(b"[]", "/etc/endsong_0.json"), "“/etc/endsong_0.json” in “root.zip” would be written"),
        ("c.zip", in_a_zip(b"[]", "C:\\endsong_0.json"), "“C:\\endsong_0.json” in “c.zip” would be written outside"),
        ("locked.zip", locked(), f"“{NAME}” in “locked.zip” is locked with a password"),
        ("odd.zip", packed_by(9), f"“{NAME}” in “odd.zip” is packed in a way we cannot open"),
        ("bomb.zip", in_a_zip(b" " * 1_000_000, NAME), "“bomb.zip” would unpack to hundreds of times its size"),
        ("more.zip", announcing(10_000_000), "“more.zip” would unpack to hundreds of times its size"),
        ("huge.zip", announcing(10 * 1024**3), "“huge.zip” would unpack to more than 8 GB"),
        ("long.zip", with_a_directory_of(1_200_000), "“long.zip” is spoilt or not whole"),
    ],
)
def test_what_is_plainly_wrong_is_refused_at_once(bob: User, name: str, content: bytes, said: str) -> None:
    (words,) = refused(bob, file(content, name))
    assert said in words
    assert len(words) < 250


def test_files_of_ordinary_size_can_be_too_much_together(bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_UNPACKED", 1_000)
    assert "would unpack to more than 8 GB" in refused(bob, file(lines_to(4)))[0]
    monkeypatch.setattr(services, "MOST_BYTES", 1_000)
    assert "have more than 1 GB" in refused(bob, file(lines_to(1)), file(lines_to(1)))[0]
    assert "more than 100 files" in refused(bob, *[file([])] * 101)[0]
    assert "Choose the zip" in refused(bob)[0]


def test_files_that_are_not_history_are_named_beside_those_that_are(bob: User) -> None:
    imported = brought_in(bob, file(lines_to(2)), file(b'{"playlists": []}', "Playlist1.json"), file(b"", "empty.json"))
    assert imported.state == Import.State.DONE
    assert accounted(imported) == {"new": 2}
    (playlists, empty) = problems_of(imported)
    assert playlists.startswith("“Playlist1.json” holds something other than")
    assert empty == "“empty.json” is empty."


def test_what_else_is_in_spotifys_zip_is_ignored_quietly(bob: User) -> None:
    files = {
        "My Data/Read_Me_First.pdf": b"%PDF",
        "My Data/Userdata.json": {},
        "My Data/deeper/endsong_0.json": lines_to(2),
    }
    imported = brought_in(bob, zipped(files))
    assert (accounted(imported), problems_of(imported)) == ({"new": 2}, [])


def spoilt(content: bytes, at: float) -> bytes:
    """With one byte of the first member changed."""
    start = content.index(b".json") + 5
    place = start + int((content.index(b"PK\x03\x04", start) - start) * at)
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


@pytest.mark.parametrize("at", [0.05, 0.5, 0.95])
def test_a_spoilt_member_is_left_out_whole_and_the_others_are_taken(bob: User, at: float) -> None:
    good, bad = lines_to(3), [extended(number) for number in range(100, 4_000)]
    content = zipped({"endsong_0.json": bad, "endsong_1.json": good}, "data.zip").read()
    imported = brought_in(bob, file(spoilt(content, at), "data.zip"))
    assert [title for *_, title in plays_of(bob)] == ["Song 0", "Song 1", "Song 2"]
    assert accounted(imported)["new"] == 3
    assert problems_of(imported)[0].startswith("“endsong_0.json” in “data.zip” is spoilt, so nothing in it was taken.")


@pytest.mark.parametrize("place", [16, 24])
def test_a_zip_that_says_another_checksum_or_length_is_spoilt(bob: User, place: int) -> None:
    content = bytearray(zipped({"endsong_0.json": [extended()] * 256}).read())
    content[content.index(b"PK\x01\x02") + place + 1] -= 1
    imported = brought_in(bob, file(bytes(content), "data.zip"))
    assert imported.state == Import.State.FAILED
    assert plays_of(bob) == []
    assert "in “data.zip” is spoilt" in problems_of(imported)[0]


def test_a_file_that_breaks_off_gives_what_was_whole(bob: User) -> None:
    text = json.dumps(lines_to(3)).encode()
    imported = brought_in(bob, file(text[:-40], "endsong_0.json"))
    assert accounted(imported) == {"new": 2, "unreadable": 1}
    assert problems_of(imported)[0].startswith("“endsong_0.json” breaks off in the middle. What was whole was taken.")
    assert brought_in(bob, file(text, "endsong_0.json")).outcomes == {"new": 1, "known": 2}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"not": "a list"}, "holds something other than"),
        ([1, 2, 3], "holds something other than"),
        ([{"title": "no streaming history"}], "holds something other than"),
        (b"[" * 50_000, "holds something other than"),
        (b"", "is empty"),
        (json.dumps([extended()]).encode() + b"!", "goes on after its end"),
        ([extended(), *range(2_000)], "More than half of"),
    ],
)
def test_what_is_found_wrong_while_reading_stands_with_the_file(bob: User, content: Any, said: str) -> None:
    imported = brought_in(bob, zipped({"a/endsong_0.json": content, "a/endsong_1.json": lines_to(2)}, "data.zip"))
    accounted(imported)
    (words,) = problems_of(imported)
    assert "“a/endsong_0.json” in “data.zip”" in words
    assert said in words
    assert len(plays_of(bob)) == 2


def test_where_nothing_could_be_read_the_import_has_failed(bob: User) -> None:
    imported = brought_in(bob, zipped({"endsong_0.json": [1, 2]}))
    assert (imported.state, imported.lines, imported.outcomes) == (Import.State.FAILED, 0, {})


def test_a_history_without_a_line_is_a_history(bob: User) -> None:
    imported = brought_in(bob, file(b" [ ] ", "StreamingHistory_music_0.json"), zipped({"endsong_0.json": []}))
    assert (imported.state, imported.lines, problems_of(imported)) == (Import.State.DONE, 0, [])


def test_more_lines_than_a_life_has_are_not_taken(bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_LINES", 3)
    imported = brought_in(bob, file(lines_to(2), "endsong_0.json"), file(lines_to(4), "endsong_1.json"))
    assert accounted(imported) == {"new": 2, "unreadable": 4}
    assert problems_of(imported) == [
        "“endsong_1.json” has more lines than anybody can have heard, so it was not taken."
    ]


def test_names_longer_than_a_life_can_hear_are_not_kept(bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MOST_LETTERS", 3_000)
    long = [extended(number, master_metadata_track_name=f"{number} " + "la" * 800) for number in range(9)]
    imported = brought_in(bob, file(lines_to(2), "endsong_0.json"), file(long, "endsong_1.json"))
    assert accounted(imported) == {"new": 2, "unreadable": 9}
    assert problems_of(imported) == [
        "“endsong_1.json” has more lines than anybody can have heard, so it was not taken."
    ]


def test_what_is_spoilt_at_its_beginning_keeps_its_lease_to_its_end(bob: User) -> None:
    spoilt = b"[" + json.dumps(extended()).encode() + b"]and more" + b" " * 8 * PIECE
    told: list[dict[str, Any]] = []
    import_read(imported=import_ask(person=bob, files=[file(spoilt)]), progress=lambda **fields: told.append(fields))
    assert len(told) >= 8


def test_a_hand_in_that_was_never_finished_is_said_to_be(bob: User) -> None:
    imported = import_ask(person=bob, files=[file(lines_to(1))])
    ImportPart.objects.all().delete()
    imported = work(imported)
    assert imported.state == Import.State.FAILED
    assert problems_of(imported) == ["“Streaming_History_Audio_2026_0.json” did not arrive whole. Hand it in again."]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_no_zip_however_spoilt_raises_anything_but_what_we_have_words_for(data: st.DataObject) -> None:
    content = bytearray(zipped({"endsong_0.json": lines_to(20), "a/endsong_1.json": lines_to(3)}).read())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)) | st.just(len(content)))]
    with suppress(Unreadable):
        for history in histories(Content(file(bytes(content), "x.zip")), "x.zip"):
            for _ in history.chunks():
                pass


def test_every_problem_has_words_that_name_the_file() -> None:
    assert set(PROBLEMS) == set(Problem)
    whole = {
        Problem.NO_FILES,
        Problem.TOO_MANY_FILES,
        Problem.TOO_LARGE,
        Problem.TOO_MANY_IMPORTS,
        Problem.NO_ROOM,
    }
    for problem in set(Problem) - whole:
        assert "“inner.json” in “data.zip”" in problem_said(Found(problem, "data.zip", "inner.json"))
        assert "“data.zip”" in problem_said(Found(problem, "data.zip"))
