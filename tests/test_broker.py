"""A message of the filesystem broker appears whole or not at all."""

import threading
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

pytestmark = pytest.mark.services

PAYLOAD = {"body": "x" * 50_000, "headers": {}, "properties": {}}


@pytest.fixture
def channel(tmp_path: Path) -> Any:
    for folder in ("messages", "control"):
        (tmp_path / folder).mkdir()
    folders = {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "control_folder": str(tmp_path / "control"),
    }
    connection = Connection(transport="discoverdaily.broker:Transport", transport_options=folders)
    yield connection.default_channel
    connection.release()


def test_a_message_comes_back_as_it_was_put(channel: Any) -> None:
    channel._put("celery", PAYLOAD)
    assert channel._get("celery") == PAYLOAD
    with pytest.raises(Empty):
        channel._get("celery")


def test_messages_come_in_the_order_in_which_they_were_put(channel: Any) -> None:
    for number in range(5):
        channel._put("celery", number)
        threading.Event().wait(0.002)  # their names tell milliseconds
    assert [channel._get("celery") for _ in range(5)] == list(range(5))


def test_nobody_finds_a_message_before_it_is_whole(
    channel: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def replace(draft: Path, message: Path) -> Path:
        with pytest.raises(Empty):
            channel._get("celery")
        assert draft.stat().st_size > 50_000
        return real(draft, message)

    monkeypatch.setattr(Path, "replace", replace)
    channel._put("celery", PAYLOAD)
    assert channel._get("celery") == PAYLOAD


def test_a_reader_in_a_hurry_reads_every_message_once(channel: Any) -> None:
    writer = threading.Thread(
        target=lambda: [channel._put("celery", {**PAYLOAD, "n": number}) for number in range(300)]
    )
    writer.start()
    found: list[int] = []
    while writer.is_alive() or len(found) < 300:
        try:
            found.append(channel._get("celery")["n"])
        except Empty:
            continue
    assert sorted(found) == list(range(300))
