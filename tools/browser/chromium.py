"""The Chromium of this machine: where it is, and a started one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

VARIABLE = "CLAIMTRAIL_CHROMIUM"
"""The variable that names another program than the first of these on PATH."""
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ("--disable-dev-shm-usage", "--force-color-profile=srgb")
_AS_ROOT = "--no-sandbox"
"""Chromium's sandbox refuses to be started by root, as containers do."""


class NoChromiumError(Exception):
    """The machine has no Chromium."""


def chromium_path() -> str:
    """Return the path of the browser. Raises NoChromiumError, which says what to do."""
    given = os.environ.get(VARIABLE)
    names = (given,) if given else PROGRAMS
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    raise NoChromiumError(
        f"No Chromium ({', '.join(names)}): run `make browser-setup`, or let {VARIABLE} name one."
    )


@contextmanager
def started_chromium() -> Iterator[Browser]:
    """Start the browser, and end it."""
    path = chromium_path()
    flags = [*_FLAGS, *([_AS_ROOT] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()
