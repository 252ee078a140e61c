"""Changes of open items: the old text stays until the coordinators took the new one over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusterkit.access.models import Rule
from clusterkit.core.exceptions import (
    InvalidInput,
    NotPermitted,
    NotVisible,
    StaleVersion,
    StateConflict,
    Vetoed,
)
from clusterkit.core.policies import COORDINATOR
from clusterkit.files.models import StoredFile
from clusterkit.ideas import hooks, services
from clusterkit.ideas.enums import ChangeState, ItemMode, ItemState, Premoderation
from clusterkit.ideas.models import ExchangeSettings, Item, ItemChange
from clusterkit.ideas.selectors import changes_to_review, exchange_settings
from clusterkit.testing.factories.directory import SectorFactory
from clusterkit.testing.factories.ideas import DraftFactory, ItemFactory
from tests.apps.ideas.conftest import Make, Person, Told
from tests.apps.ideas.test_pages import address, form_of
from tests.apps.ideas.test_writing import upload
from tests.apps.query_counting import statements

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


@pytest.fixture
def premoderation(db: None) -> None:
    Rule.objects.create(action="ideas.publish_directly", tier=COORDINATOR)


@pytest.fixture
def item(premoderation: None, owner: Person) -> Item:
    made: Item = ItemFactory(organisation=owner.organisation, author=owner.user, summary="Old words")
    return made


def change(item: Item, owner: Person, **fields: Any) -> ItemChange | None:
    services.update_item(item=item, fields=fields, actor=owner.viewer)  # type: ignore[arg-type]
    return ItemChange.objects.filter(item=item, state=ChangeState.WAITING).first()


class TestProposing:
    def test_the_old_text_stays_and_the_coordinators_are_told(
        self, item: Item, owner: Person, coordinator: Person, told: Told
    ) -> None:
        sector = SectorFactory()
        waiting = change(item, owner, summary="New words", sectors=[sector], tags=["New"])
        assert waiting is not None
        item.refresh_from_db()
        assert (item.summary, item.tags, list(item.sectors.all())) == ("Old words", [], [])
        assert waiting.values == {"summary": "New words", "sectors": [sector.pk], "tags": ["new"]}
        assert [(n.kind.code, list(n.recipients)) for n in told.notices] == [
            ("ideas.change_to_review", [coordinator.user.pk])
        ]

    def test_what_nobody_has_to_look_at_changes_at_once(self, item: Item, owner: Person) -> None:
        day = timezone.localdate() + timedelta(days=20)
        assert change(item, owner, language="ru", valid_until=day, mode=ItemMode.MEMBERS) is None
        item.refresh_from_db()
        assert (item.language, item.valid_until, item.mode) == ("ru", day, "members")
        waiting = change(item, owner, mode=ItemMode.OPEN)
        assert waiting is not None
        item.refresh_from_db()
        assert (item.mode, waiting.values) == ("members", {"mode": "open"})

    def test_a_newer_one_takes_the_place_of_the_older(self, item: Item, owner: Person) -> None:
        first = change(item, owner, summary="Second words", title="Second title")
        second = change(item, owner, summary="Third words")
        assert first is not None
        assert second is not None
        first.refresh_from_db()
        assert first.state == ChangeState.WITHDRAWN
        assert second.values == {"summary": "Third words", "title": "Second title"}
        # Back to how it stands open: nothing waits any more.
        assert change(item, owner, summary="Old words", title=item.title) is None
        assert not ItemChange.objects.filter(state=ChangeState.WAITING).exists()

    def test_the_same_again_is_no_change(self, item: Item, owner: Person, told: Told) -> None:
        assert change(item, owner, summary="Old words", title=item.title) is None
        first = change(item, owner, summary="New words")
        assert change(item, owner, summary="New words") == first
        assert told.kinds() == ["ideas.change_to_review"] * bool(told.notices)

    def test_it_has_to_be_complete_and_passes_the_veto(self, item: Item, owner: Person) -> None:
        with pytest.raises(InvalidInput):
            change(item, owner, summary="")
        seen: list[str] = []

        def veto(payload: Any) -> str | None:
            seen.append(payload.obj.summary)
            return "Not these words"

        with hooks.before_publish.override(veto), pytest.raises(Vetoed):
            change(item, owner, summary="Forbidden words")
        assert seen == ["Forbidden words"]
        assert not ItemChange.objects.exists()

    def test_the_veto_holds_for_those_who_publish_directly_too(self, owner: Person) -> None:
        item = ItemFactory(organisation=owner.organisation)
        with hooks.before_publish.override(lambda payload: "No"), pytest.raises(Vetoed):
            services.update_item(item=item, fields={"summary": "Forbidden"}, actor=owner.viewer)

    def test_drafts_change_at_once(self, premoderation: None, owner: Person) -> None:
        item = DraftFactory(organisation=owner.organisation)
        assert change(item, owner, summary="New words") is None
        item.refresh_from_db()
        assert item.summary == "New words"

    def test_who_may_publish_directly_changes_at_once_and_ends_what_he_wrote_anew(
        self, item: Item, owner: Person
    ) -> None:
        first = change(item, owner, summary="Waiting words", title="Waiting title")
        Rule.objects.all().delete()
        rest = change(item, owner, summary="Direct words")
        item.refresh_from_db()
        assert item.summary == "Direct words"
        assert rest is not None
        assert first is not None
        assert rest.values == {"title": "Waiting title"}

    def test_withdrawing_the_item_takes_the_change_back(self, item: Item, owner: Person) -> None:
        change(item, owner, summary="New words")
        services.withdraw(item=item, actor=owner.viewer)
        assert ItemChange.objects.get().state == ChangeState.WITHDRAWN


class TestRules:
    def publish(self, owner: Person, **fields: Any) -> str:
        made = DraftFactory(organisation=owner.organisation, author=owner.user, **fields)
        return str(services.publish(item=made, actor=owner.viewer).state)

    def test_all_items_whatever_the_tier(self, owner: Person) -> None:
        ExchangeSettings.objects.create(premoderation=Premoderation.ALL)
        assert self.publish(owner) == ItemState.IN_REVIEW
        item = ItemFactory(organisation=owner.organisation)
        assert change(item, owner, summary="New words") is not None

    def test_the_first_item_of_each_organisation(self, owner: Person, answerer: Person, coordinator: Person) -> None:
        ExchangeSettings.objects.create(premoderation=Premoderation.FIRST)
        assert self.publish(owner) == ItemState.IN_REVIEW
        assert self.publish(owner) == ItemState.IN_REVIEW
        services.approve_item(item=Item.objects.earliest("pk"), actor=coordinator.viewer)
        assert self.publish(owner) == ItemState.PUBLISHED
        assert self.publish(answerer) == ItemState.IN_REVIEW

    def test_items_of_some_kinds(self, owner: Person) -> None:
        ExchangeSettings.objects.create(premoderated_kinds=["offer"])
        assert self.publish(owner, kind="offer") == ItemState.IN_REVIEW
        assert self.publish(owner) == ItemState.PUBLISHED
        # An open item does not become one of that kind by the back door.
        item = ItemFactory(organisation=owner.organisation)
        assert change(item, owner, kind="offer") is not None


class TestDeciding:
    def test_taking_over_gives_the_item_the_new_text(
        self, item: Item, owner: Person, coordinator: Person, told: Told
    ) -> None:
        day = timezone.localdate() + timedelta(days=40)
        waiting = change(item, owner, summary="New words", deadline=day, cooperation=["pilot"])
        assert waiting is not None
        version = Item.objects.get(pk=item.pk).version
        done = services.approve_change(change=waiting, actor=coordinator.viewer, expected_version=waiting.version)
        item.refresh_from_db()
        assert (item.summary, item.deadline, item.cooperation) == ("New words", day, ["pilot"])
        assert (done.state, item.version, item.state) == ("approved", version + 1, "published")
        entry = next(entry for entry in told.audit if entry.target == item and entry.action == "ideas.review_change")
        assert (entry.before["summary"], entry.after["summary"]) == ("Old words", "New words")
        assert told.notices[-1].kind.code == "ideas.change_approved"
        assert told.notices[-1].recipients == [owner.user.pk]

    def test_refusing_leaves_the_text_and_tells_why(
        self, item: Item, owner: Person, coordinator: Person, told: Told
    ) -> None:
        waiting = change(item, owner, summary="New words")
        assert waiting is not None
        with pytest.raises(InvalidInput):
            services.refuse_change(change=waiting, reason=" ", actor=coordinator.viewer)
        refused = services.refuse_change(change=waiting, reason="Advertising", actor=coordinator.viewer)
        item.refresh_from_db()
        assert (item.summary, refused.note, refused.state) == ("Old words", "Advertising", "refused")
        assert told.kinds()[-1] == "ideas.change_refused"

    def test_nobody_decides_on_his_own(self, item: Item, owner: Person, person: Make, answerer: Person) -> None:
        waiting = change(item, owner, summary="New words")
        assert waiting is not None
        partial = person(tier=COORDINATOR, organisation=owner.organisation)
        for who in (owner, partial):
            with pytest.raises(NotPermitted):
                services.approve_change(change=waiting, actor=who.viewer)
        with pytest.raises(NotVisible):
            services.approve_change(change=waiting, actor=answerer.viewer)
        assert not changes_to_review(partial.viewer).exists()

    def test_a_decision_that_came_late_is_refused(self, item: Item, owner: Person, coordinator: Person) -> None:
        old = change(item, owner, summary="New words")
        assert old is not None
        newer = change(item, owner, summary="Newer words")
        assert newer is not None
        with pytest.raises(StateConflict):
            services.approve_change(change=old, actor=coordinator.viewer)
        with pytest.raises(StaleVersion):
            services.approve_change(change=newer, actor=coordinator.viewer, expected_version=7)
        services.take_back_change(change=newer, actor=owner.viewer)
        with pytest.raises(StateConflict):
            services.refuse_change(change=newer, reason="No", actor=coordinator.viewer)

    @pytest.mark.parametrize("state", [ItemState.HIDDEN, ItemState.FULFILLED, ItemState.EXPIRED])
    def test_an_item_that_is_not_open_keeps_its_text(
        self, item: Item, owner: Person, coordinator: Person, state: str
    ) -> None:
        waiting = change(item, owner, summary="New words")
        assert waiting is not None
        Item.objects.filter(pk=item.pk).update(state=state)
        assert not changes_to_review(coordinator.viewer).exists()
        with pytest.raises(StateConflict):
            services.approve_change(change=waiting, actor=coordinator.viewer)


class TestFiles:
    def test_a_file_waits_with_the_change(
        self, item: Item, owner: Person, coordinator: Person, answerer: Person, client_for: ClientFor
    ) -> None:
        assert services.add_attachment(item=item, upload=upload(), actor=owner.viewer) is None
        waiting = change(item, owner, summary="New words")
        assert waiting is not None
        stored = StoredFile.objects.get(pk=waiting.values["files"][0])
        url = reverse("clusterkit_files:download", kwargs={"pk": stored.pk})
        for who in (owner, coordinator):
            assert client_for(who.user).get(url).getvalue().startswith(b"%PDF")
        assert client_for(answerer.user).get(url).status_code == 404
        assert "plan.pdf" not in client_for(answerer.user).get(item.get_absolute_url()).text
        services.approve_change(change=waiting, actor=coordinator.viewer)
        assert item.attachments.get().file == stored
        assert client_for(answerer.user).get(url).getvalue().startswith(b"%PDF")

    def test_a_file_goes_with_a_change_that_is_not_taken_over(
        self, item: Item, owner: Person, coordinator: Person
    ) -> None:
        services.add_attachment(item=item, upload=upload(), actor=owner.viewer)
        services.refuse_change(change=ItemChange.objects.get(), reason="No", actor=coordinator.viewer)
        assert not StoredFile.objects.exists()
        services.add_attachment(item=item, upload=upload(), actor=owner.viewer)
        services.take_back_change(change=ItemChange.objects.first(), actor=owner.viewer)  # type: ignore[arg-type]
        assert not StoredFile.objects.exists()

    def test_files_that_wait_count(self, item: Item, owner: Person) -> None:
        for _turn in range(5):
            services.add_attachment(item=item, upload=upload(), actor=owner.viewer)
        with pytest.raises(InvalidInput):
            services.add_attachment(item=item, upload=upload(), actor=owner.viewer)


class TestPages:
    def test_from_the_form_to_the_new_text(
        self, item: Item, owner: Person, coordinator: Person, answerer: Person, client_for: ClientFor
    ) -> None:
        ours, office, other = (client_for(who.user) for who in (owner, coordinator, answerer))
        data = form_of(owner, title="New title", summary="New words", version=item.version, action="save")
        assert ours.post(address("edit", item.pk), data).status_code == 302
        waiting = ItemChange.objects.get()
        assert "Old words" in other.get(item.get_absolute_url()).text
        assert "New words" not in other.get(item.get_absolute_url()).text
        assert other.get(waiting.get_absolute_url()).status_code == 404
        assert waiting.get_absolute_url() in ours.get(item.get_absolute_url()).text
        assert "New words" in ours.get(address("edit", item.pk)).text
        assert waiting.get_absolute_url() in office.get(address("changes")).text
        assert waiting.get_absolute_url() in office.get("/board/").text
        page = office.get(waiting.get_absolute_url()).text
        assert "<del>Old words</del>" in page
        assert "<ins>New words</ins>" in page
        approve = address("approve-change", item.pk, waiting.pk)
        assert approve in page
        assert approve not in ours.get(waiting.get_absolute_url()).text
        assert office.get(approve).status_code == 200
        assert office.post(approve, {"version": waiting.version}).status_code == 302
        assert "New words" in other.get(item.get_absolute_url()).text
        assert office.post(approve, {"version": waiting.version}).status_code == 409

    def test_refused_and_gone_on_with(
        self, item: Item, owner: Person, coordinator: Person, client_for: ClientFor
    ) -> None:
        waiting = change(item, owner, summary="New words")
        assert waiting is not None
        ours, office = client_for(owner.user), client_for(coordinator.user)
        refuse = address("refuse-change", item.pk, waiting.pk)
        assert office.post(refuse, {"reason": "", "version": 1}).status_code == 422
        assert office.post(refuse, {"reason": "Say how much", "version": 1}).status_code == 302
        assert "Say how much" in ours.get(item.get_absolute_url()).text
        page = ours.get(waiting.get_absolute_url()).text
        assert f"?change={waiting.pk}" in page
        assert "New words" in ours.get(address("edit", item.pk, change=waiting.pk)).text
        assert "Old words" in ours.get(address("edit", item.pk)).text

    def test_taken_back(self, item: Item, owner: Person, client_for: ClientFor) -> None:
        waiting = change(item, owner, summary="New words")
        assert waiting is not None
        ours, url = client_for(owner.user), address("take-back-change", item.pk, waiting.pk)
        assert ours.get(url).status_code == 200
        assert ours.post(url).status_code == 302
        waiting.refresh_from_db()
        assert waiting.state == ChangeState.WITHDRAWN

    def test_the_queue_asks_the_same_of_the_database_for_one_and_three(
        self, item: Item, owner: Person, coordinator: Person, client_for: ClientFor
    ) -> None:
        client = client_for(coordinator.user)
        change(item, owner, summary="New words")
        client.get(address("changes"))
        with CaptureQueriesContext(
            connection,
        ) as one:
            client.get(address("changes"))
        for _turn in range(2):
            change(ItemFactory(organisation=owner.organisation), owner, summary="New words")
        with CaptureQueriesContext(connection) as three:
            client.get(address("changes"))
        assert statements(one) == statements(three)


class TestApi:
    def test_proposed_and_decided(
        self, item: Item, owner: Person, coordinator: Person, answerer: Person, client_for: ClientFor
    ) -> None:
        ours, office, other = (client_for(who.user) for who in (owner, coordinator, answerer))
        url = f"/api/v1/items/{item.pk}/"
        changed = ours.patch(url, {"summary": "New words"}, content_type="application/json").json()
        pk = changed["waiting_change"]
        assert (changed["summary"], changed["state"]) == ("Old words", "published")
        assert other.get(url).json()["waiting_change"] is None
        assert other.get("/api/v1/item-changes/").json()["results"] == []
        assert other.get(f"/api/v1/item-changes/{pk}/").status_code == 404
        assert ours.get(f"/api/v1/item-changes/{pk}/").json()["values"] == {"summary": "New words"}
        assert ours.post(f"/api/v1/item-changes/{pk}/approve/").status_code == 403
        done = office.post(f"/api/v1/item-changes/{pk}/approve/", {"version": 1}, content_type="application/json")
        assert (done.status_code, done.json()["state"]) == (200, "approved")
        assert office.post(f"/api/v1/item-changes/{pk}/approve/").status_code == 409
        again = ours.patch(url, {"summary": "Newest"}, content_type="application/json").json()["waiting_change"]
        assert ours.post(f"/api/v1/item-changes/{again}/take-back/").json()["state"] == "withdrawn"

    def test_the_filter_does_not_tell_which_items_there_are(
        self, owner: Person, answerer: Person, client_for: ClientFor
    ) -> None:
        hidden = DraftFactory(organisation=owner.organisation)
        client = client_for(answerer.user)
        answers = [client.get("/api/v1/item-changes/", {"item": pk}) for pk in (hidden.pk, 999_999, 10**30)]
        assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
        assert client.get("/api/v1/item-changes/", {"item": "x"}).status_code == 400


class TestSettings:
    def test_the_office_sets_how_the_exchange_works(self, coordinator: Person, client_for: ClientFor) -> None:
        client = client_for(coordinator.user)
        page = client.get(address("settings"))
        assert page.status_code == 200
        data = {
            "version": 1,
            "premoderation": "first",
            "premoderated_kinds": ["idea"],
            "comment_edit_minutes": 5,
            "interest_days": 10,
            "items_a_day": 2,
            "comments_an_hour": 3,
            "interests_a_day": 4,
        }
        assert client.post(address("settings"), data).status_code == 302
        now = exchange_settings()
        assert (now.premoderation, now.premoderated_kinds, now.allow_anonymous, now.items_a_day) == (
            "first",
            ["idea"],
            False,
            2,
        )
        late = client.post(address("settings"), {**data, "items_a_day": 9})
        assert late.status_code == 409
        assert "It is “2” now." in late.text.replace("\xa0", " ")
        assert client.post(address("settings"), {**data, "interest_days": 0, "version": 2}).status_code == 422

    def test_others_do_not(self, owner: Person, client_for: ClientFor) -> None:
        assert client_for(owner.user).get(address("settings")).status_code in (403, 404)
        assert client_for(owner.user).get("/api/v1/exchange-settings/").status_code == 403
        with pytest.raises(NotPermitted):
            services.change_exchange_settings(values={"items_a_day": 1}, actor=owner.viewer)

    def test_over_the_api(self, coordinator: Person, client_for: ClientFor, told: Told) -> None:
        client, url = client_for(coordinator.user), "/api/v1/exchange-settings/"
        assert client.get(url).json()["premoderation"] == "none"

        def send(**data: Any) -> Any:
            return client.post(f"{url}change/", data, content_type="application/json")

        assert send(items_a_day=5, version=1).json()["items_a_day"] == 5
        assert send(items_a_day=6, version=1).status_code == 409
        assert send(premoderated_kinds=["gossip"]).status_code == 400
        assert send(interest_days=1).status_code == 400
        entry = next(entry for entry in told.audit if entry.action == "ideas.settings")
        assert (entry.before, entry.after) == ({"items_a_day": 20}, {"items_a_day": 5})
