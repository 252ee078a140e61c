"""What leaves, to whom, in which language, and what happens when it cannot."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from clusterkit import presets
from clusterkit.accounts.models import Profile
from clusterkit.core import ports
from clusterkit.core.ports import Notice
from clusterkit.jobs.times import delay_after
from clusterkit.notifications.delivery import claim, deliver_due
from clusterkit.notifications.enums import DropReason, MailState
from clusterkit.notifications.models import MutedTarget, Notification, OutboxMail, Preference
from clusterkit.tenancy.context import cluster_context, run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.notifications import OutboxMailFactory
from tests.apps.notifications.kinds import BROKEN

pytestmark = pytest.mark.django_db
Make = Callable[..., Notice]


class Unreachable(BaseEmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPServerDisconnected("gone")


class Refusing(BaseEmailBackend):
    """A mail server that does not know the recipient."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})


def backend(settings: Settings, cls: type) -> None:
    use_backend(settings, f"{cls.__module__}.{cls.__qualname__}")


def use_backend(settings: Settings, path: str) -> None:
    for name, value in presets.mail(path).items():
        setattr(settings, name, value)


def test_a_mail_in_text_and_html(notice: Make) -> None:
    anna = UserFactory(email="anna@example.org", name="Anna")
    ports.notify(notice(anna, thing='A <pump> & "valve"'))
    report = deliver_due()
    assert (report.sent, report.failed, report.dropped, report.total) == (1, 0, 0, 1)
    (message,) = django_mail.outbox
    row = OutboxMail.objects.get()
    assert message.to == ["anna@example.org"]
    assert message.subject == 'Hello, Anna: A <pump> & "valve"'
    assert 'A <pump> & "valve" is for Anna of Кластер alpha' in message.body
    assert message.body.count("http://alpha.testserver/things/1/") == 1
    assert "http://alpha.testserver/notices/mails/" in message.body
    assert message.extra_headers["Message-ID"] == row.message_id
    assert "noreply@example.org" in message.from_email
    html, kind = message.alternatives[0]  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert "A &lt;pump&gt; &amp; " in html
    assert 'href="http://alpha.testserver/things/1/"' in html
    assert row.state == MailState.SENT
    assert row.sent_at is not None
    assert deliver_due().total == 0
    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize(
    ("wanted", "languages", "word"),
    [("", ["ru", "en"], "Да"), ("en", ["ru", "en"], "Yes"), ("en", ["ru", "be"], "Да"), ("", ["en"], "Yes")],
)
def test_language_of_the_reader_within_those_of_the_cluster(
    wanted: str, languages: list[str], word: str, alpha: Cluster, notice: Make
) -> None:
    anna = UserFactory()
    Profile.objects.create(user=anna, language=wanted)
    alpha.languages = languages
    with cluster_context(alpha):
        ports.notify(notice(anna))
        deliver_due()
    assert f"({word})" in django_mail.outbox[0].body


def _mute(person: Any, target: Notification) -> None:
    label = target._meta.label_lower
    MutedTarget.objects.create(user=person, target_label=label, target_pk=str(target.pk))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda anna: type(anna).objects.filter(pk=anna.pk).update(is_active=False), DropReason.NO_RECIPIENT),
        (lambda anna: type(anna).objects.filter(pk=anna.pk).update(email=""), DropReason.NO_ADDRESS),
        (lambda anna: Preference.objects.create(user=anna, kind="testing.hello", mail="none"), DropReason.UNWANTED),
        (lambda anna: _mute(anna, Notification.objects.get()), DropReason.UNWANTED),
        (lambda anna: OutboxMail.objects.update(kind="gone.kind"), DropReason.UNKNOWN_KIND),
        (lambda anna: OutboxMail.objects.update(target_label="gone.model"), DropReason.NOT_VISIBLE),
        (lambda anna: OutboxMail.objects.update(target_label="auth.permission"), DropReason.NOT_VISIBLE),
        (lambda anna: Notification.objects.all().delete(), DropReason.NOT_VISIBLE),
        (lambda anna: Notification.objects.update(recipient=UserFactory()), DropReason.NOT_VISIBLE),
    ],
)
def test_asked_again_when_it_leaves(change: Callable[[Any], Any], reason: DropReason, notice: Make) -> None:
    anna = UserFactory()
    ports.notify(notice(anna))
    OutboxMail.objects.all().delete()
    ports.notify(notice(anna, event="testing:2", target=Notification.objects.get()))
    Notification.objects.filter(event="testing:2").delete()
    change(anna)
    assert deliver_due().dropped == 1
    row = OutboxMail.objects.get()
    assert (row.state, row.drop_reason) == (MailState.DROPPED, reason)
    assert django_mail.outbox == []


