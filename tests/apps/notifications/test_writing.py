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
from clusterkit.core.ports import MailTiming, Notice
from clusterkit.notifications.actions import CHOOSE, VIEW, VIEW_OUTBOX
from clusterkit.notifications.enums import MailState
from clusterkit.notifications.models import MutedTarget, Notification, OutboxMail, Preference
from clusterkit.notifications.services import (
    choose,
    choose_part,
    mark_all_read,
    mark_read,
    mark_unread,
    mute,
    resend,
    unmute,
)
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.notifications import NotificationFactory, OutboxMailFactory
from tests.apps.notifications.kinds import QUIET, REQUIRED

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
    assert mark_unread(notification=first, actor=viewer_of(anna)).read_at is None
    mark_read(notification=first, actor=viewer_of(anna))
    with pytest.raises(NotVisible):
        mark_read(notification=first, actor=viewer_of(boris))
    with pytest.raises(NotVisible):
        mark_read(notification=first, actor=viewer_of(CoordinatorFactory()))
    assert mark_all_read(actor=viewer_of(anna)) == 1
    assert list(Notification.objects.filter(read_at=None).values_list("recipient", flat=True)) == [boris.pk]


def test_choosing_how_one_is_told(notice: Make) -> None:
    anna = UserFactory()
    viewer = viewer_of(anna)
    now, none = MailTiming.NOW, MailTiming.NONE
    choose(wanted={"testing.hello": (False, now), "testing.quiet": (True, now)}, actor=viewer)
    choose(wanted={"testing.hello": (False, MailTiming.DAILY), "testing.quiet": (True, none)}, actor=viewer)
    # What holds for everybody anyway is not kept.
    assert list(Preference.objects.values_list("kind", "in_site", "mail")) == [("testing.hello", False, "daily")]
    ports.notify(notice(anna))
    row = Notification.objects.get()
    assert (row.in_site, row.digest_due_at is not None) == (False, True)
    assert not OutboxMail.objects.exists()
    with pytest.raises(InvalidInput):
        choose(wanted={"no.such": (True, now)}, actor=viewer)


def test_what_is_required_comes_whatever_was_chosen(notice: Make) -> None:
    anna = UserFactory()
    with pytest.raises(InvalidInput):
        choose(wanted={"testing.required": (True, MailTiming.NONE)}, actor=viewer_of(anna))
    choose_part(part="testing", mail=MailTiming.NONE, actor=viewer_of(anna))
    # Even a row from before it became required does not count.
    Preference.objects.create(user=anna, kind="testing.required", in_site=False, mail="none")
    ports.notify(notice(anna, kind=REQUIRED), notice(anna, event="testing:2"))
    assert [mail.kind for mail in OutboxMail.objects.all()] == ["testing.required"]
    assert Notification.objects.filter(in_site=True).count() == 2


def test_a_kind_wanted_nowhere_is_not_written(notice: Make) -> None:
    anna = UserFactory()
    choose(wanted={"testing.hello": (False, MailTiming.NONE)}, actor=viewer_of(anna))
    ports.notify(notice(anna))
    assert not Notification.objects.exists()
    assert not OutboxMail.objects.exists()


def test_of_a_muted_thing_only_what_is_required_is_told(notice: Make) -> None:
    anna, boris = UserFactory(), UserFactory()
    about = NotificationFactory(recipient=anna)
    first = NotificationFactory(recipient=anna, target_label=about._meta.label_lower, target_pk=str(about.pk))
    mute(notification=first, actor=viewer_of(anna))
    mute(notification=first, actor=viewer_of(anna))
    ports.notify(
        notice(anna, boris, target=about),
        notice(anna, kind=REQUIRED, event="testing:2", target=about),
        notice(anna, event="testing:3"),
    )
    told = Notification.objects.exclude(pk__in=[about.pk, first.pk]).order_by("pk")
    assert [(row.recipient_id, row.event) for row in told] == [
        (boris.pk, "testing:1"),
        (anna.pk, "testing:2"),
        (anna.pk, "testing:3"),
    ]
    unmute(notification=first, actor=viewer_of(anna))
    assert not MutedTarget.objects.exists()
    with pytest.raises(InvalidInput):
        mute(notification=about, actor=viewer_of(anna))
    with pytest.raises(NotVisible):
        mute(notification=first, actor=viewer_of(boris))


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
    Preference.objects.create(user=anna, kind="x", mail="none")
    MutedTarget.objects.create(user=anna, target_label="x", target_pk="1")
    viewers: list[Any] = [viewer_of(person) for person in (AnonymousUser(), anna, CoordinatorFactory())]
    for viewer in [*viewers, SystemActor()]:
        for model, view in (
            (Notification, VIEW),
            (OutboxMail, VIEW_OUTBOX),
            (Preference, CHOOSE),
            (MutedTarget, CHOOSE),
        ):
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
