"""A pytest plugin: `chromium`, a real browser, started once for a whole run. Its tests are marked `browser`."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

WITHOUT = (
    # Two pages for its address bar, which nobody sees, would be loaded with each window.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # What Playwright turns off, too: only the last list of features counts.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
)
FLAGS = (
    f"--disable-features={','.join(WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PATIENCE = 15_000
"""Milliseconds for what should come: none but a failing test waits them out, however busy the machine."""

LISTEN = """
window.notes = [];
const make = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () {
  const voice = make.call(this);
  const start = voice.start;
  voice.start = function (...when) { notes.push(voice.frequency.value); return start.apply(this, when); };
  return voice;
};
"""
"""Notes down the pitch of every tone that is played, in each frame its own."""


def found() -> str | None:
    """The Chromium to drive: CHROMIUM names one, else the first on the path."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = found()
    if program is None:
        pytest.skip("there is no chromium on the path; CHROMIUM may say where one is")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, in which Django would refuse its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()
