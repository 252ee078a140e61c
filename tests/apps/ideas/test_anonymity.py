"""What may tell whose an item without a name is: found in texts and files, told to its owner, forbidden to nobody."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.core.exceptions import InvalidInput
from clusterkit.ideas import services
from clusterkit.ideas.anonymity import Known, file_facts, telltales
from clusterkit.ideas.enums import ItemMode, ItemState
from clusterkit.ideas.models import ExchangeSettings, Item
from clusterkit.ideas.selectors import warnings_of
from clusterkit.testing.factories.ideas import DraftFactory, ItemFactory
from tests.apps.ideas.conftest import Person
from tests.apps.ideas.test_items import draft
from tests.apps.ideas.test_pages import address, form_of

ClientFor = Callable[..., Client]
KNOWN = Known(
    organisation=("Открытое акционерное общество «Полимерпром»", "ОАО «Полимерпром»", "polimerprom", "polimer.example"),
    people=("Анна Кравцова", "Pavel Zueu"),
)


def found(text: str) -> list[tuple[str, str]]:
    return [(one.sort, one.words) for one in telltales({"body": text}, KNOWN)]


@pytest.mark.parametrize(
    ("text", "sort", "words"),
    [
        ("Цех Полимерпрома ищет датчики", "organisation", "Полимерпрома"),
        ("ПОЛИМЕРПРОМ", "organisation", "ПОЛИМЕРПРОМ"),
        ("оао  «полимерпром»", "organisation", "полимерпром"),
        ("see polimerprom for more", "organisation", "polimerprom"),
        ("Спросите Кравцову", "person", "Кравцову"),
        ("Ask Zueu", "person", "Zueu"),
        ("write to lab@plant.example, please", "email", "lab@plant.example"),
        ("звоните +375 29 123-45-67", "phone", "+375 29 123-45-67"),
        ("тел. 8 (0214) 55-44-33", "phone", "8 (0214) 55-44-33"),
        ("https://plant.example/a?b=1.", "link", "https://plant.example/a?b=1"),
        ("[here](https://plant.example/x)", "link", "https://plant.example/x"),
        ("наш сайт plant.by", "link", "plant.by"),
    ],
)
def test_what_tells_is_found(text: str, sort: str, words: str) -> None:
    assert (sort, words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Нужны датчики коррозии для труб диаметром 1200 мм, 25 000 часов работы",
        "Температура 400-450 °C, давление 1,6 МПа, ГОСТ 9.908-85",
        "С 2024 по 2026 год, бюджет 150000 рублей",
        "анна и кравцова с маленькой буквы",
        "полимеры и пром",
        "3.5 мм, т.е. малый зазор. Далее по тексту",
    ],
)
def test_what_tells_nothing_is_left_alone(text: str) -> None:
    assert found(text) == []


@settings(max_examples=150, deadline=None)
@given(before=st.text(max_size=40), after=st.text(max_size=40), ending=st.sampled_from(["", "а", "у", "ом", "е"]))
def test_the_name_is_found_wherever_it_stands(before: str, after: str, ending: str) -> None:
    text = f"{before} Полимерпром{ending} {after}"
    assert any(sort == "organisation" for sort, _words in found(text))


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=400), names=st.lists(st.text(max_size=30), max_size=4))
def test_any_text_and_any_names_are_read(text: str, names: list[str]) -> None:
    """Each words stands in the text as it is told, and nothing is told twice."""
    results = telltales({"title": text}, Known(tuple(names), tuple(names)))
    assert all(one.words in text for one in results)
    assert len(set(results)) == len(results)


def office_file(*parts: tuple[str, str]) -> io.BytesIO:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts:
            archive.writestr(name, text)
    return content


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Анна К.</dc:creator>'
    "<cp:lastModifiedBy>plant-17</cp:lastModifiedBy></cp:coreProperties>"
)
APP = "<Properties><Company>Полимерпром</Company><Manager></Manager></Properties>"
ODF = (
    '<office:document-meta xmlns:office="o" xmlns:meta="m" xmlns:dc="d"><office:meta>'
    "<meta:initial-creator>First</meta:initial-creator><dc:creator>Last</dc:creator></office:meta></office:document-meta>"
)


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (
            office_file(("docProps/core.xml", CORE), ("docProps/app.xml", APP)),
            {"author": "Анна К.", "changed_by": "plant-17", "company": "Полимерпром"},
        ),
        (office_file(("word/document.xml", '<w:ins w:author="Boss"/>')), {"reviewers": "Boss"}),
        (office_file(("meta.xml", ODF)), {"author": "First", "changed_by": "Last"}),
        (
            io.BytesIO(b"%PDF-1.4 /Author (Anna \\(lab\\)) /Company(Plant)"),
            {"author": "Anna (lab)", "company": "Plant"},
        ),
        (io.BytesIO(b"%PDF-1.4 /Author <FEFF0410043D043D0430>"), {"author": "Анна"}),
        (io.BytesIO(b"%PDF-1.4 <dc:creator><rdf:Seq><rdf:li>Anna</rdf:li></rdf:Seq></dc:creator>"), {"author": "Anna"}),
        (io.BytesIO(b"%PDF-1.4 /Author <ABC>"), {}),
        (io.BytesIO(b"PK\x03\x04 damaged"), {}),
        (io.BytesIO(b""), {}),
        (office_file(("docProps/core.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x><creator>&a;</creator></x>")), {}),
        (office_file(("docProps/core.xml", "<not closed")), {}),
    ],
)
def test_files_tell_who_made_them(content: io.BytesIO, facts: dict[str, str]) -> None:
    assert file_facts("plan", content).facts == facts


@settings(max_examples=100, deadline=None)
@given(tail=st.binary(max_size=300), head=st.sampled_from([b"%PDF-", b"%PDF-/Author", b"PK\x03\x04", b""]))
def test_any_bytes_are_read(tail: bytes, head: bytes) -> None:
    assert file_facts("x", io.BytesIO(head + tail)).name == "x"


PDF = b"%PDF-1.4\n1 0 obj<</Author (Anna of the plant)>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.mark.django_db
class TestItems:
    def anonymous(self, owner: Person, **fields: Any) -> Item:
        return draft(owner, mode=ItemMode.ANONYMOUS, **fields)

    def test_the_owner_is_warned_and_others_are_not(self, owner: Person, coordinator: Person) -> None:
        assert owner.organisation is not None
        item = self.anonymous(owner, body=f"Write to a@b.example, {owner.organisation}", tags=["x.by"])
        sorts = [(one.sort, one.where) for one in warnings_of(owner.viewer, item)]
        assert sorts == [("organisation", "body"), ("email", "body"), ("link", "tags")]
        assert warnings_of(coordinator.viewer, item) == []
        item.mode = ItemMode.OPEN
        assert warnings_of(owner.viewer, item) == []

    def test_files_are_read_too(self, owner: Person) -> None:
        item = self.anonymous(owner)
        upload = SimpleUploadedFile("plan.pdf", PDF, "application/pdf")
        services.add_attachment(item=item, upload=upload, actor=owner.viewer)
        warning = warnings_of(owner.viewer, item)[0]
        assert (warning.sort, warning.place) == ("file", "plan.pdf")
        assert "Anna of the plant" in warning.message

    def test_publishing_asks_first_and_forbids_nothing(self, owner: Person, client_for: ClientFor) -> None:
        client = client_for(owner.user)
        data = form_of(owner, mode="anonymous", body="Write to a@b.example", action="publish")
        answer = client.post(address("write", "request"), data)
        item = Item.objects.get()
        assert answer.headers["Location"] == address("publish", item.pk)
        assert item.state == ItemState.DRAFT
        page = client.get(address("publish", item.pk)).text
        assert "a@b.example" in page
        assert client.get(f"/api/v1/items/{item.pk}/").json()["warnings"][0]["words"] == "a@b.example"
        client.post(address("publish", item.pk), {"version": item.version})
        item.refresh_from_db()
        assert item.state == ItemState.PUBLISHED

    def test_what_tells_nothing_is_published_at_once(self, owner: Person, client_for: ClientFor) -> None:
        client_for(owner.user).post(address("write", "request"), form_of(owner, mode="anonymous", action="publish"))
        assert Item.objects.get().state == ItemState.PUBLISHED

    def test_a_change_of_an_open_one_asks_first_too(self, owner: Person, client_for: ClientFor) -> None:
        item = ItemFactory(organisation=owner.organisation, mode=ItemMode.ANONYMOUS, body="Harmless")
        client = client_for(owner.user)
        data = form_of(owner, mode="anonymous", body="Write to a@b.example", version=item.version, action="save")
        asked = client.post(address("edit", item.pk), data)
        assert asked.status_code == 422
        item.refresh_from_db()
        assert item.body == "Harmless"
        seen = asked.text.split('name="seen" value="')[1].split('"')[0]
        assert client.post(address("edit", item.pk), {**data, "seen": seen, "body": "c@d.example"}).status_code == 422
        assert client.post(address("edit", item.pk), {**data, "seen": seen}).status_code == 302
        item.refresh_from_db()
        assert item.body == "Write to a@b.example"

    def test_a_name_that_was_shown_cannot_be_taken_back(self, owner: Person, client_for: ClientFor) -> None:
        item = ItemFactory(organisation=owner.organisation)
        with pytest.raises(InvalidInput) as refused:
            services.update_item(item=item, fields={"mode": ItemMode.ANONYMOUS}, actor=owner.viewer)
        assert refused.value.field == "mode"
        assert 'value="anonymous"' not in client_for(owner.user).get(address("edit", item.pk)).text
        hidden = ItemFactory(organisation=owner.organisation, mode=ItemMode.ANONYMOUS)
        shown = services.update_item(item=hidden, fields={"mode": ItemMode.OPEN}, actor=owner.viewer)
        assert shown.mode == ItemMode.OPEN
        with pytest.raises(InvalidInput):
            services.update_item(item=shown, fields={"mode": ItemMode.ANONYMOUS}, actor=owner.viewer)

    def test_the_office_may_not_want_them(self, owner: Person, client_for: ClientFor) -> None:
        earlier = DraftFactory(organisation=owner.organisation, mode=ItemMode.ANONYMOUS)
        ExchangeSettings.objects.create(allow_anonymous=False)
        with pytest.raises(InvalidInput) as refused:
            self.anonymous(owner)
        assert refused.value.field == "mode"
        assert 'value="anonymous"' not in client_for(owner.user).get(address("write", "offer")).text
        with pytest.raises(InvalidInput) as refused:
            services.publish(item=earlier, actor=owner.viewer)
        assert refused.value.field == "mode"
