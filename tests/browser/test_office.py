"""The office of a cluster, from the question that it adds to its form to the renewal a year later, by clicks only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.serving import Site
from tests.browser.test_story import add_document
from tests.browser.visiting import Visitor

# One server for all of them: they run in one process.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SLUG = "polesie"
ORGANISATION = "Пробная Сыроварня"
QUESTION = "Сколько людей у вас работает?"
# Three of the five seats of the council, with the chair; one more is recused and one absent.
VOTERS = ("technopark@example.org", "polessu@example.org", "akva@example.org")
RECUSED = "sad@example.org"
VOTE_DAYS = 3
YEAR = 350

Visit = Callable[..., Visitor]


@pytest.mark.long
def test_an_office_runs_the_whole_of_a_membership(visit: Visit, site: Site) -> None:
    """The form edited, an application returned and corrected, a vote, a protocol, a member, and the next term."""
    office = visit("coordinator@example.org", slug=SLUG)
    applicant = visit("registered@example.org", slug=SLUG)

    ask_one_question_more(office)
    application = apply_with_two_documents(applicant)
    may_publish(applicant, False)
    return_it(office, application)
    correct_it(applicant, application)
    read_what_changed(office, application)

    invite(applicant, RECUSED)
    accept(visit(RECUSED, slug=SLUG))
    ballot = put_to_the_vote(office, application)
    for email in VOTERS:
        vote(visit(email, slug=SLUG), ballot)
    is_recused(visit(RECUSED, slug=SLUG), ballot)
    may_publish(applicant, False)

    with site.later(SLUG, VOTE_DAYS + 1) as later:
        close_the_vote(visit("coordinator@example.org", slug=SLUG, at=later), ballot)
        may_publish(visit("registered@example.org", slug=SLUG, at=later), True)
    with site.later(SLUG, YEAR) as next_year:
        member = visit("registered@example.org", slug=SLUG, at=next_year)
        membership = ask_for_renewal(member)
        renew(visit("coordinator@example.org", slug=SLUG, at=next_year), membership)
        may_publish(member, True)
    with site.later(SLUG, YEAR + 100) as after:
        may_publish(visit("registered@example.org", slug=SLUG, at=after), True)


def ask_one_question_more(office: Visitor) -> None:
    """A question with a number as its answer; published with the word of what that means."""
    office.go("/forms/")
    opening = office.main.locator("form:has([name=purpose][value='membership.application'])")
    if opening.count():
        office.send(opening)
    else:
        office.follow(str(office.main.get_by_role("link", name="Заявка на вступление").get_attribute("href")))
    form_page = office.path
    changing = office.form(action="/change/")
    if changing.count():
        office.send(changing)
    office.follow(f"{form_page}questions/new/")
    kinds = office.form(field="kind")
    office.fill(kinds, kind="number")
    office.send(kinds)
    question = office.form(field="min_value")
    # One language is enough: the others fall back to it.
    office.fill(question, label_ru=QUESTION, min_value="1", is_required=True)
    office.send(question)
    expect(office.main).to_contain_text(QUESTION)
    office.follow(f"{form_page}publish/")
    office.send(office.main.locator("form").first)
    expect(office.main.locator("#questions")).to_contain_text(QUESTION)


def apply_with_two_documents(person: Visitor) -> str:
    """Returns the path of the application."""
    person.go("/participants/new/")
    form = person.form(field="short_name")
    person.fill(form, short_name=ORGANISATION, name=f"ООО «{ORGANISATION}»", kind="enterprise", country="BY")
    person.fill(form, position="директор")
    person.send(form)
    person.go("/membership/apply/")
    form = person.form(field="organisation")
    form.locator("[name=organisation]").first.check()
    person.send(form)
    answers = person.path
    application = answers.removesuffix("answers/")
    form = person.form(field="motivation")
    person.fill(
        form,
        motivation="Варим сыр из молока соседних хозяйств и ищем, кому нужна сыворотка.",
        contribution="Сыворотка для премиксов, место практики для двух студентов.",
        contact_name="Павел Жук",
        contact_email="registered@example.org",
        declaration=True,
    )
    form.get_by_label(QUESTION).fill("14")
    person.send(form, "[name=action][value=next]")
    add_document(person, "charter", "Устав")
    add_document(person, "registration", "Свидетельство о регистрации")
    person.follow(f"{application}check/")
    person.send(person.form(action=f"{application}check/"))
    assert person.path == application
    return application


def return_it(office: Visitor, application: str) -> None:
    """Taken up, and sent back with a reason that stands ready."""
    office.go("/board/")
    office.follow(application)
    office.send(office.form(action="/take-up/"))
    office.follow(f"{application}ask/")
    form = office.form(field="due_on")
    reasons = form.locator("[name=reason_code] option, [name=reason] option")
    codes = [code for code in reasons.evaluate_all("all => all.map(option => option.value)") if code]
    form.locator("select").first.select_option(codes[0])
    office.fill(form, text="Напишите, сколько сыворотки в неделю вы можете отдавать.")
    office.fill(form, due_on=(datetime.now() + timedelta(days=9)).date().isoformat())
    office.send(form)
    assert office.path == application


def correct_it(person: Visitor, application: str) -> None:
    """The answer that was missing."""
    person.go(application)
    expect(person.main).to_contain_text("сколько сыворотки в неделю")
    person.follow(f"{application}answers/")
    form = person.form(field="motivation")
    person.fill(form, contribution="Две тонны сыворотки в неделю, место практики для двух студентов.")
    person.send(form, "[name=action][value=next]")
    person.follow(f"{application}check/")
    person.send(person.form(action=f"{application}check/"))
    assert person.path == application


def read_what_changed(office: Visitor, application: str) -> None:
    """The old and the new answer, and nothing that stayed as it was."""
    office.go(application)
    changes = office.main.locator("#changes")
    expect(changes).to_contain_text("Две тонны сыворотки")
    expect(changes).not_to_contain_text("Варим сыр")


def invite(person: Visitor, email: str) -> None:
    """Somebody of the council is asked to act for the applicant too."""
    person.go("/participants/mine/")
    person.follow(r"/participants/[^/]+/people/")
    person.follow(r"/participants/[^/]+/invite/")
    form = person.form(field="email")
    person.fill(form, email=email)
    person.send(form)
    expect(person.main).to_contain_text(email)


def accept(person: Visitor) -> None:
    """By the link of the mail."""
    person.open_mail(RECUSED, "/participants/invitations/open/").click()
    person.page.wait_for_url("**/participants/invitations/open/*/")
    person.check()
    expect(person.main).to_contain_text(ORGANISATION)
    person.send(person.main.locator("form").first)


def put_to_the_vote(office: Visitor, application: str) -> str:
    """Open for some days. Returns the path of the vote."""
    office.go(application)
    office.follow(f"{application}vote/")
    form = office.form(field="closes_at")
    closes = datetime.now() + timedelta(days=VOTE_DAYS)
    office.fill(form, closes_at=closes.strftime("%Y-%m-%dT%H:%M"))
    office.send(form)
    return office.path


def vote(seat: Visitor, ballot: str) -> None:
    """For it, with a remark."""
    seat.go(ballot)
    form = seat.form(field="choice")
    seat.fill(form, choice="for", remark="Сыворотка нужна.")
    seat.send(form)


def is_recused(seat: Visitor, ballot: str) -> None:
    """Who acts for the applicant has no vote: he has no more of the vote than any applicant has."""
    response = seat.page.goto(ballot)
    assert response is not None
    expect(seat.page.locator("[name=choice]")).to_have_count(0)


def close_the_vote(office: Visitor, ballot: str) -> None:
    """The time is over with one seat silent. The protocol is read as a page and opened as PDF."""
    office.go(ballot)
    office.follow(f"{ballot}close/")
    office.send(office.form(field="version"))
    office.go(ballot)
    office.follow(r"/membership/council/protocols/\d+/\d+/")
    expect(office.main).to_contain_text(ORGANISATION)
    with office.page.expect_download() as download:
        office.link(rf"{office.path}pdf/").click()
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(download.value.path().read_bytes())).pages)
    words = re.sub(r"\s+", " ", text)
    assert ORGANISATION in words
    assert "Сыворотка нужна." in words
    # Two silent seats, each for its own reason.
    assert re.search(r"Пример-Сад отвод\b", words)
    assert re.search(r"Премикс-Демо не голосовало\b", words)


def may_publish(person: Visitor, allowed: bool) -> None:
    """Whether the person has what members have: the exchange takes his request."""
    response = person.page.goto("/ideas/new/request/")
    assert response is not None
    expect(person.page.locator("main form [name=title]")).to_have_count(1 if allowed else 0)
    person.faults.clear()


def ask_for_renewal(member: Visitor) -> str:
    """The last month of the term: the member says so. Returns the path of the membership."""
    member.go("/membership/mine/")
    asking = member.form(action="/ask-renewal/")
    path = str(asking.get_attribute("action")).removesuffix("ask-renewal/")
    member.send(asking)
    return path


def renew(office: Visitor, membership: str) -> None:
    """The next term follows the present one."""
    office.go(membership)
    office.follow(f"{membership}renew/")
    office.send(office.form(field="ends_on"))
    expect(office.main).to_contain_text(ORGANISATION)
