"""A worker that is killed again and again while it sends a thousand mails to a real server."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from typing import Any

from bench.table import Result


def killed(cluster: Any) -> Iterator[Result]:
    """``mail.kill.lost`` and ``mail.kill.duplicates``: MAILS (1,000) mails, KILLS (20) kills at random moments.

    Fifty people lose their accounts in the middle: a mail that one of them gets later would be a wrong one.
    """
    from django.utils import timezone

    from clusterkit.notifications.enums import MailState
    from clusterkit.notifications.models import OutboxMail
    from clusterkit.tenancy.context import cluster_context
    from tests.apps.notifications.killing import duplicates, kill_at_random, mail_server, worker

    mails, kills = int(os.environ.get("MAILS", "1000")), int(os.environ.get("KILLS", "20"))
    order = random.Random(20)
    with cluster_context(cluster), mail_server(delay=0.01) as (box, port):
        people = write_mails("killed", mails)
        barred: set[str] = set()
        for number in range(kills):
            kill_at_random(box, port, most=1.0, order=order)
            if number == kills // 2:
                got = {address for address, _id in box.got}
                losers = [person for person in people if person.email not in got][:50]
                type(people[0]).objects.filter(pk__in=[person.pk for person in losers]).update(is_active=False)
                barred = {person.email for person in losers}
        waiting = OutboxMail.objects.filter(state=MailState.PENDING)
        with worker(port):
            end = time.monotonic() + 600
            while waiting.exists() and time.monotonic() < end:
                # What was under way at a kill would come by itself a minute later.
                waiting.update(next_attempt_at=timezone.now())
                time.sleep(3)
        got = {address for address, _id in box.got}
    wrong = got & barred
    assert not wrong, f"{len(wrong)} mails to people who had lost the right"
    lost = {person.email for person in people} - barred - got
    yield Result.of("mail.kill.lost", len(lost), "mails", f"sent, {kills} kills", len(got))
    yield Result.of("mail.kill.duplicates", duplicates(box), "mails", "kills", kills)


def write_mails(name: str, number: int) -> list[Any]:
    """So many people of the cluster in force, and a mail to each that waits."""
    from clusterkit.core import ports
    from clusterkit.core.ports import Notice
    from clusterkit.testing.factories.accounts import UserFactory
    from tests.apps.notifications.kinds import HELLO

    people = [UserFactory(email=f"{name}{index}@example.org") for index in range(number)]
    for index in range(0, number, 100):
        ports.notify(
            *(
                Notice(HELLO, [person.pk], "/", f"{name}:{person.pk}", {"thing": "A pump"})
                for person in people[index : index + 100]
            )
        )
    return people
