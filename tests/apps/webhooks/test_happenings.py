"""The features tell what they said they would: one delivery for each act, and none when it is undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import transaction

from clusterkit.core.policies import SystemActor
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.webhooks import EndpointFactory
from clusterkit.webhooks.models import Delivery

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor()


def news() -> list[str]:
    from clusterkit.news.enums import ArticleState
    from clusterkit.news.services import publish_article
    from clusterkit.testing.factories.news import ArticleFactory

    publish_article(article=ArticleFactory(state=ArticleState.DRAFT), actor=SYSTEM)
    return ["news.published"]


def events() -> list[str]:
    from clusterkit.events.enums import EventState
    from clusterkit.events.services import cancel_event, publish_event, update_event
    from clusterkit.testing.factories.events import EventFactory

    event = publish_event(event=EventFactory(state=EventState.DRAFT), actor=SYSTEM)
    later = {"starts_at": event.starts_at + timedelta(days=1), "ends_at": event.ends_at + timedelta(days=1)}
    update_event(event=event, values={"summary": {"en": "Only words"}}, actor=SYSTEM)
    update_event(event=event, values=later, actor=SYSTEM)
    cancel_event(event=event, reason="Ice on the road", actor=SYSTEM)
    return ["event.published", "event.changed", "event.cancelled"]


def ideas() -> list[str]:
    from clusterkit.ideas.enums import ItemState
    from clusterkit.ideas.services import approve_item
    from clusterkit.testing.factories.ideas import ItemFactory

    approve_item(item=ItemFactory(state=ItemState.IN_REVIEW), actor=SYSTEM)
    return ["item.published"]


def membership() -> list[str]:
    from clusterkit.membership.services import admit, resign, suspend

    term = admit(organisation=OrganisationFactory(), actor=SYSTEM)
    suspend(membership=term, reason="A pause", actor=SYSTEM)
    resign(membership=term, actor=SYSTEM)
    return ["organisation.joined", "organisation.left"]


ACTS = [act for act in (news, events, ideas, membership) if apps.is_installed(f"clusterkit.{act.__name__}")]


@pytest.mark.parametrize("act", [pytest.param(act, id=act.__name__) for act in ACTS])
def test_each_act_is_told_once_and_with_it_or_not_at_all(act: Callable[[], list[str]]) -> None:
    def undone() -> None:
        with transaction.atomic():
            act()
            raise RuntimeError

    EndpointFactory()
    with pytest.raises(RuntimeError):
        undone()
    assert not Delivery.objects.exists()
    expected = act()
    assert list(Delivery.objects.order_by("pk").values_list("event", flat=True)) == expected


def test_settings_that_are_no_networks_and_no_ports_are_told(settings: object) -> None:
    for name, value, code in (
        ("WEBHOOK_ALLOWED_NETWORKS", ["10.0.0.1/8"], "clusterkit.E130"),
        ("WEBHOOK_PORTS", ["https"], "clusterkit.E131"),
    ):
        settings.CLUSTERKIT = {**settings.CLUSTERKIT, name: value}  # type: ignore[attr-defined]
        assert code in {message.id for message in run_checks()}
        settings.CLUSTERKIT = {  # type: ignore[attr-defined]
            key: kept
            for key, kept in settings.CLUSTERKIT.items()  # type: ignore[attr-defined]
            if key != name
        }
