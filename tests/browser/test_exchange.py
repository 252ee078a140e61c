"""The idea exchange by clicks: a request without a name, found by matching, answered, agreed, confirmed, and counted."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import Visitor

# One server for all of them: they run in one process.
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

OWNER, FINDER, THIRD = "naftan.tech@example.org", "member@example.org", "smt16@example.org"
OWNERS_NAME = "Нафтан"
"""What tells whose it is."""
OFFER = "Расчёт и подбор теплоизоляции резервуаров"
REQUEST = "Нужна теплоизоляция резервуаров без остановки"
MATCHED_SECONDS = 60
PHONE, WIDE = 390, 1280
WIDTHS = pytest.mark.parametrize("width", [WIDE, PHONE], ids=["wide", "phone"])

Visit = Callable[..., Visitor]


@WIDTHS
def test_a_request_without_a_name_finds_its_answer(visit: Visit, width: int) -> None:
    """From the request to the meter. Nobody but the accepted side learns whose it is."""
    office = visit("coordinator@example.org", width=WIDE)
    before = crossing_links(office)
    owner, finder, third = (visit(email, width=width) for email in (OWNER, FINDER, THIRD))
    sign = f"{width}"

    offer = publish(finder, "offer", f"{OFFER} {sign}", mode="open")
    request = publish(owner, "request", f"{REQUEST} {sign}", mode="anonymous")

    found = suggested(finder, offer, f"{REQUEST} {sign}")
    finder.page.goto(found)
    finder.check()
    assert finder.path == request
    knows_owner(finder, request, False)
    talk = answer(finder, request, "Считаем изоляцию резервуаров, покажем три готовых объекта.")
    other_talk = answer(third, request, "Можем выполнить монтаж.")
    for person, path in ((finder, talk), (third, other_talk)):
        knows_owner(person, path, False)

    accept(owner, talk)
    write(owner, talk, "Приезжайте во вторник, покажем резервуары.")
    for person, path in ((finder, talk), (finder, request)):
        knows_owner(person, path, True)
    for person, path in ((third, other_talk), (third, request), (visit(width=width), request)):
        knows_owner(person, path, False)

    close_with_contract(owner, request)
    confirm(finder, request)
    owner.go(request)
    expect(owner.main.locator("#outcome .ck-button")).to_have_count(0)
    assert crossing_links(office) > before


def publish(person: Visitor, kind: str, title: str, *, mode: str) -> str:
    """Write an item of *kind* and publish it. Returns its path."""
    person.go(f"/ideas/new/{kind}/")
    form = person.form(field="title")
    person.fill(
        form,
        title=title,
        summary="Теплоизоляция вертикальных резервуаров: потери тепла, расчёт толщины, монтаж.",
        body="Резервуары по пять тысяч кубов, температура продукта шестьдесят градусов. Нужен расчёт и монтаж изоляции.",
        tags="теплоизоляция, резервуар, энергосбережение",
        mode=mode,
    )
    form.locator("[name=sectors]").first.check()
    person.send(form, "[name=action][value=publish]")
    if re.search(r"/publish/$", person.path):
        person.send(person.main.locator("form").first)
    assert re.fullmatch(r"/ideas/\d+/", person.path), person.path
    return person.path


def suggested(person: Visitor, item: str, title: str) -> str:
    """What the matching suggests for *item*, with its per cents; it may take the worker a moment. Returns the address."""
    deadline = time.monotonic() + MATCHED_SECONDS
    while True:
        person.go(f"{item}suggestions/")
        row = person.main.locator(".ck-row").filter(has_text=title)
        if row.count():
            break
        assert time.monotonic() < deadline, f"{title} was not suggested in {MATCHED_SECONDS} seconds"
        person.page.wait_for_timeout(1000)
    expect(row.first).to_contain_text(re.compile(r"\d+\s*%"))
    row.first.locator("summary").first.click()
    return str(row.first.locator(".ck-row__title a").get_attribute("href"))


def answer(person: Visitor, item: str, message: str) -> str:
    """Answer for one's organisation. Returns the path of the talk."""
    person.go(item)
    person.follow(f"{item}respond/")
    form = person.form(field="message")
    person.fill(form, message=message)
    person.send(form, "button[type=submit]")
    assert re.fullmatch(r"/ideas/talks/\d+/", person.path), person.path
    return person.path


def accept(person: Visitor, talk: str) -> None:
    """Yes to this answer."""
    person.go(talk)
    person.follow(f"{talk}accept/")
    person.send(person.main.locator("form").first)


def write(person: Visitor, talk: str, text: str) -> None:
    """A message to the other side."""
    person.go(talk)
    form = person.form(field="text")
    person.fill(form, text=text)
    person.send(form)
    expect(person.main).to_contain_text(text)


def knows_owner(person: Visitor, path: str, knows: bool) -> None:
    """Whether the page names the owner anywhere, its title and head too."""
    person.go(path)
    shown = person.page.title() + person.main.inner_html()
    assert (OWNERS_NAME in shown) is knows, f"{path} for {person.host}"


def close_with_contract(person: Visitor, item: str) -> None:
    """What came of it, with the side that was accepted."""
    person.go(item)
    person.follow(f"{item}close/")
    form = person.form(field="kind")
    person.fill(form, kind="contract", text="Договор на изоляцию двух резервуаров.")
    # The one side that was accepted stands behind "nobody".
    form.locator("select[name=interest]").select_option(index=1)
    person.send(form)
    expect(person.main.locator("#outcome")).to_contain_text("Договор на изоляцию")


def confirm(person: Visitor, item: str) -> None:
    """It was so."""
    person.go(item)
    person.send(person.form(action="/outcome/confirm/"), "button")
    expect(person.main.locator("#outcome")).to_contain_text("Договор на изоляцию")


def crossing_links(office: Visitor) -> int:
    """How many links cross the borders of organisations, by the meter of the office, all sorts together."""
    office.go("/board/")
    office.follow(r"/participants/links/")
    cells = office.main.locator("#quarters tbody tr").last.locator("td").all_inner_texts()
    numbers = [re.search(r"(\d[\d\s\u00a0\u202f]*)\s+(?:из|of)\s", cell) for cell in cells]
    return sum(int(re.sub(r"\D", "", found[1])) for found in numbers if found)
