"""From what happens here to the other system, and what follows when it does not arrive."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation

from clusterkit.access.models import Rule
from clusterkit.access.viewer import Viewer
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.happenings import Happening, declare, happened
from clusterkit.core.policies import REGISTERED
from clusterkit.core.ports import Port
from clusterkit.core.ports import notices as notices_port
from clusterkit.directory.actions import VIEW
from clusterkit.directory.models import Organisation
from clusterkit.jobs.worker import Worker
from clusterkit.tenancy.context import cluster_context, run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.worker import visit
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.webhooks import AttemptFactory, DeliveryFactory, EndpointFactory
from clusterkit.webhooks.enums import DeliveryState, DropReason, OffReason
from clusterkit.webhooks.models import Attempt, Delivery, Endpoint
from clusterkit.webhooks.services import (
    claim,
    delay_after,
    deliver_due,
    forget_old,
    resend,
    rotate_secret,
    silence_copy,
    switch_on,
)
from clusterkit.webhooks.signing import signed_headers
from tests.apps.webhooks.servers import Hook, listening

pytestmark = pytest.mark.django_db
TOUCHED = declare(Happening("testing.touched", "Touched", more=lambda obj: {"kind": obj.kind}))


def endpoint_for(hook: Hook, **values: Any) -> Endpoint:
    made: Endpoint = EndpointFactory(url=hook.url, events=[TOUCHED.code], **values)
    return made


def touch(organisation: Organisation | None = None, **details: Any) -> Organisation:
    """Something happens to a published organisation."""
    row: Organisation = organisation or OrganisationFactory(is_published=True)
    with transaction.atomic():
        happened(TOUCHED, row, **details)
    return row


def test_arrives_signed_with_id_address_and_title_and_no_more(hook: Hook, alpha: Cluster) -> None:
    endpoint = endpoint_for(hook)
    organisation = touch(left_on="2026-09-01")
    assert deliver_due().delivered == 1
    (got,) = hook.got
    delivery = Delivery.objects.get()
    body = json.loads(got.body)
    with translation.override("ru"):
        title = str(organisation)
    assert datetime.fromisoformat(body.pop("timestamp")) == delivery.created_at
    assert body == {
        "id": str(delivery.message_id),
        "type": "testing.touched",
        "cluster": {"host": "alpha.testserver", "slug": "alpha"},
        "data": {
            "id": organisation.pk,
            "title": title,
            "url": f"http://alpha.testserver{organisation.get_absolute_url()}",
            "kind": "enterprise",
            "left_on": "2026-09-01",
        },
    }
    stamp = int(got.headers["webhook-timestamp"])
    expected = signed_headers(
        message_id=str(delivery.message_id), timestamp=stamp, body=got.body, secrets=[endpoint.secret]
    )
    assert {name: got.headers[name] for name in expected} == expected
    assert abs(stamp - timezone.now().timestamp()) < 60
    assert delivery.state == DeliveryState.DELIVERED
    attempt = Attempt.objects.get()
    assert (attempt.status, attempt.failure, attempt.answer) == (200, "", "thank you")
    assert deliver_due().delivered == 0


def test_the_receiver_of_the_documentation_takes_what_we_send_and_nothing_else(hook: Hook, actor: Viewer) -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "web-hooks.md").read_text(encoding="utf-8")
    receiver: dict[str, Any] = {}
    exec(page.partition("```python\n")[2].partition("```")[0], receiver)
    verified = receiver["verified"]
    endpoint = endpoint_for(hook)
    touch()
    deliver_due()
    old = endpoint.secret
    new = rotate_secret(endpoint=endpoint, actor=actor).secret
    touch()
    deliver_due()
    first, second = hook.got
    assert verified(old, first.headers, first.body)["type"] == TOUCHED.code
    assert verified(old, second.headers, second.body) == verified(new, second.headers, second.body)
    late = {**first.headers, "webhook-timestamp": str(int(first.headers["webhook-timestamp"]) - 301)}
    for secret, headers, body in (
        (new, first.headers, first.body),
        (old, first.headers, first.body + b" "),
        (old, late, first.body),
        (old, {**first.headers, "webhook-id": "other"}, first.body),
    ):
        with pytest.raises(ValueError, match=r"not ours|too old"):
            verified(secret, headers, body)


def test_written_in_the_transaction_or_not_at_all(hook: Hook) -> None:
    endpoint_for(hook)
    organisation = OrganisationFactory(is_published=True)

    def break_off() -> None:
        with transaction.atomic():
            happened(TOUCHED, organisation)
            assert Delivery.objects.exists()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert not Delivery.objects.exists()


def test_only_what_is_chosen_and_only_where_it_is_on(hook: Hook) -> None:
    EndpointFactory(url=hook.url, events=["news.published"])
    endpoint_for(hook, is_active=False)
    touch()
    assert not Delivery.objects.exists()


def _hide(organisation: Organisation, endpoint: Endpoint) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(is_published=False)


def _unchoose(organisation: Organisation, endpoint: Endpoint) -> None:
    Endpoint.objects.filter(pk=endpoint.pk).update(events=["news.published"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_hide, DropReason.NOT_VISIBLE),
        (_unchoose, DropReason.NOT_CHOSEN),
        (lambda organisation, endpoint: Delivery.objects.update(event="gone"), DropReason.UNKNOWN_EVENT),
        (lambda organisation, endpoint: Delivery.objects.update(target_label="no.app"), DropReason.UNKNOWN_EVENT),
    ],
)
def test_asked_again_when_it_leaves(change: Callable[..., Any], reason: DropReason, hook: Hook) -> None:
    endpoint = endpoint_for(hook)
    change(touch(), endpoint)
    assert deliver_due().dropped == 1
    row = Delivery.objects.get()
    assert (row.state, row.drop_reason) == (DeliveryState.DROPPED, reason)
    assert hook.got == []


def test_a_tier_hears_of_what_it_may_see(hook: Hook) -> None:
    # Who acts for an organisation is seen by members; whatever the cluster uses, a rule may move it.
    guest, registered = endpoint_for(hook), endpoint_for(hook, tier=REGISTERED)
    Rule.objects.create(action=VIEW.code, tier=REGISTERED)
    touch()
    report = deliver_due()
    assert (report.delivered, report.dropped) == (1, 1)
    assert guest.deliveries.get().drop_reason == DropReason.NOT_VISIBLE
    assert registered.deliveries.get().state == DeliveryState.DELIVERED


def test_tried_again_under_the_same_id_and_given_up_after_two_days(hook: Hook) -> None:
    hook.status = 503
    endpoint = endpoint_for(hook)
    touch()
    now = begun = timezone.now()
    for number in range(1, 10):
        assert deliver_due(now=now).failed == 1
        assert deliver_due(now=now).failed == 0
        now = Delivery.objects.get().next_attempt_at
        if number < 9:
            assert Delivery.objects.get().state == DeliveryState.PENDING
    assert len({got.headers["webhook-id"] for got in hook.got}) == 1
    assert len(hook.got) == 9
    assert Delivery.objects.get().state == DeliveryState.DEAD
    waited = sum((delay_after(number) or timedelta() for number in range(1, 9)), timedelta())
    assert timedelta(days=1, hours=20) < waited < timedelta(days=2, hours=4)
    endpoint.refresh_from_db()
    assert endpoint.failing_since == begun
    hook.status = 200
    touch()
    deliver_due()
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_one_that_fails_does_not_keep_the_others(hook: Hook) -> None:
    with listening() as gone:
        pass
    for _number in range(3):
        EndpointFactory(url=gone.url, events=[TOUCHED.code])
    for _number in range(2):
        touch()
    EndpointFactory(url=hook.url, events=[TOUCHED.code])
    touch()
    report = deliver_due()
    # Each of the three was asked once in this visit, though more waits for it.
    assert (report.delivered, report.failed) == (1, 3)


def test_switched_off_after_days_and_the_office_hears_of_it(hook: Hook, office: Any, settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "WEBHOOK_OFF_DAYS": 5}
    hook.status = 500
    endpoint = endpoint_for(hook, failing_since=timezone.now() - timedelta(days=4))
    touch()
    deliver_due()
    endpoint.refresh_from_db()
    assert endpoint.is_active
    Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=5, minutes=1))
    told: list[Any] = []
    with _listening_to_notices(told):
        touch()
        deliver_due()
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_reason) == (False, OffReason.FAILING)
    assert [(notice.kind.code, list(notice.recipients)) for notice in told] == [("webhooks.switched_off", [office.pk])]
    # What waits is kept, and goes when somebody switches it on.
    waiting = Delivery.objects.filter(state=DeliveryState.PENDING).count()
    assert waiting == 2
    assert deliver_due(now=timezone.now() + timedelta(days=1)).failed == 0


def test_one_that_says_it_is_gone_is_switched_off_at_once(hook: Hook) -> None:
    hook.status = 410
    endpoint = endpoint_for(hook)
    touch()
    deliver_due()
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_reason) == (False, OffReason.GONE)


def _listening_to_notices(told: list[Any]) -> Any:
    from contextlib import contextmanager

    port: Port[Any] = notices_port

    @contextmanager
    def listen() -> Any:
        with port.muted():
            port.fill(told.extend)
            yield

    return listen()


def test_switched_on_again_what_waits_is_sent(hook: Hook, actor: Viewer) -> None:
    endpoint = endpoint_for(hook)
    touch()
    Endpoint.objects.update(is_active=False, off_reason=OffReason.FAILING)
    assert deliver_due().delivered == 0
    endpoint.refresh_from_db()
    switch_on(endpoint=endpoint, actor=actor)
    assert deliver_due().delivered == 1


def test_for_a_day_both_secrets_sign(hook: Hook, actor: Viewer) -> None:
    endpoint = endpoint_for(hook)
    old = endpoint.secret
    changed = rotate_secret(endpoint=endpoint, actor=actor)
    now = timezone.now()
    assert changed.secret != old
    assert changed.secrets_on(now) == [changed.secret, old]
    assert changed.secrets_on(now + timedelta(hours=25)) == [changed.secret]
    touch()
    deliver_due()
    assert len(hook.got[0].headers["webhook-signature"].split()) == 2


def test_sent_once_more_by_hand(hook: Hook, actor: Viewer) -> None:
    endpoint_for(hook)
    touch()
    deliver_due()
    delivery = resend(delivery=Delivery.objects.get(), actor=actor)
    with pytest.raises(StateConflict):
        resend(delivery=delivery, actor=actor)
    assert deliver_due().delivered == 1
    assert len(hook.got) == 2
    assert hook.got[0].headers["webhook-id"] == hook.got[1].headers["webhook-id"]


def test_a_title_that_cannot_be_made_does_not_keep_the_others(hook: Hook) -> None:
    def crash(obj: Any) -> str:
        raise RuntimeError

    broken = declare(Happening("testing.broken", "Broken", title=crash))
    EndpointFactory(url=hook.url, events=[broken.code, TOUCHED.code])
    EndpointFactory(url=hook.url, events=[TOUCHED.code])
    happened(broken, OrganisationFactory(is_published=True))
    touch()
    report = deliver_due()
    assert (report.delivered, report.failed) == (1, 1)


def test_old_ones_are_forgotten(settings: Any) -> None:
    old, new = AttemptFactory().delivery, AttemptFactory().delivery
    Delivery.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert forget_old(now=timezone.now()) == 1
    assert list(Delivery.objects.all()) == [new]


def test_a_copy_sends_nothing() -> None:
    DeliveryFactory(event=TOUCHED.code)
    silence_copy()
    assert Delivery.objects.get().drop_reason == DropReason.COPIED
    assert Endpoint.objects.get().off_reason == OffReason.COPIED
    assert claim(timezone.now()) is None


def test_what_a_visit_lets_be_sent_is_sent_in_this_cluster_alone(
    hook: Hook, alpha: Cluster, beta: Cluster, worker: Worker
) -> None:
    mine = endpoint_for(hook)
    touch()
    with listening() as other, cluster_context(beta):
        endpoint = EndpointFactory(pk=mine.pk, url=other.url, events=[TOUCHED.code])
        theirs = touch()
        visit(beta)
        worker.drain()
        assert [json.loads(got.body)["cluster"]["slug"] for got in other.got] == ["beta"]
        assert hook.got == []
        assert endpoint.deliveries.get().target_pk == str(theirs.pk)
    visit(alpha)
    worker.drain()
    assert [json.loads(got.body)["cluster"]["slug"] for got in hook.got] == ["alpha"]
    assert len(other.got) == 1


def test_a_visit_waits_for_no_other_system(hook: Hook, alpha: Cluster, worker: Worker) -> None:
    endpoint = endpoint_for(hook)
    for _number in range(2):
        touch()
    visit(alpha)
    assert (hook.got, endpoint.deliveries.filter(state=DeliveryState.PENDING).count()) == ([], 2)
    # A visit that comes before they have left asks for nothing that is asked for already.
    visit(alpha)
    assert worker.drain() == 1
    assert endpoint.deliveries.filter(state=DeliveryState.DELIVERED).count() == 2


def test_more_than_a_portion_leaves_without_another_visit(
    hook: Hook, alpha: Cluster, worker: Worker, settings: Any
) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "WEBHOOK_BATCH": 2}
    endpoint_for(hook)
    for _number in range(5):
        touch()
    visit(alpha)
    worker.drain()
    assert len(hook.got) == 5


def test_one_that_fails_is_asked_once_in_each_visit(hook: Hook, alpha: Cluster, worker: Worker) -> None:
    hook.status = 503
    endpoint_for(hook)
    for _number in range(3):
        touch()
    for number in (1, 2):
        visit(alpha)
        worker.drain()
        assert len(hook.got) == number


def _race(alpha: Cluster, attempt: Callable[[], Any]) -> list[Any]:
    answers: list[Any] = []
    both = threading.Barrier(2)

    def work() -> None:
        try:
            both.wait(timeout=20)
            answers.append(run_in_cluster(alpha, attempt))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_send_the_same(alpha: Cluster) -> None:
    endpoint = EndpointFactory()
    rows = {DeliveryFactory(endpoint=endpoint).pk for _number in range(6)}
    now = timezone.now()

    def take_three() -> list[int]:
        return [found.pk for _number in range(3) if (found := claim(now)) is not None]

    first, second = _race(alpha, take_three)
    assert sorted(first + second) == sorted(rows)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_workers_send_the_same(alpha: Cluster) -> None:
    delivery = DeliveryFactory()
    now = timezone.now()
    read = threading.Barrier(2)

    def take_unlocked() -> int | None:
        with transaction.atomic():
            found = Delivery.objects.due(now).first()
            read.wait(timeout=20)
            return found.pk if found is not None else None

    assert _race(alpha, take_unlocked) == [delivery.pk, delivery.pk]
