"""The link in a mail that ends mails of its kind: one click, without signing in, and good for nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.ports import Notice, NoticeKind
from clusterkit.notifications.checks import check_notice_templates
from clusterkit.notifications.delivery import deliver_due
from clusterkit.notifications.digests import make_due
from clusterkit.notifications.models import OutboxMail, Preference
from clusterkit.tenancy.context import cluster_context, enter
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.hosts import host_cache
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.services import update_cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.plugin import ALPHA_HOST, BETA_HOST
from tests.apps.notifications.kinds import DAILY, REQUIRED

pytestmark = pytest.mark.django_db
Make = Callable[..., Notice]


def link() -> str:
    """The path of the link in the last mail."""
    header = django_mail.outbox[-1].extra_headers["List-Unsubscribe"]
    found = re.fullmatch(r"<http://alpha\.testserver(/notices/unsubscribe/[^/>]+/)>", header)
    assert found is not None
    return found[1]


def strict(host: str = ALPHA_HOST) -> Client:
    """A program that holds no session and no CSRF token."""
    return Client(enforce_csrf_checks=True, headers={"host": host, "accept-language": "en"})


def test_a_mail_program_ends_a_kind_with_one_request(notice: Make, alpha: Cluster) -> None:
    anna = UserFactory()
    ports.notify(notice(anna))
    deliver_due()
    headers = django_mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link()
    assert path in django_mail.outbox[-1].body
    page = strict().get(path)
    assert page.status_code == 200
    assert "Hello" in page.content.decode()
    enter(alpha)
    # Programs that follow links end nothing.
    assert not Preference.objects.exists()
    for _number in range(2):
        assert strict().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    enter(alpha)
    assert list(Preference.objects.values_list("user_id", "kind", "in_site", "mail")) == [
        (anna.pk, "testing.hello", True, "none")
    ]
    ports.notify(notice(anna, event="testing:2"))
    assert OutboxMail.objects.count() == 1


def test_a_digest_is_ended_as_a_whole(notice: Make, alpha: Cluster) -> None:
    ports.notify(notice(UserFactory(), kind=DAILY))
    later = timezone.now() + timedelta(days=1)
    make_due(later)
    deliver_due(now=later)
    assert strict().post(link()).status_code == 200
    enter(alpha)
    daily = {kind.code for kind in ports.notice_kinds if kind.default == "daily" and not kind.required}
    assert set(Preference.objects.filter(mail="none").values_list("kind", flat=True)) == daily


def test_what_is_required_has_no_such_link(notice: Make) -> None:
    ports.notify(notice(UserFactory(), kind=REQUIRED))
    deliver_due()
    assert "List-Unsubscribe" not in django_mail.outbox[-1].extra_headers
    assert "unsubscribe" not in django_mail.outbox[-1].body


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_opens_nothing(method: str, notice: Make, beta: Cluster, alpha: Cluster) -> None:
    anna = UserFactory()
    ports.notify(notice(anna))
    deliver_due()
    path = link()
    with cluster_context(beta):
        UserFactory(id=anna.pk)
    tries = [(ALPHA_HOST, path[:-3] + "x/"), (ALPHA_HOST, "/notices/unsubscribe/x/"), (BETA_HOST, path)]
    for host, address in tries:
        answer = getattr(strict(host), method)(address)
        assert answer.status_code == 404
        assert "This link opens nothing" in answer.content.decode().replace("\u00a0", " ")
    for cluster in (alpha, beta):
        with cluster_context(cluster):
            assert not Preference.objects.exists()


def test_an_archived_site_offers_nothing_that_it_would_refuse(notice: Make, alpha: Cluster) -> None:
    ports.notify(notice(UserFactory()))
    deliver_due()
    path = link()
    update_cluster(cluster=alpha, status=ClusterStatus.ARCHIVED)
    host_cache.clear()
    for address, status in ((path, 200), ("/notices/unsubscribe/x/", 404)):
        answer = strict().get(address)
        page = answer.content.decode().replace("\u00a0", " ")
        assert answer.status_code == status
        assert "This site is archived and sends no mails any more" in page
        assert f'action="{address}"' not in page
        assert "/notices/mails/" not in page
    assert strict().post(path).status_code == 403


def test_a_kind_without_its_templates_is_found_by_the_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    # Of all kinds only the broken one of these tests is complained of.
    assert {error.id for error in check_notice_templates(None)} == {"clusterkit.E081"}
    monkeypatch.setitem(ports.notice_kinds._kinds, "testing.bare", NoticeKind("testing.bare", "Bare", "testing/bare"))
    (first, second) = (error for error in check_notice_templates(None) if error.id == "clusterkit.E080")
    assert "testing/bare.subject.txt" in first.msg
    assert "testing/bare.txt" in second.msg
