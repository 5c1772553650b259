"""Whether a process lives, and whether it can serve."""

from pathlib import Path

import httpx2
import pytest
from django.test import Client

from discoverdaily.run.probe import answers
from tests.programs import program, wait_until
from tests.services import free_ports

pytestmark = pytest.mark.services


@pytest.mark.django_db
def test_it_is_ready_when_database_and_cache_answer(client: Client) -> None:
    for address, words in (("/healthz", b"ok\n"), ("/readyz", b"ready\n")):
        response = client.get(address, HTTP_HOST="127.0.0.1")
        assert (response.status_code, response.content) == (200, words)
        assert "no-store" in response["Cache-Control"]


def test_without_database_and_cache_it_lives_and_says_in_words_what_is_missing(tmp_path: Path) -> None:
    port, database, redis = free_ports(3)
    variables = {
        "PORT": str(port),
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"postgresql://nobody@127.0.0.1:{database}/nothing",
        "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
    }
    log = tmp_path / "log"
    with program("-m", "discoverdaily.run", "web", log=log, **variables):
        wait_until(lambda: answers(port, "/healthz"), log=log)
        response = httpx2.get(f"http://127.0.0.1:{port}/readyz", trust_env=False)
    assert response.status_code == 503
    assert response.text == "The database does not answer.\nThe cache does not answer.\n"
