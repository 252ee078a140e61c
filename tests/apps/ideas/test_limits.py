"""How often one person may write: the limits that the office sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from clusterkit.core.exceptions import TooMany
from clusterkit.core.policies import MEMBER
from clusterkit.directory.models import Organisation
from clusterkit.ideas import services
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.models import Comment, ExchangeSettings, Item
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import DraftFactory, ItemFactory
from tests.apps.ideas.conftest import Make, Person

pytestmark = pytest.mark.django_db


def allow(**limits: int) -> None:
    ExchangeSettings.objects.update_or_create(key=1, defaults=limits)


@time_machine.travel(datetime(2026, 11, 30, 9, 17, tzinfo=UTC), tick=False)
def test_the_next_comment_is_refused_with_the_time_when_it_goes_on(reader: Person) -> None:
    allow(comments_an_hour=2)
    item = ItemFactory()
    first = services.add_comment(item=item, text="One", actor=reader.viewer)
    services.add_comment(item=item, text="Two", actor=reader.viewer)
    with pytest.raises(TooMany) as refused:
        services.add_comment(item=item, text="Three", actor=reader.viewer)
    again = timezone.localtime(first.created_at + timedelta(hours=1))
    assert "1:17 p.m." in str(refused.value)  # an hour later by the clock of Minsk
    assert refused.value.details == {"limit": 2, "again_at": again.isoformat()}


def test_it_goes_on_when_the_hour_is_over_and_not_by_removing_a_comment(reader: Person) -> None:
    allow(comments_an_hour=1)
    item = ItemFactory()
    comment = services.add_comment(item=item, text="One", actor=reader.viewer)
    services.delete_comment(comment=comment, actor=reader.viewer)
    with pytest.raises(TooMany):
        services.add_comment(item=item, text="Two", actor=reader.viewer)
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert services.add_comment(item=item, text="Two", actor=reader.viewer)


def test_somebody_else_is_not_limited_by_it(reader: Person, answerer: Person) -> None:
    allow(comments_an_hour=1)
    item = ItemFactory()
    services.add_comment(item=item, text="One", actor=reader.viewer)
    assert services.add_comment(item=item, text="One", actor=answerer.viewer)


def test_items_are_counted_by_their_author_whoever_publishes_them(owner: Person, person: Make) -> None:
    allow(items_a_day=1)
    assert owner.organisation is not None
    colleague = person(tier=MEMBER, organisation=owner.organisation)
    first, second = (DraftFactory(organisation=owner.organisation, author=owner.user) for _number in range(2))
    services.publish(item=first, actor=owner.viewer)
    with pytest.raises(TooMany):
        services.publish(item=second, actor=colleague.viewer)
    second.refresh_from_db()
    assert second.state == ItemState.DRAFT
    assert services.publish(
        item=DraftFactory(organisation=owner.organisation, author=colleague.user), actor=colleague.viewer
    )
    Item.objects.filter(pk=first.pk).update(published_at=timezone.now() - timedelta(hours=25))
    assert services.publish(item=second, actor=owner.viewer)


def test_an_item_sent_and_taken_back_counts_and_one_sent_again_counts_once(person: Make) -> None:
    allow(items_a_day=1)
    organisation: Organisation = OrganisationFactory()
    newcomer = person(tier=MEMBER, organisation=organisation)
    from clusterkit.access.models import Rule

    Rule.objects.create(action="ideas.publish_directly", tier="coordinator")
    first = services.publish(item=DraftFactory(organisation=organisation, author=newcomer.user), actor=newcomer.viewer)
    assert first.state == ItemState.IN_REVIEW
    other = DraftFactory(organisation=organisation, author=newcomer.user)
    with pytest.raises(TooMany):
        services.publish(item=other, actor=newcomer.viewer)
    Item.objects.filter(pk=first.pk).update(state=ItemState.CHANGES_REQUESTED)
    assert services.publish(item=first, actor=newcomer.viewer).state == ItemState.IN_REVIEW
    services.withdraw(item=first, actor=newcomer.viewer)
    with pytest.raises(TooMany):
        services.publish(item=other, actor=newcomer.viewer)


def test_answers_to_items_are_limited_a_day(answerer: Person) -> None:
    allow(interests_a_day=1)
    organisation = answerer.organisation
    assert organisation is not None

    def send() -> Any:
        return services.send_interest(
            item=ItemFactory(), organisation=organisation, message="We can", actor=answerer.viewer
        )

    send()
    with pytest.raises(TooMany):
        send()
