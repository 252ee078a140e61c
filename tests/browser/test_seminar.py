"""A hybrid seminar by clicks: announced, filled, queued for, offered by mail, taken by its link, let in, and certified."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HOME
from tests.browser.serving import Site
from tests.browser.visiting import Visitor

# One server for all of them: they run in one process.
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

OFFICE = "coordinator@example.org"
FIRST, SECOND, THIRD = "naftan.tech@example.org", "psu.chem@example.org", "naftan.lab@example.org"
AHEAD = 12
"""Days until the seminar."""
PHONE, WIDE = 390, 1280
WIDTHS = pytest.mark.parametrize("width", [WIDE, PHONE], ids=["wide", "phone"])

Visit = Callable[..., Visitor]


@WIDTHS
def test_a_seminar_from_announcement_to_certificate(visit: Visit, site: Site, width: int) -> None:
    """Two places in the hall for three people: who waits gets the place that is given up, by the link of a mail."""
    office = visit(OFFICE, width=width)
    title = f"Семинар о катализаторах {width}"
    event = announce(office, title)

    people = [visit(email, width=width) for email in (FIRST, SECOND, THIRD)]
    tickets = [register(person, event) for person in people]
    assert all(tickets[:2])
    assert not tickets[2], "the third one has a place in a hall of two"
    give_up(people[0], event)
    take_the_offer(visit(width=width), THIRD, title)
    people[2].go(event)
    people[2].follow(r"/events/registrations/\d+/ticket/")
    expect(people[2].page.locator(".ck-ticket img").first).to_be_visible()

    code = people[2].page.locator("[data-ticket-code], .ck-ticket__code").first.inner_text()
    let_in(office, event, code)

    with site.later(HOME, AHEAD + 2) as afterwards:
        number = certify(visit(OFFICE, at=afterwards, width=width), event)
        proves(visit(THIRD, at=afterwards, width=width), visit(at=afterwards, width=width), event, number)


def announce(office: Visitor, title: str) -> str:
    """Write the seminar and publish it. Returns its path."""
    office.go("/events/new/")
    day = datetime.now(ZoneInfo("Europe/Minsk")) + timedelta(days=AHEAD)
    form = office.form(field="starts_at")
    while (shut := form.locator("details:not([open]) > summary:visible")).count():
        shut.first.click()
    office.fill(
        form,
        title_ru=title,
        starts_at=f"{day:%Y-%m-%d}T10:00",
        ends_at=f"{day:%Y-%m-%d}T13:00",
        mode="hybrid",
        place="Малый зал",
        address="Новополоцк, ул. Примерная, 5",
        online_url="https://video.example.org/catalysts",
        capacity_on_site="2",
        capacity_online="5",
        offer_hours="24",
        gives_certificates=True,
        hours="4",
    )
    office.send(form)
    event = office.path
    assert re.fullmatch(r"/events/\d+/", event), event
    office.send(office.form(action=f"{event}publish/"))
    return event


def register(person: Visitor, event: str) -> bool:
    """Ask for a place in the hall. Returns whether there is a ticket."""
    person.go(event)
    person.follow(f"{event}register/")
    form = person.form(field="consent")
    person.fill(form, mode="on_site", consent="name")
    person.send(form)
    return person.page.locator(".ck-ticket img").count() > 0


def give_up(person: Visitor, event: str) -> None:
    """The place goes to who waits."""
    person.go(event)
    person.follow(r"/events/registrations/\d+/cancel/")
    person.send(person.main.locator("form").first)


def take_the_offer(reader: Visitor, email: str, title: str) -> None:
    """By the link of the mail, without signing in: the link asks, the button takes."""
    reader.open_mail(email, "/events/by-mail/", about="Вам предложено место").click()
    reader.check()
    assert not reader.is_signed_in()
    expect(reader.main).to_contain_text(title)
    reader.send(reader.main.locator("form").first)


def let_in(office: Visitor, event: str, code: str) -> None:
    """By the code, taken back, and again."""
    office.go(f"{event}check-in/")
    for tone in ("good", "info", "good"):
        if tone == "info":
            office.page.locator("[data-door-answer] button").click()
        else:
            office.page.locator("#id_code").fill(code)
            office.page.keyboard.press("Enter")
        expect(office.page.locator(f"[data-door-answer] .ck-outcome--{tone}")).to_be_visible()
    office.check()


def certify(office: Visitor, event: str) -> str:
    """The office closes the seminar and issues what is due. Returns the code of the one certificate."""
    office.go(event)
    office.follow(f"{event}end/")
    office.send(office.main.locator("form").first)
    office.go(f"{event}certificates/")
    office.send(office.form(action="/certificates/issue/"))
    codes = office.page.locator("td.ck-nums").all_inner_texts()
    assert len(codes) == 2, "number and code of the only one who came"
    return codes[1].strip()


def proves(person: Visitor, stranger: Visitor, event: str, code: str) -> None:
    """The paper is a PDF, and its code convinces a stranger."""
    person.go(event)
    with person.page.expect_download() as download:
        person.page.locator("a[href$='certificate.pdf']:visible").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    name = person.page.locator("h1").inner_text()
    stranger.go("/events/certificates/")
    form = stranger.form(field="code")
    stranger.fill(form, code=code.lower())
    stranger.send(form)
    expect(stranger.main.locator(".ck-notice--good")).to_be_visible()
    expect(stranger.main).to_contain_text(name)
