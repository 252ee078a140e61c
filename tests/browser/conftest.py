"""The served demonstration and the browser. No database access of our own here: what is tested is seen on pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.serving import Site, served_demonstration
from tests.browser.visiting import Visitor

HOME = "novopolotsk"
NEIGHBOUR = "polesie"
PASSWORD = "demo"
PATIENCE = 30_000
"""Milliseconds that a page may take while the whole suite runs beside it."""
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Novopolotsk and Polesie with their demonstration data."""
    with served_demonstration(tmp_path_factory.mktemp("demonstration"), [HOME, NEIGHBOUR]) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; ended with the module, since Playwright's loop would forbid other tests the database."""
    expect.set_options(timeout=PATIENCE)
    executable = shutil.which("chromium") or CHROMIUM
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def sign_ins() -> dict[tuple[str, str], Any]:
    """The cookies of those who signed in already, by site and address."""
    return {}


@pytest.fixture
def visit(site: Site, chromium: Browser, sign_ins: dict[tuple[str, str], Any]) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors, each with a browser profile of his own.

    ``visit()`` is a guest, ``visit("member@example.org")`` somebody of the demonstration; *slug* is the cluster,
    *width* the window's in pixels, *at* the site where the clock goes otherwise, further keywords are Playwright's for a context.
    """
    with ExitStack() as stack:

        def make(email: str = "", *, slug: str = HOME, width: int = 1280, at: Site = site, **options: Any) -> Visitor:
            state = sign_ins.get((at.url(slug), email))
            context = chromium.new_context(
                base_url=at.url(slug),
                viewport={"width": width, "height": 900},
                locale="ru-RU",
                # A colour on its way to another one has no contrast to measure.
                reduced_motion="reduce",
                storage_state=state,
                has_touch=width < 768,
                **options,
            )
            context.set_default_timeout(PATIENCE)
            stack.callback(context.close)
            visitor = Visitor(context.new_page(), urlsplit(at.url(slug)).netloc)
            if email and state is None:
                visitor.sign_in(email, PASSWORD)
                sign_ins[at.url(slug), email] = context.storage_state()
            return visitor

        yield make
