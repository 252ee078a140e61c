"""An evening at the door: by code, by name, and on without the network; nothing is lost, nothing counts twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.visiting import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SEMINAR = "Семинар: интерактивный сайт кластера"
COORDINATOR = "coordinator@example.org"


@pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.long)], ids=["wide", "phone"])
def test_people_are_let_in_while_the_network_is_away(visit: Callable[..., Visitor], width: int) -> None:
    office = visit(COORDINATOR, width=width)
    office.go("/events/")
    office.main.get_by_role("link", name=SEMINAR).click()
    expect(office.page.locator("h1")).to_contain_text(SEMINAR)
    event = office.path
    first, second = tickets(office, event)[:2]

    office.go(f"{event}check-in/")
    expect(office.page.locator("[data-door][data-ready]")).to_be_visible()
    assert not office.too_small()
    scan(office, f" {first[:5].lower()}-{first[5:].lower()}", "good")
    office.check()
    office.page.locator("[data-door-answer] button").click()
    expect(outcome(office, "info")).to_be_visible()

    office.page.context.set_offline(True)
    scan(office, first, "good")
    scan(office, first, "warn")
    scan(office, second, "good")
    scan(office, "NOSUCHCODE", "bad")
    expect(office.page.locator("[data-door-number]")).to_have_text("4")
    office.page.context.set_offline(False)
    expect(office.page.locator("[data-door-waiting]")).to_be_hidden()
    expect(office.page.locator("[data-door-log] li").first).to_be_visible()
    office.faults = []  # what the browser says about a network that is away

    # Asked by the page: the names of the demonstration's sites are known to the browser alone.
    address = f"/api/v1{event}check-ins/"
    here = office.page.evaluate("async address => (await (await fetch(address)).json()).people", address)
    assert sum(person["state"] == "attended" for person in here) == 2
    left = office.page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('clusterkit-door:'))")
    assert left == []
    for code in (first, second):
        office.go(f"{event}check-in/{code}/")
        office.page.locator(".ck-outcome button").first.click()
        expect(outcome(office, "info")).to_be_visible()
    office.check()


def test_the_door_works_without_scripts(visit: Callable[..., Visitor]) -> None:
    office = visit(COORDINATOR, java_script_enabled=False)
    office.page.goto("/events/")
    office.main.get_by_role("link", name=SEMINAR).click()
    event = office.path
    code = tickets(office, event, look=False)[0]
    office.page.goto(f"{event}check-in/")
    for kind in ("good", "warn"):
        office.page.locator("#id_code").fill(code)
        office.page.locator(".ck-door__code button[type=submit]").click()
        expect(outcome(office, kind)).to_be_visible()
    office.page.locator("[data-door-answer] button").click()
    expect(outcome(office, "info")).to_be_visible()


def tickets(office: Visitor, event: str, *, look: bool = True) -> list[str]:
    """The codes of those who have a place and are not in."""
    address = f"{event}registrations/?state=confirmed"
    if look:
        office.go(address)
    else:
        office.page.goto(address)
    return [text.strip() for text in office.page.locator("td.ck-nums").all_inner_texts()]


def scan(office: Visitor, code: str, tone: str) -> None:
    """Type a code, and wait for the answer."""
    office.page.locator("#id_code").fill(code)
    office.page.keyboard.press("Enter")
    expect(office.page.locator("#id_code")).to_have_value("")
    expect(outcome(office, tone)).to_be_visible()


def outcome(office: Visitor, tone: str) -> Locator:
    """The answer in view."""
    return office.page.locator(f"[data-door-answer] .ck-outcome--{tone}")
