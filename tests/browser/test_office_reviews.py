"""The office reviews in a browser: it takes an application, and chooses reasons that fill the text in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

WAITING = "/membership/applications/?state=under_review"


@pytest.mark.parametrize("width", [1280, 390], ids=["wide", "phone"])
def test_a_chosen_reason_fills_the_text_in(visit: Callable[..., Visitor], width: int) -> None:
    """Chosen, chosen anew, and changed by hand: what was typed stays, and the last choice's text goes."""
    office = visit("coordinator@example.org", width=width)
    office.go(WAITING)
    office.follow(r"/membership/applications/\d+/")
    office.follow(r"/membership/applications/\d+/ask/")
    form = office.form(field="due_on")
    text, reason = form.locator("[name=text]"), form.locator("select[name=reason]")
    text.fill("Страница 3.")
    reason.select_option("documents")
    expect(text).to_have_value(
        "Не хватает документа или он не читается. Добавьте, пожалуйста, файл PDF или чёткую скан-копию.\n\nСтраница 3."
    )
    reason.select_option("other")
    expect(text).to_have_value("Страница 3.")
    expect(form.locator("[name=filled]")).to_have_value("other")


@pytest.mark.parametrize("width", [1280, 390], ids=["wide", "phone"])
def test_pages_of_the_office(visit: Callable[..., Visitor], width: int) -> None:
    """Who looks after an application, and the list of reasons, keep what every page has to."""
    office = visit("coordinator@example.org", width=width)
    office.go(WAITING)
    office.follow(r"/membership/applications/\d+/")
    office.follow(r"/membership/applications/\d+/assign/")
    office.go("/membership/reasons/")
    assert not office.too_small()
    office.follow(r"/membership/reasons/\d+/")
    office.go("/membership/reasons/new/")
    office.go("/membership/council/settings/")
