"""An administrator invites somebody by e-mail, who registers by the link, acts for the organisation, and takes over from him."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

ADMIN = "member@example.org"
PASSWORD = "Двина-и-Ушача-1958"
PEOPLE = "/participants/psu/people/"
Visit = Callable[..., Visitor]


@pytest.mark.parametrize("width", [1280, 390], ids=["wide", "phone"])
def test_the_invited_person_registers_accepts_and_is_there(visit: Visit, width: int) -> None:
    """Each page of the way is looked at, on a phone too."""
    email = f"invited{width}@example.org"
    admin, guest = visit(ADMIN, width=width), visit(width=width)
    admin.go(PEOPLE)
    admin.follow("/participants/psu/invite/")
    form = admin.form(field="email")
    admin.fill(form, email=email, role="representative")
    admin.send(form)
    assert admin.path == PEOPLE
    expect(admin.page.locator("#invitations")).to_contain_text(email)

    guest.go("/")
    address = guest.open_mail(email, "/participants/invitations/open/").get_attribute("href")
    assert address is not None
    guest.page.goto(address)
    guest.check()
    link = guest.path
    expect(guest.main).to_contain_text(email)
    guest.send(guest.page.locator("main form"), "[name=register]")
    form = guest.form(field="password1")
    expect(form.locator("[name=email]")).to_have_value(email)
    guest.fill(form, name=f"Вера Новикова {width}", password1=PASSWORD)
    for consent in form.locator("input[type=checkbox]").all():
        consent.check()
    guest.send(form)
    assert (guest.path, guest.is_signed_in()) == (link, True)
    form = guest.form(field="position")
    guest.fill(form, position="инженер-химик")
    guest.send(form)
    assert guest.path == "/participants/psu/"

    admin.go(PEOPLE)
    expect(admin.page.locator("#people")).to_contain_text(f"Вера Новикова {width}")
    admin.link(r"/participants/affiliations/\d+/end/").click()
    admin.page.wait_for_url("**/end/")
    admin.check()
    expect(admin.form(field="successor")).to_be_visible()

    stranger = visit("coordinator@example.org", width=width)
    stranger.go(link)
