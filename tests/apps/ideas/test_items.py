"""Writing, publishing, moderating, prolonging and closing items."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
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
from clusterkit.core.policies import COORDINATOR, MEMBER, SystemActor
from clusterkit.ideas import hooks, services
from clusterkit.ideas.enums import InterestState, ItemMode, ItemState, OutcomeKind
from clusterkit.ideas.kinds import ItemKind, item_kinds
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import item_view
from clusterkit.testing.factories.directory import OrganisationFactory, SectorFactory
from clusterkit.testing.factories.ideas import DraftFactory, InterestFactory, ItemFactory, OutcomeFactory
from tests.apps.ideas.conftest import Make, Person, Told

pytestmark = pytest.mark.django_db


def draft(owner: Person, **fields: Any) -> Item:
    values: Any = {
        "kind": "request",
        "title": "Corrosion",
        "summary": "Sensors wanted",
        "body": "A long text",
        **fields,
    }
    assert owner.organisation is not None
    return services.create_draft(organisation=owner.organisation, fields=values, actor=owner.viewer)


@pytest.fixture
def premoderation(db: None) -> None:
    Rule.objects.create(action="ideas.publish_directly", tier=COORDINATOR)


def test_a_draft_keeps_what_was_typed_and_nobody_else_sees_it(owner: Person, reader: Person, told: Told) -> None:
    sector = SectorFactory()
    item = draft(owner, tags=["#Коррозия", "коррозия ", "Датчики"], sectors=[sector])
    assert (item.state, item.author_id, item.tags) == ("draft", owner.user.pk, ["коррозия", "датчики"])
    assert list(item.sectors.all()) == [sector]
    assert [entry.action for entry in told.audit] == ["ideas.draft"]
    with pytest.raises(NotVisible):
        services.withdraw(item=item, actor=reader.viewer)


def test_a_draft_needs_only_a_title(owner: Person) -> None:
    assert draft(owner, summary="", body="").pk
    with pytest.raises(InvalidInput) as refused:
        draft(owner, title="  ")
    assert refused.value.field == "title"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"mode": "secret"}, "mode"),
        ({"tags": [str(number) for number in range(11)]}, "tags"),
        ({"tags": ["x" * 41]}, "tags"),
        ({"title": "x" * 161}, "title"),
        ({"summary": "x" * 401}, "summary"),
        ({"valid_until": timezone.localdate()}, "valid_until"),
        ({"valid_until": timezone.localdate() + timedelta(days=400)}, "valid_until"),
    ],
)
def test_bad_values_name_their_field(owner: Person, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        draft(owner, **fields)
    assert refused.value.field == field


def test_one_writes_for_ones_own_organisations_only(owner: Person, reader: Person) -> None:
    fields: Any = {"kind": "offer", "title": "Laboratory"}
    with pytest.raises(NotPermitted):
        services.create_draft(organisation=OrganisationFactory(), fields=fields, actor=owner.viewer)
    with pytest.raises(NotPermitted) as refused:
        services.create_draft(organisation=OrganisationFactory(), fields=fields, actor=reader.viewer)
    assert refused.value.needed_tier == MEMBER


def test_publishing_dates_the_item_and_tells_the_hook(
    owner: Person, told: Told, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Any] = []
    with hooks.item_published.override(heard.append), django_capture_on_commit_callbacks(execute=True):
        item = services.publish(item=draft(owner), actor=owner.viewer)
    assert item.state == ItemState.PUBLISHED
    assert item.published_at is not None
    assert item.valid_until == timezone.localdate() + timedelta(days=90)
    assert [payload.obj.pk for payload in heard] == [item.pk]
    assert [entry.action for entry in told.audit] == ["ideas.draft", "ideas.publish_directly"]


@pytest.mark.parametrize("lacking", ["summary", "body"])
def test_publishing_names_what_lacks(owner: Person, lacking: str) -> None:
    item = draft(owner, **{lacking: ""})
    with pytest.raises(InvalidInput) as refused:
        services.publish(item=item, actor=owner.viewer)
    assert refused.value.field == lacking
    item.refresh_from_db()
    assert item.state == ItemState.DRAFT


def test_an_organisation_that_is_not_shown_cannot_publish(person: Make) -> None:
    owner = person(tier=MEMBER, organisation=OrganisationFactory(is_published=False))
    with pytest.raises(InvalidInput):
        services.publish(item=draft(owner), actor=owner.viewer)


def test_a_veto_refuses_and_a_crashing_one_too(owner: Person) -> None:
    item = draft(owner)
    with hooks.before_publish.override(lambda payload: "Not in August"), pytest.raises(Vetoed) as refused:
        services.publish(item=item, actor=owner.viewer)
    assert str(refused.value) == "Not in August"

    def crash(payload: Any) -> str | None:
        raise RuntimeError

    with hooks.before_publish.override(crash), pytest.raises(Vetoed):
        services.publish(item=item, actor=owner.viewer)


def test_premoderation_sends_the_item_to_the_coordinators(
    premoderation: None, owner: Person, coordinator: Person, told: Told
) -> None:
    item = services.publish(item=draft(owner), actor=owner.viewer)
    assert item.state == ItemState.IN_REVIEW
    assert [(n.kind.code, list(n.recipients)) for n in told.notices] == [("ideas.to_moderate", [coordinator.user.pk])]

    sent_back = services.request_changes(item=item, reason="Name the plant", actor=coordinator.viewer)
    assert (sent_back.state, sent_back.note) == ("changes_requested", "Name the plant")
    assert told.notices[-1].recipients == [owner.user.pk]

    services.update_item(item=item, fields={"summary": "Sensors for the plant"}, actor=owner.viewer)
    again = services.publish(item=item, actor=owner.viewer)
    approved = services.approve_item(item=again, actor=coordinator.viewer, expected_version=again.version)
    assert (approved.state, approved.note) == ("published", "")
    assert told.kinds()[-2:] == ["ideas.to_moderate", "ideas.approved"]


def test_changing_an_open_item_does_not_go_around_premoderation(
    premoderation: None, owner: Person, coordinator: Person
) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    changed = services.update_item(item=item, fields={"summary": "Something else"}, actor=owner.viewer)
    assert (changed.state, changed.summary) == (ItemState.PUBLISHED, item.summary)
    assert changed.changes.get().values == {"summary": "Something else"}


def test_a_person_of_the_organisation_never_moderates_its_items(
    premoderation: None, owner: Person, person: Make
) -> None:
    item = services.publish(item=draft(owner), actor=owner.viewer)
    partial = person(tier=COORDINATOR, organisation=owner.organisation)
    with pytest.raises(NotPermitted):
        services.approve_item(item=item, actor=partial.viewer)
    with pytest.raises(NotPermitted):
        services.reject_item(item=item, reason="no", actor=owner.viewer)


def test_refusing_needs_a_reason(coordinator: Person) -> None:
    item = ItemFactory(state=ItemState.IN_REVIEW)
    with pytest.raises(InvalidInput):
        services.reject_item(item=item, reason=" ", actor=coordinator.viewer)
    assert services.reject_item(item=item, reason="Advertising", actor=coordinator.viewer).state == "rejected"


def test_a_decision_on_an_old_version_is_refused(coordinator: Person) -> None:
    item = ItemFactory(state=ItemState.IN_REVIEW)
    Item.objects.filter(pk=item.pk).update(version=4)
    with pytest.raises(StaleVersion):
        services.approve_item(item=item, actor=coordinator.viewer, expected_version=1)


@pytest.mark.parametrize("state", [ItemState.PUBLISHED, ItemState.IN_TALKS, ItemState.FULFILLED])
def test_hiding_and_showing_again_returns_to_the_same_state(coordinator: Person, state: str) -> None:
    item = ItemFactory(state=state)
    assert services.hide_item(item=item, reason="Spam", actor=coordinator.viewer).state == "hidden"
    assert services.restore_item(item=item, actor=coordinator.viewer).state == state


def test_showing_again_what_is_not_hidden_is_a_conflict(coordinator: Person) -> None:
    with pytest.raises(StateConflict):
        services.restore_item(item=ItemFactory(), actor=coordinator.viewer)


def test_changes_are_refused_on_old_versions_and_closed_items(owner: Person) -> None:
    item = draft(owner)
    services.update_item(item=item, fields={"title": "New"}, actor=owner.viewer, expected_version=1)
    with pytest.raises(StaleVersion):
        services.update_item(item=item, fields={"title": "Newer"}, actor=owner.viewer, expected_version=1)
    closed = ItemFactory(organisation=owner.organisation, state=ItemState.FULFILLED)
    with pytest.raises(StateConflict):
        services.update_item(item=closed, fields={"title": "Newer"}, actor=owner.viewer)


def test_an_open_item_stays_complete(owner: Person) -> None:
    item = ItemFactory(organisation=owner.organisation)
    with pytest.raises(InvalidInput):
        services.update_item(item=item, fields={"summary": ""}, actor=owner.viewer)
    item.refresh_from_db()
    assert item.summary


def test_withdrawing_ends_the_interests_that_wait(owner: Person, answerer: Person, told: Told) -> None:
    item = ItemFactory(organisation=owner.organisation)
    waiting = InterestFactory(item=item, organisation=answerer.organisation, author=answerer.user)
    declined = InterestFactory(item=item, state=InterestState.DECLINED)
    assert services.withdraw(item=item, actor=owner.viewer).state == "withdrawn"
    waiting.refresh_from_db()
    declined.refresh_from_db()
    assert (waiting.state, declined.state) == ("lapsed", "declined")
    assert [(n.kind.code, list(n.recipients)) for n in told.notices] == [("ideas.interest_lapsed", [answerer.user.pk])]


def test_what_is_over_expires_once_and_can_be_prolonged(owner: Person, told: Told) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    item = ItemFactory(organisation=owner.organisation, author=owner.user, valid_until=yesterday)
    ItemFactory()
    assert (services.expire_due(), services.expire_due()) == (1, 0)
    assert told.kinds() == ["ideas.expired"]
    renewed = services.renew(item=item, actor=owner.viewer)
    assert (renewed.state, renewed.valid_until) == ("published", timezone.localdate() + timedelta(days=90))


def test_expiring_by_hand_is_refused(owner: Person) -> None:
    item = ItemFactory(organisation=owner.organisation, valid_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotPermitted):
        services.expire_due(actor=owner.viewer)
    assert services.expire_due(actor=SystemActor()) == 1
    item.refresh_from_db()
    assert item.state == "expired"


def test_reminders_come_fourteen_and_three_days_before_once_each(owner: Person, told: Told) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    Item.objects.filter(pk=item.pk).update(valid_until=timezone.localdate() + timedelta(days=10))
    assert (services.remind_of_end(), services.remind_of_end()) == (1, 0)
    Item.objects.filter(pk=item.pk).update(valid_until=timezone.localdate() + timedelta(days=2))
    assert (services.remind_of_end(), services.remind_of_end()) == (1, 0)
    assert [notice.event.split(":")[3] for notice in told.notices] == ["14", "3"]


def test_an_item_ends_with_an_outcome_that_the_other_side_confirms(owner: Person, answerer: Person, told: Told) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user, state=ItemState.IN_TALKS)
    talk = InterestFactory(
        item=item, organisation=answerer.organisation, author=answerer.user, state=InterestState.ACCEPTED
    )
    done = services.close_with_outcome(
        item=item, kind=OutcomeKind.CONTRACT, text="Signed", interest=talk, actor=owner.viewer
    )
    assert (done.state, done.outcome.kind) == ("fulfilled", "contract")
    with pytest.raises(NotPermitted):
        services.confirm_outcome(outcome=done.outcome, actor=owner.viewer)
    assert item_view(answerer.viewer, done).may_confirm
    assert services.confirm_outcome(outcome=done.outcome, actor=answerer.viewer).confirmed_by == answerer.user
    assert told.kinds() == ["ideas.outcome", "ideas.outcome_confirmed"]
    with pytest.raises(StateConflict):
        services.close_with_outcome(item=item, kind=OutcomeKind.NONE, actor=owner.viewer)


def test_an_outcome_names_an_accepted_interest_of_the_item(owner: Person) -> None:
    item = ItemFactory(organisation=owner.organisation)
    with pytest.raises(InvalidInput):
        services.close_with_outcome(item=item, kind="advice", interest=InterestFactory(item=item), actor=owner.viewer)
    with pytest.raises(InvalidInput):
        services.close_with_outcome(item=item, kind="miracle", actor=owner.viewer)


def test_an_outcome_without_another_side_is_confirmed_by_nobody(answerer: Person) -> None:
    with pytest.raises(NotPermitted):
        services.confirm_outcome(outcome=OutcomeFactory(), actor=answerer.viewer)


def test_a_host_registers_a_kind_and_its_items_survive_it(owner: Person) -> None:
    item_kinds.register(ItemKind("barter", "Barter", "Barters", "We swap something"))
    try:
        item = draft(owner, kind="barter")
        assert item.kind_info.label == "Barter"
    finally:
        item_kinds.unregister("barter")
    assert item.kind_info.label == "barter"
    with pytest.raises(ValueError, match="20 characters"):
        item_kinds.register(ItemKind("x" * 21, "", "", ""))


def test_members_items_are_written_as_such(owner: Person, reader: Person) -> None:
    item = services.publish(item=draft(owner, mode=ItemMode.MEMBERS), actor=owner.viewer)
    with pytest.raises(NotVisible):
        services.add_comment(item=item, text="Hello", actor=reader.viewer)


def test_drafts_are_withdrawn_by_a_colleague_too(owner: Person, person: Make) -> None:
    item = DraftFactory(organisation=owner.organisation)
    colleague = person(organisation=owner.organisation)
    assert services.withdraw(item=item, actor=colleague.viewer).state == "withdrawn"
