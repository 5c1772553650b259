"""One pooled client for everything Spotify serves. What goes wrong on the wire becomes an error of ours."""

import atexit
import functools
import os
from collections.abc import Mapping
from typing import Any

import httpx2
from django.conf import settings

from discoverdaily.spotify.errors import Misused, NotFound, Reason, RetryLater

CONNECT_SECONDS = 3.0


@functools.cache
def _client() -> httpx2.Client:
    return httpx2.Client(
        headers={"User-Agent": "DiscoverDaily"},
        limits=httpx2.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=30),
        follow_redirects=False,
    )


def _start_afresh() -> None:
    _client.cache_clear()
    _client()


def _close() -> None:
    _client().close()


_client()  # made before there are threads that could make two
os.register_at_fork(after_in_child=_start_afresh)  # two processes must not share one socket
atexit.register(_close)


def exchange(method: str, url: str, **request: Any) -> httpx2.Response:
    """Sends one request and reads the whole answer, whatever its status.

    `request`: what httpx2 takes (params, json, content, data, headers, auth; timeout, where it is not everybody's).
    Raises RetryLater (TIMEOUT, CONNECTION), `unsure` where a write may have arrived.
    """
    write = method != "GET"
    try:
        return _client().request(method, url, **{"timeout": patience(), **request})
    except (httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
        raise RetryLater(Reason.TIMEOUT, type(error).__name__) from None
    except httpx2.TimeoutException as error:
        raise RetryLater(Reason.TIMEOUT, type(error).__name__, unsure=write) from None
    except httpx2.ConnectError as error:
        raise RetryLater(Reason.CONNECTION, type(error).__name__) from None
    except (httpx2.TransportError, httpx2.DecodingError) as error:
        raise RetryLater(Reason.CONNECTION, type(error).__name__, unsure=write) from None


def download(url: str, *, most_bytes: int) -> bytes:
    """What lies at a public address. Raises RetryLater, NotFound (any refusal), or Misused where it is too large."""
    try:
        with _client().stream("GET", url, timeout=patience()) as response:
            if not response.is_success:
                raise NotFound(f"{response.status_code}")
            body = bytearray()
            for part in response.iter_bytes():
                body += part
                if len(body) > most_bytes:
                    raise Misused(f"more than {most_bytes} bytes")
    except httpx2.TimeoutException as error:
        raise RetryLater(Reason.TIMEOUT, type(error).__name__) from None
    except (httpx2.TransportError, httpx2.DecodingError) as error:
        raise RetryLater(Reason.CONNECTION, type(error).__name__) from None
    return bytes(body)


def patience(seconds: float | None = None) -> httpx2.Timeout:
    """How long to wait for each part of an answer; `seconds`: where it is to be shorter than for all others."""
    longest: float = settings.SPOTIFY_TIMEOUT if seconds is None else min(seconds, settings.SPOTIFY_TIMEOUT)
    return httpx2.Timeout(longest, connect=min(CONNECT_SECONDS, longest))


def without_nothing(params: Mapping[str, str | int | float | None] | None) -> dict[str, str | int | float]:
    """The parameters that have a value."""
    return {name: value for name, value in (params or {}).items() if value is not None}
