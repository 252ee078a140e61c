"""The site in a browser that runs no scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.visiting import Visitor

# One server for all of them: they run in one process.
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

EVENT = "Как вступить в кластер: вопросы и ответы"


@pytest.mark.parametrize(("width", "email"), [(1280, "registered@example.org"), (390, "student@example.org")])
def test_a_place_in_an_event(visit: Callable[..., Visitor], width: int, email: str) -> None:
    """Announcement, sign-in on the way, a form that comes back filled, the ticket."""
    person = visit(width=width, java_script_enabled=False)
    page = person.page
    page.goto("/")
    person.link("/events/").click()
    person.main.get_by_role("link", name=EVENT).first.click()
    event = person.path
    person.main.locator("a[href*='/register/']:visible, a[href*='/accounts/login/']:visible").first.click()
    form = person.form(field="login")
    person.fill(form, login=email, password=PASSWORD)
    form.locator("button[type=submit]").click()
    if person.path == event:
        person.main.locator(f"a[href='{event}register/']").first.click()
    assert person.path == f"{event}register/"

    form = person.form(field="consent")
    person.fill(form, name="", message="Возьму с собой вопросы.", consent="name")
    form.locator("button[type=submit]").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    form = person.form(field="consent")
    expect(form.locator("[name=message]")).to_have_value("Возьму с собой вопросы.")
    expect(form.locator("[name=consent][value=name]")).to_be_checked()

    person.fill(form, name="Пётр Лукашик")
    form.locator("button[type=submit]").click()
    expect(page.locator(".ck-ticket")).to_contain_text("Пётр Лукашик")
