"""The site by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.visiting import Visitor

# One server for all of them: they run in one process.
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

# The focus can be seen: a line around the element, or a shadow that stands for it.
_SHOWS_FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
}"""
MOST_STEPS = 60


def step_to(visitor: Visitor, selector: str) -> None:
    """Press Tab until the element that fits *selector* has the focus, each stop on the way being seen."""
    for _ in range(MOST_STEPS):
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate(_SHOWS_FOCUS), visitor.page.evaluate("document.activeElement.outerHTML")
        if visitor.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab on {visitor.page.url}")


def test_the_first_stop_skips_to_the_content(visit: Callable[..., Visitor]) -> None:
    """It is shown when it has the focus, and takes it past the menu."""
    guest = visit()
    guest.page.goto("/")
    guest.page.keyboard.press("Tab")
    skip = guest.page.locator(".ck-skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    guest.page.keyboard.press("Enter")
    expect(guest.page.locator("#main")).to_be_focused()
    guest.page.keyboard.press("Tab")
    assert guest.page.evaluate("document.activeElement.closest('main') !== null")


def test_sign_in_and_out_by_keyboard(visit: Callable[..., Visitor]) -> None:
    """From the home page through the form to the own menu, which Escape closes."""
    person = visit()
    keyboard = person.page.keyboard
    person.page.goto("/")
    step_to(person, "a[href^='/accounts/login/']")
    keyboard.press("Enter")
    person.page.wait_for_url("**/accounts/login/*")
    step_to(person, "[name=login]")
    keyboard.type("student@example.org")
    step_to(person, "[name=password]")
    keyboard.type(PASSWORD)
    with person.page.expect_navigation():
        keyboard.press("Enter")
    assert person.is_signed_in()

    step_to(person, "details:has(form[action*='/accounts/logout/']) > summary")
    keyboard.press("Enter")
    leave = person.page.locator(".ck-header__tools form[action*='/accounts/logout/'] button")
    expect(leave).to_be_visible()
    keyboard.press("Escape")
    expect(leave).to_be_hidden()
    keyboard.press("Enter")
    step_to(person, "form[action*='/accounts/logout/'] button")
    with person.page.expect_navigation():
        keyboard.press("Enter")
    assert not person.is_signed_in()
