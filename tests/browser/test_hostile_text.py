"""1,000 texts that try to run a script, in every text field of the exchange, opened in a browser: none runs.

The browser is told to overlook the policy about scripts that each page carries: what is tried is that the texts do no harm
by themselves.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page

from tests.browser.conftest import HOME
from tests.browser.hostile_rows import RAN, strings
from tests.browser.serving import ROOT, Site
from tests.browser.visiting import Visitor

# One server for all of them: they run in one process.
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]
NUMBER = 1000
Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def rows(site: Site) -> tuple[int, int]:
    """The key of the first item with such texts, and of the talk that has them all."""
    command = [sys.executable, "-m", "tests.browser.hostile_rows", HOME]
    done = subprocess.run(command, env=dict(site.environment), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    item, talk = done.stdout.split()[-2:]
    return int(item), int(talk)


class Trap:
    """Notes what runs on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.ran: list[str] = []
        page.on("dialog", self._on_dialog)

    def _on_dialog(self, dialog: Dialog) -> None:
        self.ran.append(f"a dialog on {self.page.url}")
        dialog.dismiss()

    def open(self, path: str) -> str:
        """Open *path*, touch what waits to be touched, and note whether a script ran. Returns the page's text."""
        response = self.page.goto(path, wait_until="load")
        assert response is not None
        assert response.status == 200, f"{path} answers {response.status}"
        self.page.evaluate(_TOUCH)
        if self.page.evaluate("'hostileRan' in window"):
            self.ran.append(path)
        return self.page.content()


# What runs when somebody points at it or comes by with the keyboard.
_TOUCH = """() => {
  for (const place of document.querySelectorAll("main *")) {
    for (const name of ["mouseover", "mouseenter", "pointerrawupdate", "toggle", "animationstart", "focus"]) {
      place.dispatchEvent(new Event(name, {bubbles: false}));
    }
    const address = place.getAttribute("href") || place.getAttribute("action") || place.getAttribute("src") || "";
    if (/^\\s*(javascript|vbscript|data:text)/i.test(address)) window.hostileRan = address;
  }
}"""


def test_the_trap_sees_what_runs(visit: Visit) -> None:
    """The control: most of these texts do run where nobody makes them harmless."""
    page = visit(bypass_csp=True).page
    page.goto("/")
    ran = 0
    for text in strings(50):
        page.set_content(f"<main>{text}</main>", wait_until="load")
        page.evaluate(_TOUCH)
        ran += page.evaluate("'hostileRan' in window")
        page.evaluate("delete window.hostileRan")
    assert ran > 20, f"only {ran} of 50 ran"


def test_no_text_runs_as_a_script(visit: Visit, rows: tuple[int, int]) -> None:
    first, talk = rows
    assert len(set(strings(NUMBER))) == NUMBER
    office = Trap(visit("coordinator@example.org", bypass_csp=True).page)
    for number in range(NUMBER):
        shown = office.open(f"/ideas/{first + number}/")
        assert RAN in shown, "the text is not on the page at all"
    guest = Trap(visit(bypass_csp=True).page)
    for page in _pages_of(guest, "/ideas/"):
        guest.open(page)
    member = Trap(visit("psu.chem@example.org", bypass_csp=True).page)
    for path in (f"/ideas/talks/{talk}/", "/me/", "/ideas/topics/", "/participants/naftan/", "/search/?q=hostileRan"):
        member.open(path)
    assert not [*office.ran, *guest.ran, *member.ran]


def test_a_word_without_end_keeps_the_page_in_its_window(visit: Visit, rows: tuple[int, int]) -> None:
    first, _talk = rows
    member = visit("member@example.org", width=390)
    told = []
    for path in ("/me/", "/ideas/", f"/ideas/{first}/", "/ideas/topics/", "/search/?q=hostileRan", "/search/?q=script"):
        member.page.goto(path)
        told += [f"{path} {fault}" for fault in member.too_wide()]
    assert not told, "\n".join(told)


def _pages_of(trap: Trap, path: str) -> list[str]:
    """The list's pages, one after another, by its own links."""
    found, here = [path], path
    while len(found) < NUMBER // 20:
        trap.page.goto(here)
        older = trap.page.locator("main .ck-pagination a[rel=next]").first
        if not older.count():
            break
        here = str(older.get_attribute("href"))
        here = path + here if here.startswith("?") else here
        found.append(here)
    return found
