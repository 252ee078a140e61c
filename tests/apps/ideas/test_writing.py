"""The form of an item: what a kind asks for, drafts that are kept while they are typed, and how it will look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from clusterkit.core.exceptions import InvalidInput
from clusterkit.ideas import services
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.kinds import REQUEST, item_kinds
from clusterkit.ideas.models import Item
from clusterkit.testing.factories.ideas import DraftFactory, ItemFactory
from tests.apps.ideas.conftest import Person
from tests.apps.ideas.test_items import draft
from tests.apps.ideas.test_pages import address, form_of

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SOON = timezone.localdate() + timedelta(days=30)


def upload(name: str = "plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


DETAILS: dict[str, Any] = {
    "region": "vitebsk",
    "readiness": 4,
    "cooperation": ["pilot", "research"],
    "budget_from": 1000,
    "budget_to": 25000,
    "currency": "EUR",
    "deadline": SOON,
}


class TestDetails:
    def test_what_the_kind_asks_for_is_kept_and_shown(self, client_for: ClientFor, owner: Person) -> None:
        client = client_for(owner.user)
        data = form_of(owner, action="publish", **{**DETAILS, "deadline": SOON.isoformat()})
        assert client.post(address("write", "request"), data).status_code == 302
        item = Item.objects.get()
        assert {name: getattr(item, name) for name in DETAILS} == {**DETAILS, "cooperation": ["research", "pilot"]}
        page = client.get(item.get_absolute_url()).text.replace("\xa0", " ")
        for words in ("4: works in a laboratory", "Joint research, A trial on site", "Vitebsk region"):
            assert words in page
        assert "to 25" in page
        form = client.get(address("edit", item.pk)).text
        assert SOON.isoformat() in form
        assert 'value="25000"' in form

    def test_a_guest_sees_all_but_the_budget(self, client_for: ClientFor) -> None:
        item = ItemFactory(**DETAILS)
        page = client_for().get(item.get_absolute_url()).text.replace("\xa0", " ")
        assert "Vitebsk region" in page
        assert "EUR" not in page
        api = client_for().get(f"/api/v1/items/{item.pk}/").json()
        assert (api["region"], api["readiness"], api["deadline"]) == ("vitebsk", 4, SOON.isoformat())
        assert (api["budget_from"], api["budget_to"], api["currency"]) == (None, None, None)

    def test_the_api_reads_and_writes_them(self, client_for: ClientFor, owner: Person) -> None:
        client = client_for(owner.user)
        given = {**DETAILS, "deadline": SOON.isoformat(), "kind": "request", "title": "Sensors"}
        made = client.post("/api/v1/items/", given, content_type="application/json")
        assert made.status_code == 201, made.json()
        assert {name: made.json()[name] for name in DETAILS} == {
            **DETAILS,
            "cooperation": ["research", "pilot"],
            "deadline": SOON.isoformat(),
        }
        url = f"/api/v1/items/{made.json()['id']}/"
        late = client.patch(url, {"budget_to": 10}, content_type="application/json")
        assert (late.status_code, late.json()["code"]) == (400, "invalid")
        for bad in ({"region": "mars"}, {"readiness": 10}, {"cooperation": ["war"]}, {"budget_from": -1}):
            assert client.patch(url, bad, content_type="application/json").status_code == 400

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"region": "mars"}, "region"),
            ({"readiness": 10}, "readiness"),
            ({"cooperation": ["war"]}, "cooperation"),
            ({"budget_from": -1}, "budget_from"),
            ({"budget_from": 10**13}, "budget_from"),
            ({"budget_from": 5, "budget_to": 4}, "budget_to"),
            ({"currency": "XXX"}, "currency"),
            ({"deadline": timezone.localdate()}, "deadline"),
            ({"deadline": date(2100, 1, 1)}, "deadline"),
        ],
    )
    def test_bad_values_name_their_field(self, owner: Person, fields: dict[str, Any], field: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            draft(owner, **fields)
        assert refused.value.field == field

    def test_a_kind_that_does_not_ask_does_not_take(self, owner: Person) -> None:
        with pytest.raises(InvalidInput) as refused:
            draft(owner, kind="idea", budget_from=5)
        assert refused.value.field == "budget_from"
        item = draft(owner, budget_from=5, deadline=SOON)
        changed = services.update_item(item=item, fields={"kind": "idea"}, actor=owner.viewer)
        assert (changed.budget_from, changed.deadline) == (None, None)

    def test_a_deadline_that_is_over_may_stay(self, client_for: ClientFor, owner: Person) -> None:
        item = DraftFactory(organisation=owner.organisation, deadline=date(2020, 1, 1))
        data = form_of(owner, title="New", deadline="2020-01-01", version=item.version)
        assert client_for(owner.user).post(address("edit", item.pk), data).status_code == 302
        assert (
            client_for(owner.user)
            .post(address("edit", item.pk), {**data, "deadline": "2020-01-02", "version": 2})
            .status_code
            == 422
        )

    def test_the_form_asks_only_what_the_kind_asks(self, client_for: ClientFor, owner: Person) -> None:
        client = client_for(owner.user)
        idea, request = (client.get(address("write", kind)).text for kind in ("idea", "request"))
        assert 'name="budget_from"' in request
        assert 'name="deadline"' in request
        assert 'name="readiness"' in idea
        assert 'name="budget_from"' not in idea


class TestTemplate:
    def test_a_new_item_begins_with_the_template_of_its_kind(self, client_for: ClientFor, owner: Person) -> None:
        for kind in item_kinds:
            if kind.template:
                page = client_for(owner.user).get(address("write", kind.code)).text
                assert str(kind.template).splitlines()[0] in page

    def test_the_bare_template_is_no_text(self, owner: Person) -> None:
        item = draft(owner, body=str(REQUEST.template))
        with pytest.raises(InvalidInput) as refused:
            services.publish(item=item, actor=owner.viewer)
        assert refused.value.field == "body"

    def test_it_is_written_in_each_language(self) -> None:
        texts = set()
        for language in ("en", "ru", "be"):
            with override(language):
                texts.add(str(REQUEST.template))
        assert all(text.startswith("## ") for text in texts)


class TestDrafts:
    def test_what_is_typed_is_kept_before_anybody_presses_a_button(self, client_for: ClientFor, owner: Person) -> None:
        client = client_for(owner.user)
        url = address("autosave-new", "request")
        first = client.post(url, form_of(owner, title="", body="Typed with care", tags=""))
        item = Item.objects.get()
        assert (item.state, item.body, item.unfinished) == (ItemState.DRAFT, "Typed with care", {"title": ""})
        assert f'name="draft" value="{item.pk}"' in first.text
        again = form_of(owner, title="A title", body="Typed with care", draft=item.pk, version=item.version)
        assert client.post(url, again).status_code == 200
        item.refresh_from_db()
        assert (item.title, item.unfinished, Item.objects.count()) == ("A title", {}, 1)
        # The button goes on with the same draft.
        done = client.post(address("write", "request"), {**again, "version": item.version, "action": "publish"})
        assert done.status_code == 302
        item.refresh_from_db()
        assert (item.state, Item.objects.count()) == (ItemState.PUBLISHED, 1)

    def test_an_empty_form_begins_nothing(self, client_for: ClientFor, owner: Person) -> None:
        data = form_of(owner, title=" ", summary="", body=str(REQUEST.template).replace("\n", "\r\n"), tags="")
        assert client_for(owner.user).post(address("autosave-new", "request"), data).status_code == 200
        assert not Item.objects.exists()

    def test_what_is_not_valid_yet_is_kept_as_it_was_typed(self, client_for: ClientFor, owner: Person) -> None:
        item = DraftFactory(organisation=owner.organisation)
        client = client_for(owner.user)
        data = form_of(
            owner, budget_from="about ten", tags="a,b,c,d,e,f,g,h,i,j,k", summary="Kept", version=item.version
        )
        kept = client.post(address("autosave", item.pk), data)
        assert kept.status_code == 200
        assert "Budget from" in kept.text
        item.refresh_from_db()
        assert item.summary == "Kept"
        assert item.unfinished == {"budget_from": "about ten", "tags": "a,b,c,d,e,f,g,h,i,j,k"}
        assert 'value="about ten"' in client.get(address("edit", item.pk)).text
        with pytest.raises(InvalidInput) as refused:
            services.publish(item=item, actor=owner.viewer)
        assert refused.value.field == "budget_from"

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": ""},
            {"tags": "a,b,c,d,e,f,g,h,i,j,k"},
            {"valid_until": "2001-01-01"},
            {"mode": "nonsense"},
            {"sectors": ["99999", "x"]},
        ],
    )
    @pytest.mark.parametrize("button", ["draft", "publish"])
    def test_without_scripts_the_buttons_keep_it_too(
        self, client_for: ClientFor, owner: Person, changes: dict[str, Any], button: str
    ) -> None:
        client = client_for(owner.user)
        answer = client.post(
            address("write", "request"), {**form_of(owner, body="Typed with care", action=button), **changes}
        )
        assert answer.status_code == 422
        assert "Typed with care" in answer.text
        item = Item.objects.get()
        assert (item.state, item.body) == (ItemState.DRAFT, "Typed with care")
        assert f'name="draft" value="{item.pk}"' in answer.text

    def test_no_bytes_break_it(self, client_for: ClientFor, owner: Person) -> None:
        client = client_for(owner.user)
        url = address("autosave-new", "request")
        data = form_of(owner, body="a\x00b", title="\x00", seen="\x00", version="9" * 30)
        assert client.post(url, data).status_code == 422
        assert client.post(url, form_of(owner, body="a\x00b", title="T", draft="9" * 30)).status_code in (200, 422)
        assert client.post(url, form_of(owner, body="a\x00b", title="T")).status_code == 200
        assert Item.objects.latest("pk").unfinished == {"body": "ab"}

    def test_two_windows_do_not_overwrite_each_other(self, client_for: ClientFor, owner: Person) -> None:
        item = DraftFactory(organisation=owner.organisation, title="First")
        client = client_for(owner.user)
        services.update_item(item=item, fields={"title": "Second"}, actor=owner.viewer)
        late = client.post(address("autosave", item.pk), form_of(owner, title="Third", version=item.version))
        assert late.status_code == 409
        item.refresh_from_db()
        assert item.title == "Second"

    def test_an_open_item_does_not_change_while_one_types(self, client_for: ClientFor, owner: Person) -> None:
        item = ItemFactory(organisation=owner.organisation)
        client = client_for(owner.user)
        assert "hx-post=" not in client.get(address("edit", item.pk)).text.split("data-guard")[1].split(">")[0]
        assert client.post(address("autosave", item.pk), form_of(owner, title="")).status_code == 422

    def test_a_draft_of_others_is_not_gone_on_with(
        self, client_for: ClientFor, owner: Person, answerer: Person
    ) -> None:
        theirs = DraftFactory(organisation=answerer.organisation, title="Theirs")
        data = form_of(owner, title="Ours", draft=theirs.pk, version=1)
        assert client_for(owner.user).post(address("autosave-new", "request"), data).status_code == 200
        theirs.refresh_from_db()
        assert theirs.title == "Theirs"
        assert client_for(owner.user).post(address("autosave", theirs.pk), data).status_code == 404


class TestPreview:
    def test_it_shows_the_text_and_keeps_everything_typed(self, client_for: ClientFor, owner: Person) -> None:
        client = client_for(owner.user)
        data = form_of(owner, title="", body="A **strong** word", budget_from="ten", tags="one", action="preview")
        page = client.post(address("write", "request"), data)
        assert page.status_code == 200
        assert "<strong>strong</strong>" in page.text
        assert "A **strong** word" in page.text
        assert 'value="ten"' in page.text
        assert not Item.objects.exists()

    def test_with_scripts_it_comes_into_the_page(self, client_for: ClientFor, owner: Person) -> None:
        item = ItemFactory(organisation=owner.organisation, title="Old")
        answer = client_for(owner.user).post(
            address("edit", item.pk),
            form_of(owner, title="New", body="<script>x</script> *new*", action="preview"),
            headers={"HX-Request": "true"},
        )
        assert "<em>new</em>" in answer.text
        assert "<script>" not in answer.text
        assert "<form" not in answer.text
        item.refresh_from_db()
        assert item.title == "Old"


def test_several_files_come_at_once(client_for: ClientFor, owner: Person) -> None:
    client = client_for(owner.user)
    data = form_of(owner, file=[upload("one.pdf"), upload("two.pdf")])
    assert client.post(address("write", "request"), data).status_code == 302
    assert sorted(row.file.name for row in Item.objects.get().attachments.all()) == ["one.pdf", "two.pdf"]
    bad = client.post(address("write", "request"), form_of(owner, file=[upload(), upload("x.exe", b"MZ")]))
    assert bad.status_code == 422
