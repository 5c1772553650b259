"""The keys an instance lives by."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from discoverdaily.keys import key, sealing_keys


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    kept_in = tmp_path / "var" / "some_key"
    numbers = count(1)
    assert key("NO_SUCH_KEY", kept_in, lambda: f"key-{next(numbers)}") == "key-1"
    assert key("NO_SUCH_KEY", kept_in, lambda: f"key-{next(numbers)}") == "key-1"
    assert kept_in.stat().st_mode & 0o777 == 0o600
    assert list(kept_in.parent.iterdir()) == [kept_in]


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "given")
    assert key("SOME_KEY", tmp_path / "some_key", lambda: "made") == "given"
    assert not (tmp_path / "some_key").exists()


def test_many_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    numbers = count(1)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: key("NO_SUCH_KEY", tmp_path / "k", lambda: f"key-{next(numbers)}"), range(40)))
    assert len(set(found)) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "k"]


def test_what_is_no_key_stops_the_start_before_a_token_is_sealed_and_is_not_shown() -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    assert sealing_keys(f" {old} ,{new},") == [old, new]
    for given, words in ((f"{old},{new[:-3]}", "Number 2 of TOKEN_KEYS"), ("a secret", "Number 1"), (" , ", "no key")):
        with pytest.raises(ImproperlyConfigured, match=words) as caught:
            sealing_keys(given)
        assert new[:-3] not in str(caught.value)
        assert "secret" not in str(caught.value)
