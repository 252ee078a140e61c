"""A worker that is killed while it sends: every mail comes, at most one a kill comes twice, none to who may not any more."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.ports import Notice
from clusterkit.jobs.models import Job
from clusterkit.notifications.enums import MailState
from clusterkit.notifications.models import OutboxMail
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from tests.apps.notifications.killing import duplicates, kill_at_random, mail_server, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MAILS, KILLS = 40, 3


def make_all_due() -> None:
    """A mail whose worker was killed is tried again after a minute; the test does not wait so long."""
    OutboxMail.objects.filter(state=MailState.PENDING).update(next_attempt_at=timezone.now())


def test_killed_workers_lose_nothing(alpha: Cluster, notice: Callable[..., Notice]) -> None:
    people = [UserFactory(email=f"person{number}@example.org") for number in range(MAILS)]
    ports.notify(*(notice(person, event=f"testing:{person.pk}") for person in people))
    assert OutboxMail.objects.count() == MAILS
    order = random.Random(7)
    lost_right = people[-5:]
    with mail_server(delay=0.05) as (box, port):
        for number in range(KILLS):
            kill_at_random(box, port, most=0.5, order=order)
            if number == 0:
                got = {address for address, _id in box.got}
                type(people[0]).objects.filter(pk__in=[person.pk for person in lost_right]).update(is_active=False)
                barred = {person.email for person in lost_right} - got
            make_all_due()
        with worker(port):
            end = time.monotonic() + 90
            while OutboxMail.objects.filter(state=MailState.PENDING).exists() and time.monotonic() < end:
                time.sleep(0.2)
    wanted = {person.email for person in people} - barred
    assert {address for address, _id in box.got} == wanted
    assert duplicates(box) <= KILLS
    assert barred
    with public_schema():
        assert not Job.objects.filter(state="dead").exists()
