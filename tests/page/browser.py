"""Debian's Chromium, driven by Playwright: a page opened as a user opens a file."""
from __future__ import annotations

import functools
import os
import shutil
import sys
import unittest

from lib.layout import TARGET
from lib.report import Failure
from lib.wheels import importable

PINS = ("playwright==1.61.0",)
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SCREENSHOTS = TARGET / "test" / "page"

# how wide, and how it is called
SMALL, PHONE, DESK = 320, 390, 1280


def missing(why: str):
    """No browser is a failure where merges are judged, and told elsewhere."""
    if os.environ.get("CI") == "true":
        raise Failure(why)
    raise unittest.SkipTest(why)


@functools.lru_cache(maxsize=None)
def program() -> str:
    for name in (os.environ.get("CHROMIUM") or "", *PROGRAMS):
        if name and shutil.which(name):
            return shutil.which(name)
    return missing("the page is not tested without Chromium (Debian: apt-get install chromium; or CHROMIUM=/path/to/it make test SUITE=page)")


@functools.lru_cache(maxsize=None)
def playwright():
    """Its module; pip fetches the wheel once."""
    try:
        sys.path.append(str(importable(PINS, "playwright")))
        from playwright import sync_api
    except (Failure, ImportError) as why:
        return missing(f"the page is not tested without Playwright, which cannot be had here: {str(why).splitlines()[-1]}")
    return sync_api


class Browser:
    """One browser for a class of tests; what a page asks for or complains of is kept."""

    def __init__(self):
        path = program()
        self._driver = playwright().sync_playwright().start()
        self._browser = self._driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        self.asked, self.complaints = [], []

    def open(self, file, width=DESK, theme="light", fragment=""):
        """The page in a profile of its own, so that no test sees another's choice of colours."""
        self.asked, self.complaints = [], []
        profile = self._browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, accept_downloads=True)
        page = profile.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.set_default_timeout(15000)
        page.goto(file.as_uri() + fragment)
        return page

    def close(self):
        self._browser.close()
        self._driver.stop()
