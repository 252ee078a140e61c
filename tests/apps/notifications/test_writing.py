"""Notices and mails are written with what they tell, once for each person and happening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clusterkit.access.viewer import viewer_of
from clusterkit.audit.models import AuditRow
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted, NotVisible, StateConflict
from clusterkit.core.policies import SystemActor, policy_of, visible_to
from clusterkit.core.ports import Notice
from clusterkit.notifications.actions import CHOOSE, VIEW, VIEW_OUTBOX
from clusterkit.notifications.enums import MailState
from clusterkit.notifications.models import MutedKind, Notification, OutboxMail
from clusterkit.notifications.services import choose_mails, mark_all_read, mark_read, resend
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.notifications import NotificationFactory, OutboxMailFactory
from tests.apps.notifications.conftest import QUIET

pytestmark = pytest.mark.django_db
Make = Callable[..., Notice]


def test_each_recipient_gets_a_notice_and_a_mail(notice: Make) -> None:
    anna, boris = UserFactory(), UserFactory()
    ports.notify(notice(anna, boris, anna, target=anna))
    for model in (Notification, OutboxMail):
        rows = model.objects.order_by("recipient")
        assert [row.recipient_id for row in rows] == [anna.pk, boris.pk]
        assert {(row.kind, row.path, row.event) for row in rows} == {("testing.hello", "/things/1/", "testing:1")}
        assert {(row.target_label, row.target_pk) for row in rows} == {(anna._meta.label_lower, str(anna.pk))}
    assert all(mail.message_id.endswith("@alpha.testserver>") for mail in OutboxMail.objects.all())


def test_the_same_happening_is_told_once(notice: Make) -> None:
    anna, boris = UserFactory(), UserFactory()
    ports.notify(notice(anna))
    ports.notify(notice(anna, boris), notice(anna, event="testing:2"))
    assert Notification.objects.filter(recipient=anna).count() == 2
    assert OutboxMail.objects.filter(recipient=boris).count() == 1


def test_undone_work_tells_nobody(notice: Make) -> None:
    anna = UserFactory()
    with transaction.atomic():
        ports.notify(notice(anna))
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert not OutboxMail.objects.exists()


def test_people_who_are_gone_do_not_break_the_work(notice: Make) -> None:
    left = UserFactory(is_active=False)
    ports.notify(Notice(notice().kind, [left.pk, 987654], "/", "testing:1"))
    assert not Notification.objects.exists()


def test_a_quiet_kind_is_not_mailed(notice: Make) -> None:
    ports.notify(notice(UserFactory(), kind=QUIET))
    assert Notification.objects.count() == 1
    assert not OutboxMail.objects.exists()


def test_many_recipients_cost_what_one_costs(notice: Make) -> None:
    ports.notify(notice(UserFactory(), event="testing:warm"))
    costs = []
    for count in (1, 3):
        people = [UserFactory() for _number in range(count)]
        with CaptureQueriesContext(connection) as queries:
            ports.notify(notice(*people, event=f"testing:{count}"))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_reading(notice: Make) -> None:
    anna, boris = UserFactory(), UserFactory()
    ports.notify(notice(anna, boris), notice(anna, event="testing:2"))
    first = Notification.objects.filter(recipient=anna).earliest("pk")
    read_at = mark_read(notification=first, actor=viewer_of(anna)).read_at
    assert read_at is not None
    mark_read(notification=first, actor=viewer_of(anna))
    first.refresh_from_db()
    assert first.read_at == read_at
    with pytest.raises(NotVisible):
        mark_read(notification=first, actor=viewer_of(boris))
    with pytest.raises(NotVisible):
        mark_read(notification=first, actor=viewer_of(CoordinatorFactory()))
    assert mark_all_read(actor=viewer_of(anna)) == 1
    assert list(Notification.objects.filter(read_at=None).values_list("recipient", flat=True)) == [boris.pk]


def test_choosing_mails() -> None:
    anna = viewer_of(UserFactory())
    everything = {kind.code for kind in ports.notice_kinds if kind.direct}
    choose_mails(wanted=everything - {"testing.hello"}, actor=anna)
    assert list(MutedKind.objects.values_list("user_id", "kind")) == [(anna.user_id, "testing.hello")]
    choose_mails(wanted=everything - {"testing.hello"}, actor=anna)
    assert MutedKind.objects.count() == 1
    choose_mails(wanted=everything, actor=anna)
    assert not MutedKind.objects.exists()
    with pytest.raises(InvalidInput):
        choose_mails(wanted={"testing.quiet"}, actor=anna)


def test_sending_again_is_for_coordinators_and_for_what_was_not_sent() -> None:
    mail = OutboxMailFactory(state=MailState.FAILED, attempts=8)
    with pytest.raises(NotVisible):
        resend(mail=mail, actor=viewer_of(MemberFactory()))
    office = viewer_of(CoordinatorFactory())
    again = resend(mail=mail, actor=office)
    assert (again.state, again.attempts) == (MailState.PENDING, 0)
    assert AuditRow.objects.get(action="notices.resend").after == {"state": "pending"}
    with pytest.raises(StateConflict):
        resend(mail=mail, actor=office)
    with pytest.raises(StateConflict):
        resend(mail=OutboxMailFactory(state=MailState.SENT), actor=office)


def test_list_and_object_answers_agree() -> None:
    from django.contrib.auth.models import AnonymousUser

    anna = UserFactory()
    NotificationFactory(recipient=anna), NotificationFactory()
    OutboxMailFactory(recipient=anna), OutboxMailFactory()
    MutedKind.objects.create(user=anna, kind="x")
    viewers: list[Any] = [viewer_of(person) for person in (AnonymousUser(), anna, CoordinatorFactory())]
    for viewer in [*viewers, SystemActor()]:
        for model, view in ((Notification, VIEW), (OutboxMail, VIEW_OUTBOX), (MutedKind, CHOOSE)):
            policy = policy_of(model)
            assert policy.view == view
            seen = set(visible_to(viewer, model.objects.all()).values_list("pk", flat=True))
            assert seen == {row.pk for row in model.objects.all() if policy.can(viewer, view, row)}
    with pytest.raises(NotPermitted):
        mark_all_read(actor=viewers[0])


def test_two_clusters_keep_apart(beta: Cluster, notice: Make) -> None:
    anna = UserFactory()
    with cluster_context(beta):
        twin = UserFactory(id=anna.pk)
        ports.notify(notice(twin, thing="canary of beta"))
    ports.notify(notice(anna, thing="canary of alpha"))
    assert Notification.objects.get().context == {"thing": "canary of alpha"}
    with cluster_context(beta):
        assert Notification.objects.get().context == {"thing": "canary of beta"}
        assert OutboxMail.objects.get().message_id.endswith("@beta.testserver>")
