"""A mail that leaves late says nothing that is over by then: the mail server was away, the person acted meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.events import services
from clusterkit.events.enums import RegistrationState
from clusterkit.events.models import Registration
from clusterkit.events.services.reminders import remind_due
from clusterkit.notifications.delivery import deliver_due
from clusterkit.notifications.enums import DropReason
from clusterkit.notifications.models import OutboxMail
from clusterkit.testing.factories.events import EventFactory, HybridEventFactory, RegistrationFactory
from tests.apps.events.conftest import person_of

pytestmark = pytest.mark.django_db

Join = Callable[..., Registration]
HOUR = timedelta(hours=1)


def kinds_sent() -> list[str]:
    """Which sorts of mails leave now."""
    mail.outbox.clear()
    deliver_due()
    kinds = list(OutboxMail.objects.filter(sent_at__isnull=False).values_list("kind", flat=True))
    assert len(mail.outbox) == len(kinds)
    return kinds


def dropped(kind: str) -> int:
    return OutboxMail.objects.filter(kind=kind, drop_reason=DropReason.OUTDATED).count()


def test_nobody_who_cancelled_is_reminded() -> None:
    start = timezone.now() + 2 * HOUR
    event = HybridEventFactory(starts_at=start, ends_at=start + 2 * HOUR)
    stays, leaves = RegistrationFactory(event=event), RegistrationFactory(event=event)
    assert remind_due() == 2
    services.cancel_registration(actor=viewer_of(person_of(leaves)), registration=leaves)
    assert kinds_sent().count("events.reminder") == 1
    assert OutboxMail.objects.get(kind="events.reminder", sent_at__isnull=False).recipient_id == stays.user_id
    assert dropped("events.reminder") == 1


def test_no_reminder_leaves_after_the_beginning() -> None:
    start = timezone.now() + 2 * HOUR
    RegistrationFactory(event=HybridEventFactory(starts_at=start, ends_at=start + 2 * HOUR))
    assert remind_due() == 1
    with time_machine.travel(start + HOUR):
        assert "events.reminder" not in kinds_sent()
    assert dropped("events.reminder") == 1


def test_an_offer_that_ended_is_not_mailed(join: Join) -> None:
    event = EventFactory(capacity_on_site=1, offer_hours=24)
    first, second = join(event), join(event)
    services.cancel_registration(actor=viewer_of(person_of(first)), registration=first)
    second.refresh_from_db()
    assert second.state == RegistrationState.OFFERED
    services.cancel_registration(actor=viewer_of(person_of(second)), registration=second)
    assert "events.offered" not in kinds_sent()
    assert dropped("events.offered") == 1
