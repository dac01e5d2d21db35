"""A real browser: one Chromium for all tests, a fresh context for each."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--font-render-hinting=none",
]
_WAIT_MS = 30_000
"""Longer than any page takes on a machine that does much else: what is wrong fails all the same."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser itself: the system's, since what Playwright brings along is not installed."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None and os.environ.get("CI") != "true":  # noqa: TID251 - CI must have it
        pytest.skip("chromium is not installed: it opens the desk's pages")
    expect.set_options(timeout=_WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of the test's own: no cookies, nothing kept."""
    opened = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ar")
    opened.set_default_timeout(_WAIT_MS)
    yield opened
    opened.close()


@pytest.fixture
def tab(context: BrowserContext) -> Iterator[Page]:
    """A page in it; what goes wrong in its scripts, or against the policy, fails the test."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if _is_violation(said.text) else None)
    yield page
    assert not wrong, wrong


def _is_violation(text: str) -> bool:
    return "Content Security Policy" in text