def test_thing_of_an_app_that_is_off_here_is_not_told(notice: Make, alpha: Cluster) -> None:
    anna = UserFactory()
    ports.notify(notice(anna))
    ports.notify(notice(anna, event="testing:2", target=Notification.objects.get()))
    alpha.disabled_apps = ["clusterkit_notifications"]
    with cluster_context(alpha):
        report = deliver_due()
    assert (report.sent, report.dropped) == (1, 1)


def test_tried_again_later_and_given_up(settings: Settings, notice: Make) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "MAIL_MAX_ATTEMPTS": 3}
    backend(settings, Unreachable)
    ports.notify(notice(UserFactory()))
    now = timezone.now()
    assert deliver_due(now=now).failed == 1
    row = OutboxMail.objects.get()
    assert (row.state, row.attempts) == (MailState.PENDING, 1)
    assert "SMTPServerDisconnected" in row.last_error
    assert deliver_due(now=now).total == 0
    for later in (timedelta(minutes=1), timedelta(minutes=3)):
        assert deliver_due(now=now + later).failed == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == (MailState.FAILED, 3)
    assert deliver_due(now=now + timedelta(days=9)).total == 0
    message_id = row.message_id
    use_backend(settings, "django.core.mail.backends.locmem.EmailBackend")
    OutboxMail.objects.update(state=MailState.PENDING)
    deliver_due(now=now + timedelta(days=9))
    assert django_mail.outbox[0].extra_headers["Message-ID"] == message_id


def test_unknown_address_is_given_up_at_once(settings: Settings, notice: Make) -> None:
    backend(settings, Refusing)
    ports.notify(notice(UserFactory()))
    deliver_due()
    assert OutboxMail.objects.get().state == MailState.FAILED


def test_a_broken_mail_does_not_keep_the_others(notice: Make) -> None:
    ports.notify(notice(UserFactory(), kind=BROKEN), notice(UserFactory(), event="testing:2"))
    report = deliver_due()
    assert (report.sent, report.failed) == (1, 1)


def test_limit_and_order(notice: Make, settings: Settings) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "MAIL_BATCH": 2}
    people = [UserFactory() for _number in range(3)]
    for number, person in enumerate(people):
        ports.notify(notice(person, event=f"testing:{number}"))
    assert deliver_due().sent == 2
    assert [message.to for message in django_mail.outbox] == [[person.email] for person in people[:2]]
    assert deliver_due(limit=0).total == 0


def test_delays_grow_to_six_hours() -> None:
    assert [delay_after(number) for number in (1, 2, 3)] == [timedelta(minutes=number) for number in (1, 2, 4)]
    assert delay_after(10_000) == timedelta(hours=6)


def _race(alpha: Cluster, attempt: Callable[[], Any]) -> list[Any]:
    """What two threads answer that try at the same moment."""
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
def test_two_workers_do_not_take_the_same_mail(alpha: Cluster) -> None:
    mails = {OutboxMailFactory().pk for _number in range(6)}
    now = timezone.now()

    def take_three() -> list[int]:
        return [found.pk for _number in range(3) if (found := claim(now)) is not None]

    first, second = _race(alpha, take_three)
    assert sorted(first + second) == sorted(mails)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_workers_take_the_same_mail(alpha: Cluster) -> None:
    mail = OutboxMailFactory()
    now = timezone.now()
    read = threading.Barrier(2)

    def take_unlocked() -> int | None:
        with transaction.atomic():
            found = OutboxMail.objects.due(now).first()
            read.wait(timeout=20)
            if found is None:
                return None
            OutboxMail.objects.filter(pk=found.pk).update(attempts=found.attempts + 1)
            return int(found.pk)

    assert _race(alpha, take_unlocked) == [mail.pk, mail.pk]


def test_without_the_feature_notices_go_nowhere(notice: Make) -> None:
    unfilled = ports.Port("notices", ports._no_notices)
    unfilled.call([notice(UserFactory())])
    assert not Notification.objects.exists()
