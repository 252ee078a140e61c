"""Sending what is due. A job calls :func:`deliver_due` in each cluster; more workers do not send twice.

A delivery is claimed first, in a short transaction that counts the try and puts the next one off; then it is sent, with
no lock held. A worker that dies in between costs a delay, not a delivery; its id stays, so that the other system knows a
second copy.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import coordinator_ids
from clusterkit.core import ports
from clusterkit.core.conf import conf
from clusterkit.core.exceptions import NotVisible, StateConflict, TooMany
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.webhooks.actions import MANAGE
from clusterkit.webhooks.addresses import Resolver
from clusterkit.webhooks.enums import PING, DeliveryState, DropReason, OffReason
from clusterkit.webhooks.models import Attempt, Delivery, Endpoint
from clusterkit.webhooks.notices import SWITCHED_OFF
from clusterkit.webhooks.payloads import body_of
from clusterkit.webhooks.posting import Answer, post
from clusterkit.webhooks.services.endpoints import put_out
from clusterkit.webhooks.signing import signed_headers

logger = logging.getLogger("clusterkit.webhooks")
DELAYS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600, 840, 960))
"""After each try that failed: over two days together. After the last one it is given up."""
PORTION_SECONDS: Final = 15.0
TESTS_A_MINUTE: Final = 10


@dataclass(frozen=True)
class Report:
    """How many deliveries arrived, failed (to be tried again or given up) and were dropped unsent.

    ``broken_off`` where the portion or its time was over before everything that could leave had left.
    """

    delivered: int = 0
    failed: int = 0
    dropped: int = 0
    broken_off: bool = False


def deliver_due(
    limit: int | None = None,
    *,
    now: datetime | None = None,
    resolver: Resolver | None = None,
    seconds: float = PORTION_SECONDS,
) -> Report:
    """Send up to *limit* deliveries (the setting WEBHOOK_BATCH) of the cluster in force that are due at *now*.

    No longer than some *seconds*, and nothing more to an address that failed: one that does not answer must not keep the
    others, nor the other clusters.
    """
    moment, end = now or timezone.now(), time.monotonic() + seconds
    counts = dict.fromkeys(DeliveryState, 0)
    failing: set[int] = set()
    broken_off = True
    for _number in range(conf.WEBHOOK_BATCH if limit is None else limit):
        if time.monotonic() >= end:
            break
        delivery = claim(moment, without=failing)
        if delivery is None:
            broken_off = False
            break
        state = _send(delivery, moment, resolver)
        counts[state] += 1
        if state in (DeliveryState.PENDING, DeliveryState.DEAD):
            failing.add(delivery.endpoint_id)
    failed = counts[DeliveryState.PENDING] + counts[DeliveryState.DEAD]
    return Report(counts[DeliveryState.DELIVERED], failed, counts[DeliveryState.DROPPED], broken_off)


def claim(now: datetime, *, without: Collection[int] = ()) -> Delivery | None:
    """Take the delivery that waits longest, of no endpoint in *without*, and count the try. None where nothing is due."""
    with transaction.atomic():
        due = Delivery.objects.due(now).exclude(endpoint_id__in=without).select_related("endpoint")
        delivery: Delivery | None = due.select_for_update(of=("self",), skip_locked=True).first()
        if delivery is None:
            return None
        delivery.attempts += 1
        delivery.next_attempt_at = now + (delay_after(delivery.attempts) or DELAYS[-1])
        delivery.save(update_fields=["attempts", "next_attempt_at"])
    return delivery


def delay_after(attempts: int) -> timedelta | None:
    """How long to wait after so many tries; None where it is given up."""
    return DELAYS[attempts - 1] if attempts <= len(DELAYS) else None


def send_test(*, endpoint: Endpoint, actor: Actor, resolver: Resolver | None = None) -> Delivery:
    """Send a ping now and wait for what comes back, up to ten seconds. Also to one that is off; it is not repeated.

    Raises ``NotPermitted``, ``TooMany``.
    """
    policy_of(Endpoint).require(actor, MANAGE, endpoint)
    now = timezone.now()
    lately = Delivery.objects.filter(event=PING, created_at__gt=now - timedelta(minutes=1))
    if lately.count() >= TESTS_A_MINUTE:
        raise TooMany
    delivery = Delivery.objects.create(endpoint=endpoint, event=PING, attempts=1, next_attempt_at=now + DELAYS[-1])
    _send(delivery, now, resolver)
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def resend(*, delivery: Delivery, actor: Actor) -> Delivery:
    """Send it once more, under its old id, with all its tries. Raises ``StateConflict`` for one that waits or cannot leave."""
    policy_of(Delivery).require(actor, MANAGE, delivery)
    rows = Delivery.objects.select_related("endpoint").select_for_update(of=("self",))
    locked: Delivery | None = rows.filter(pk=delivery.pk).first()
    if locked is None:
        raise NotVisible
    if locked.state == DeliveryState.PENDING:
        raise StateConflict(_("This is waiting to be sent already."))
    if locked.event == PING:
        raise StateConflict(_("A test is not sent again. Send a new one."))
    if not locked.endpoint.is_active:
        raise StateConflict(_("The web hook is switched off. Switch it on first."))
    before = locked.state
    locked.state, locked.drop_reason, locked.attempts = DeliveryState.PENDING, "", 0
    locked.next_attempt_at, locked.delivered_at = timezone.now(), None
    locked.save()
    ports.record(
        actor=actor, action=MANAGE.code, target=locked, before={"state": before}, after={"state": locked.state}
    )
    return locked


def _send(delivery: Delivery, now: datetime, resolver: Resolver | None) -> DeliveryState:
    try:
        body = body_of(delivery)
    except Exception:
        # A title that cannot be made must not keep the others. It is tried again, and given up in the end.
        logger.exception("the text of the delivery %s could not be made", delivery.message_id)
        return _settle(delivery, None, now)
    if isinstance(body, DropReason):
        waiting = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING)
        waiting.update(state=DeliveryState.DROPPED, drop_reason=body)
        return DeliveryState.DROPPED
    sent_at = timezone.now()
    headers = signed_headers(
        message_id=str(delivery.message_id),
        timestamp=int(sent_at.timestamp()),
        body=body,
        secrets=delivery.endpoint.secrets_on(sent_at),
    )
    return _settle(delivery, post(delivery.endpoint.url, body, headers, resolver=resolver), now)


@transaction.atomic
def _settle(delivery: Delivery, answer: Answer | None, now: datetime) -> DeliveryState:
    """Write down what came back, and what follows for the delivery and its web hook."""
    # The web hook first, as whoever takes it away does.
    endpoint: Endpoint | None = Endpoint.objects.select_for_update().filter(pk=delivery.endpoint_id).first()
    locked: Delivery | None = Delivery.objects.select_for_update(of=("self",)).filter(pk=delivery.pk).first()
    arrived = answer is not None and not answer.failure
    is_last = delivery.event == PING or delay_after(delivery.attempts) is None
    state = DeliveryState.DELIVERED if arrived else DeliveryState.DEAD if is_last else DeliveryState.PENDING
    if endpoint is None or locked is None:
        return state
    if answer is not None:
        Attempt.objects.create(
            delivery=locked,
            status=answer.status,
            failure=answer.failure,
            duration_ms=answer.milliseconds,
            answer=answer.text,
        )
    if locked.state == DeliveryState.PENDING:
        locked.state = state
        locked.delivered_at = timezone.now() if arrived else None
        locked.save(update_fields=["state", "delivered_at"])
    if arrived and endpoint.failing_since is not None:
        Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)
    elif answer is not None and not arrived and delivery.event != PING:
        _count_failure(endpoint, answer, now)
    return state


def _count_failure(endpoint: Endpoint, answer: Answer, now: datetime) -> None:
    """Begin to count the days, or end it: an address that fails for long, or says it is gone, is switched off."""
    if endpoint.failing_since is None:
        endpoint.failing_since = now
        Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=now)
    gone = answer.status == HTTPStatus.GONE
    if not endpoint.is_active or not (gone or now - endpoint.failing_since >= timedelta(days=conf.WEBHOOK_OFF_DAYS)):
        return
    put_out(endpoint, OffReason.GONE if gone else OffReason.FAILING, actor=SystemActor())
    ports.notify(
        ports.Notice(
            SWITCHED_OFF,
            coordinator_ids(),
            endpoint.get_absolute_url(),
            f"webhooks.endpoint:{endpoint.pk}:off:{endpoint.version}",
            {"name": str(endpoint), "days": conf.WEBHOOK_OFF_DAYS, "gone": gone},
            endpoint,
        )
    )
