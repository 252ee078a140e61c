"""From guest to member to a seat in the launch seminar, by clicks only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.browser.serving import Site
from tests.browser.visiting import Visitor

# One server for all of them: they run in one process.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SEMINAR = "Семинар: интерактивный сайт кластера"
PASSWORD = "Двина-и-Ушача-1958"
COORDINATOR = "coordinator@example.org"
SECOND_COORDINATOR = "reviewer@example.org"
MEMBER = "member@example.org"

Visit = Callable[..., Visitor]


@pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.long)], ids=["wide", "phone"])
def test_a_guest_becomes_a_member_and_takes_a_seat(visit: Visit, site: Site, width: int) -> None:
    """The purpose of the site, each page of it looked at."""
    organisation = f"Рассказ {width}"
    anna = visit(width=width)

    look_around_as_guest(anna)
    register(anna, f"anna{width}@example.org", f"Анна Ковалёва {width}")
    register_organisation(anna, organisation)
    application = apply_for_membership(anna)

    office, second = visit(COORDINATOR, width=width), visit(SECOND_COORDINATOR, width=width)
    ask_for_more(office, organisation, application)
    complete(anna, application)
    decide(office, second, application)
    anna.go(application)
    anna.follow("/membership/mine/")

    item = publish_request(anna, f"Ищем сварщика для эстакады {width}")
    talk = answer_request(visit(MEMBER, width=width), item)
    accept_answer(anna, item, talk)

    take_seat(anna)
    is_guest_among_neighbours(anna, visit(slug="polesie", width=width), site, f"anna{width}@example.org", item)


def look_around_as_guest(guest: Visitor) -> None:
    """Home, participants, the exchange: names and summaries, no people, no full texts."""
    guest.go("/")
    guest.follow("/participants/")
    guest.follow(r"/participants/naftan/")
    expect(guest.page.locator("#people")).to_have_count(0)
    guest.follow("/ideas/")
    guest.follow(r"/ideas/\d+/")
    expect(guest.page.locator("#discussion")).to_have_count(0)
    guest.follow("/events/")
    guest.follow("/membership/")


def register(guest: Visitor, email: str, name: str) -> None:
    """Registration, the mail, its link: signed in."""
    guest.follow("/accounts/signup/")
    form = guest.form(field="password1")
    guest.fill(form, name=name, email=email, password1=PASSWORD)
    for consent in form.locator("input[type=checkbox]").all():
        consent.check()
    guest.send(form)
    assert guest.path == "/accounts/confirm-email/"
    assert not guest.is_signed_in()

    guest.open_mail(email, "/accounts/confirm-email/").click()
    guest.page.wait_for_url("**/accounts/confirm-email/*/")
    guest.check()
    guest.send(guest.page.locator("main form"))
    assert guest.is_signed_in()


def register_organisation(person: Visitor, name: str) -> None:
    """The way to membership begins with an organisation."""
    person.follow("/membership/")
    person.follow("/participants/new/")
    form = person.form(field="short_name")
    person.fill(form, short_name=name, name=f"ООО «{name}»", kind="enterprise", country="BY", position="директор")
    person.send(form)
    expect(person.page.locator("h1")).to_contain_text(name)


def apply_for_membership(person: Visitor) -> str:
    """The steps of an application with one document. Returns the path of its page."""
    person.follow("/membership/")
    person.follow("/membership/apply/")
    form = person.form(field="organisation")
    form.locator("[name=organisation]").first.check()
    person.send(form)
    answers = person.path
    application = answers.removesuffix("answers/")

    form = person.form(field="motivation")
    person.fill(
        form,
        motivation="Хотим получать заказы на сварку трубопроводов и учиться у соседей.",
        contribution="Аттестованная лаборатория неразрушающего контроля и бригада сварщиков.",
        contact_name="Анна Ковалёва",
        contact_email="anna@example.org",
        declaration=True,
    )
    person.send(form, "[name=action][value=next]")
    assert person.path == f"{application}documents/"
    add_document(person, "charter", "Устав")
    person.follow(f"{application}check/")
    person.send(person.form(action=f"{application}check/"))
    assert person.path == application
    return application


def add_document(person: Visitor, kind: str, title: str) -> None:
    """A PDF of one empty page."""
    content = BytesIO()
    Image.new("RGB", (595, 842), "white").save(content, "PDF")
    form = person.form(field="file")
    person.fill(form, kind=kind, title=title)
    pdf: FilePayload = {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": content.getvalue()}
    form.locator("[name=file]").set_input_files(pdf)
    person.send(form)
    expect(person.page.locator("#documents")).to_contain_text(title)


def ask_for_more(office: Visitor, organisation: str, application: str) -> None:
    """A coordinator finds it on the board, takes it up, and misses something."""
    office.go("/board/")
    expect(office.main).to_contain_text(organisation)
    office.follow(application)
    office.send(office.form(action="/take-up/"))
    office.follow(f"{application}ask/")
    form = office.form(field="due_on")
    office.fill(
        form,
        reason="documents",
        text="Пришлите, пожалуйста, свидетельство о регистрации.",
        due_on=(date.today() + timedelta(days=10)).isoformat(),
    )
    office.send(form)
    assert office.path == application


def complete(person: Visitor, application: str) -> None:
    """The applicant reads what is missing, adds it and sends again."""
    person.go("/me/")
    person.follow(f"{application}(answers/)?")
    if person.path == application:
        person.follow(f"{application}answers/")
    expect(person.main).to_contain_text("свидетельство о регистрации")
    person.send(person.form(field="motivation"), "[name=action][value=next]")
    add_document(person, "registration", "Свидетельство о регистрации")
    person.follow(f"{application}check/")
    person.send(person.form(action=f"{application}check/"))
    assert person.path == application


def decide(office: Visitor, second: Visitor, application: str) -> None:
    """One coordinator proposes, another one confirms: nobody decides alone."""
    office.go(application)
    form = office.form(action="/propose/")
    office.fill(form, verdict="approve", reason="Документы в порядке.")
    office.send(form)
    expect(office.page.locator("form[action$='/confirm/']")).to_have_count(0)

    second.go(application)
    second.send(second.form(action="/confirm/"))
    expect(second.page.locator("form[action$='/confirm/']")).to_have_count(0)


def publish_request(member: Visitor, title: str) -> str:
    """A request in the exchange. Returns its path."""
    member.follow("/ideas/")
    member.follow("/ideas/new/")
    member.follow("/ideas/new/request/")
    form = member.form(field="title")
    member.fill(
        form,
        title=title,
        summary="Нужна бригада с допуском на три недели.",
        body="Работа на высоте, стыки диаметром 325 мм. Контроль – наш.",
    )
    member.send(form, "[name=action][value=publish]")
    expect(member.page.locator("h1")).to_contain_text(title)
    return member.path


def answer_request(other: Visitor, item: str) -> str:
    """Another member answers it. Returns the path of the private talk."""
    other.go(item)
    other.follow(f"{item}respond/")
    form = other.form(field="message")
    other.fill(form, message="Есть бригада нашего учебного центра, можем начать в понедельник.")
    other.send(form)
    other.go(item)
    other.follow(r"/ideas/talks/\d+/")
    return other.path


def accept_answer(member: Visitor, item: str, talk: str) -> None:
    """The owner reads the answer and accepts it: contacts are exchanged."""
    member.go(item)
    member.follow(talk)
    member.follow(f"{talk}accept/")
    member.send(member.page.locator("main form.ck-dialog"))
    member.go(talk)
    expect(member.main).to_contain_text(MEMBER)


def take_seat(member: Visitor) -> None:
    """A place on site in the launch seminar, with its ticket and its entry for a calendar."""
    member.follow("/events/")
    member.main.get_by_role("link", name=SEMINAR).click()
    expect(member.page.locator("h1")).to_contain_text(SEMINAR)
    event = member.path
    member.check()
    member.follow(f"{event}register/")
    form = member.form(field="consent")
    member.fill(form, mode="on_site", consent="name")
    member.send(form)
    expect(member.page.locator(".ck-ticket img")).to_be_visible()

    with member.page.expect_download() as download:
        member.link(f"{event}event.ics").click()
    calendar = download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename.endswith(".ics")
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert "BEGIN:VEVENT" in calendar

    member.go("/events/mine/")
    member.link(r"/events/registrations/\d+/ticket/")


def is_guest_among_neighbours(member: Visitor, stranger: Visitor, site: Site, email: str, item: str) -> None:
    """The other cluster knows neither his session nor his address."""
    cookies = member.page.context.cookies(site.url("novopolotsk"))
    assert any(cookie["name"] == "sessionid" for cookie in cookies)
    # Even with the very cookies of Novopolotsk, sent there on purpose.
    stranger.page.context.add_cookies(
        [
            {"name": cookie["name"], "value": cookie["value"], "url": site.url("polesie")}
            for cookie in cookies
            if "name" in cookie and "value" in cookie
        ]
    )
    stranger.go("/")
    assert not stranger.is_signed_in()
    stranger.link("/accounts/signup/")
    stranger.go("/accounts/login/")
    form = stranger.form(field="login")
    stranger.fill(form, login=email, password=PASSWORD)
    with stranger.page.expect_navigation():
        form.locator("button[type=submit]").click()
    assert not stranger.is_signed_in()
    expect(stranger.page.locator("[data-error-summary]")).to_be_visible()
