"""One mail a day or a week of what waits, at the hour of the reader's clock, and never an empty one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.models import Profile
from clusterkit.core import ports
from clusterkit.core.ports import MailTiming, Notice
from clusterkit.notifications.delivery import deliver_due
from clusterkit.notifications.digest_times import next_due, period_key
from clusterkit.notifications.digests import make_due
from clusterkit.notifications.enums import DropReason, MailState, Period
from clusterkit.notifications.models import Notification, OutboxMail
from clusterkit.notifications.services import choose, mark_read
from clusterkit.tenancy.context import cluster_context, run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.notifications import NotificationFactory
from tests.apps.notifications.kinds import DAILY, WEEKLY

pytestmark = pytest.mark.django_db
Make = Callable[..., Notice]
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def local(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("zone", "after", "due"),
    [
        ("Europe/Warsaw", (2026, 3, 28, 12), (2026, 3, 29, 7)),  # the clocks go forward in that night
        ("Europe/Warsaw", (2026, 10, 24, 12), (2026, 10, 25, 7)),  # and back in this one
        ("Europe/Warsaw", (2026, 3, 29, 6, 59), (2026, 3, 29, 7)),
        ("Europe/Warsaw", (2026, 3, 29, 7), (2026, 3, 30, 7)),
        ("Europe/Minsk", (2026, 3, 28, 12), (2026, 3, 29, 7)),
    ],
)
def test_each_day_at_seven_of_the_clock_on_the_wall(zone: str, after: tuple[int, ...], due: tuple[int, ...]) -> None:
    assert next_due(Period.DAILY, local(zone, *after), zone) == local(zone, *due)


def test_each_monday_at_seven() -> None:
    zone = "Europe/Warsaw"
    monday = local(zone, 2026, 3, 30, 7)
    assert next_due(Period.WEEKLY, local(zone, 2026, 3, 23, 7), zone) == monday
    assert next_due(Period.WEEKLY, monday - timedelta(minutes=1), zone) == monday
    assert next_due(Period.WEEKLY, monday, zone) == monday + WEEK
    assert period_key(Period.WEEKLY, monday + 2 * DAY, zone) == "weekly:2026-03-30"
    assert period_key(Period.DAILY, local(zone, 2026, 3, 30, 6), zone) == "daily:2026-03-29"


def test_an_hour_that_the_night_skips(settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "DIGEST_HOUR": 2}
    zone = "Europe/Warsaw"
    due = next_due(Period.DAILY, local(zone, 2026, 3, 28, 12), zone)
    assert due == local(zone, 2026, 3, 29, 3)
    assert next_due(Period.DAILY, due, zone) == local(zone, 2026, 3, 30, 2)
    # An hour that comes twice is told once.
    first = next_due(Period.DAILY, local(zone, 2026, 10, 24, 12), zone)
    assert next_due(Period.DAILY, first + timedelta(minutes=90), zone) == local(zone, 2026, 10, 26, 2)


def test_one_mail_of_what_waits_together_by_thing(notice: Make) -> None:
    anna = UserFactory(name="Anna", email="anna@example.org")
    about = NotificationFactory(recipient=anna, in_site=False)
    for number in range(5):
        ports.notify(notice(anna, kind=DAILY, event=f"testing:{number}", thing=f"Pump {number}", target=about))
    ports.notify(notice(anna, kind=DAILY, event="testing:x", thing="A <valve>", path="/things/2/"))
    assert (make_due(), deliver_due().total) == (0, 0)
    later = timezone.now() + DAY
    assert (make_due(later), make_due(later)) == (1, 0)
    assert deliver_due(now=later).sent == 1
    (message,) = django_mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    assert message.to == ["anna@example.org"]
    assert message.subject.startswith("New today at ") or "Кластер alpha" in message.subject
    for text in (message.body, str(message.alternatives[0][0])):
        assert "Pump 4" in text
        assert "Pump 2" in text
        assert "Hello, Anna: Pump 1" not in text
        assert "valve" in text
    assert "A <valve>" in message.body
    assert "A &lt;valve&gt;" in str(message.alternatives[0][0])
    assert Notification.objects.filter(digest_due_at=None).count() == 7


def test_after_an_outage_comes_one_and_not_three(notice: Make) -> None:
    anna = UserFactory()
    ports.notify(notice(anna, kind=DAILY))
    Notification.objects.update(digest_due_at=timezone.now() - 2 * DAY)
    ports.notify(notice(anna, kind=DAILY, event="testing:2"))
    Notification.objects.update(digest_due_at=timezone.now() - DAY, created_at=timezone.now() - 3 * DAY)
    assert make_due(timezone.now()) == 1
    assert len(OutboxMail.objects.get().context["notices"]) == 2


def test_what_comes_while_the_digest_leaves_waits_for_the_next(notice: Make) -> None:
    anna = UserFactory()
    now = timezone.now()
    for number in range(2):
        ports.notify(notice(anna, kind=DAILY, event=f"testing:{number}"))
        Notification.objects.filter(digest_due_at__isnull=False).update(
            digest_due_at=now - timedelta(minutes=1), created_at=now - 2 * DAY
        )
        assert make_due(now) == (1 if number == 0 else 0)
    due = Notification.objects.get(event="testing:1").digest_due_at
    assert due is not None
    assert due > now
    assert OutboxMail.objects.count() == 1


def test_nothing_when_all_was_read_before_or_meanwhile(notice: Make) -> None:
    anna, boris = UserFactory(), UserFactory()
    ports.notify(notice(anna, boris, kind=DAILY))
    later = timezone.now() + DAY
    mark_read(notification=Notification.objects.get(recipient=anna), actor=viewer_of(anna))
    assert make_due(later) == 1
    mark_read(notification=Notification.objects.get(recipient=boris), actor=viewer_of(boris))
    assert deliver_due(now=later).dropped == 1
    row = OutboxMail.objects.get()
    assert (row.recipient_id, row.state, row.drop_reason) == (boris.pk, MailState.DROPPED, DropReason.NOTHING_NEW)


def test_what_one_may_not_see_any_more_is_left_out(notice: Make) -> None:
    anna = UserFactory()
    about = NotificationFactory(recipient=anna, in_site=False)
    ports.notify(notice(anna, kind=DAILY, thing="A secret", target=about), notice(anna, kind=DAILY, event="testing:2"))
    later = timezone.now() + DAY
    make_due(later)
    Notification.objects.filter(pk=about.pk).update(recipient=UserFactory())
    deliver_due(now=later)
    assert "secret" not in django_mail.outbox[0].body
    assert "A pump" in django_mail.outbox[0].body


def test_who_chose_otherwise_meanwhile(notice: Make) -> None:
    anna, boris = UserFactory(), UserFactory()
    ports.notify(notice(anna, boris, kind=DAILY))
    choose(wanted={"testing.daily": (True, MailTiming.WEEKLY)}, actor=viewer_of(anna))
    choose(wanted={"testing.daily": (True, MailTiming.NONE)}, actor=viewer_of(boris))
    due = next_due(Period.WEEKLY, timezone.now(), "Europe/Minsk")
    assert make_due(due - timedelta(minutes=1)) == 0
    assert make_due(due) == 1
    mail = OutboxMail.objects.get()
    assert (mail.recipient_id, mail.kind) == (anna.pk, "notices.digest_weekly")


def test_day_and_week_are_two_mails_and_each_goes_by_the_readers_clock(notice: Make, alpha: Cluster) -> None:
    anna = UserFactory()
    Profile.objects.create(user=anna, time_zone="Asia/Tokyo")
    ports.notify(notice(anna, kind=DAILY), notice(anna, kind=WEEKLY, event="testing:2"))
    dues = set(Notification.objects.values_list("digest_due_at", flat=True))
    now = timezone.now()
    expected = {next_due(period, now, "Asia/Tokyo") for period in Period}
    assert dues == expected
    assert make_due(max(expected)) == 2


def test_in_the_readers_language(notice: Make, alpha: Cluster) -> None:
    anna = UserFactory()
    Profile.objects.create(user=anna, language="en")
    alpha.languages = ["ru", "en"]
    later = timezone.now() + DAY
    with cluster_context(alpha):
        ports.notify(notice(anna, kind=DAILY))
        make_due(later)
        deliver_due(now=later)
    assert django_mail.outbox[0].subject == "New today at Cluster alpha"


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_digest(alpha: Cluster, notice: Make) -> None:
    people = [UserFactory() for _number in range(4)]
    ports.notify(notice(*people, kind=DAILY))
    later, both, made = timezone.now() + DAY, threading.Barrier(2), []

    def work() -> None:
        try:
            both.wait(timeout=20)
            made.append(run_in_cluster(alpha, lambda: make_due(later)))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sum(made) == 4
    assert OutboxMail.objects.count() == 4


def test_portions(notice: Make) -> None:
    ports.notify(notice(*[UserFactory() for _number in range(3)], kind=DAILY))
    later = timezone.now() + DAY
    assert [make_due(later, limit=2) for _number in range(3)] == [2, 1, 0]
