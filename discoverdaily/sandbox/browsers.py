"""Browsers that are devices: who connects one by the Web Playback SDK, what it hears, and when it is gone.

Only what is open counts, so none of it is written down: a restart closes every tab.
"""

from time import monotonic

from msgspec.structs import replace

from discoverdaily.sandbox import playback as music
from discoverdaily.sandbox.access import Caller
from discoverdaily.sandbox.player import active_device, now_of, put
from discoverdaily.sandbox.records import Browser, Device
from discoverdaily.sandbox.state import Sandbox, random_id

SCOPES = frozenset({"streaming", "user-read-email", "user-read-private"})
"""What the SDK asks of a token."""
GONE_AFTER = 90.0
"""Seconds without a word from a tab after which it is taken for closed; a hidden one may speak once a minute only."""


class Trouble(Exception):
    """The SDK's own error event and its message."""

    def __init__(self, event: str, message: str) -> None:
        super().__init__(message)
        self.event = event
        self.message = message


def browser_connect(sandbox: Sandbox, caller: Caller, name: str, volume: float) -> Device:
    """The caller's browser becomes a device. Raises Trouble."""
    if caller.listener is None or not caller.scopes >= SCOPES:
        raise Trouble("authentication_error", "Invalid token scopes.")
    if sandbox.product(caller.listener) != "premium":
        raise Trouble("account_error", "This functionality is restricted to premium users only")
    volume_percent = round(100 * min(1.0, max(0.0, volume)))
    device = Device(id=random_id(40), name=name or "A browser", volume_percent=volume_percent)
    sandbox.passing.browsers[str(device.id)] = Browser(listener=caller.listener, device=device, heard_at=monotonic())
    return device


def browser_heard(sandbox: Sandbox, device_id: str) -> Browser | None:
    """The tab is still open; None where it is not, or was never there."""
    browser = sandbox.passing.browsers.get(device_id)
    if browser is None:
        return None
    browser = replace(browser, heard_at=monotonic())
    sandbox.passing.browsers[device_id] = browser
    return browser


def browser_close(sandbox: Sandbox, device_id: str) -> None:
    """What plays there falls silent, and the device is gone."""
    browser = sandbox.passing.browsers.get(device_id)
    if browser is None:
        return
    now = now_of(sandbox, browser.listener)
    active = active_device(sandbox, browser.listener, now.real)
    if active == browser.device and now.real.is_playing:
        put(sandbox, now, music.pause(now.real, now.at), lag=0)
    del sandbox.passing.browsers[device_id]


def browsers_close_gone(sandbox: Sandbox) -> None:
    """Closes what was not heard of for long."""
    before = monotonic() - GONE_AFTER
    for key in [key for key, browser in sandbox.passing.browsers.items() if browser.heard_at < before]:
        browser_close(sandbox, key)
