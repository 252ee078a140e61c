"""Links of mails that answer without signing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.core import ports
from clusterkit.core.ports import NoticeKind
from clusterkit.events import services
from clusterkit.events.enums import RegistrationState
from clusterkit.events.mail_links import answer_token
from clusterkit.events.models import Event, Registration
from clusterkit.notifications.texts import html_of, text_of
from clusterkit.tenancy.context import run_in_cluster
from clusterkit.testing.factories.events import EventFactory
from tests.apps.events.conftest import person_of

R = RegistrationState
Join = Callable[..., Registration]
pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(join: Join) -> Registration:
    """The offer of a place, with somebody behind."""
    event = EventFactory(capacity_on_site=1, offer_hours=24)
    first, second, _third = join(event), join(event), join(event)
    services.cancel_registration(actor=viewer_of(person_of(first)), registration=first)
    second.refresh_from_db()
    assert second.state == R.OFFERED
    return second


def link(row: Registration, act: str) -> str:
    """The path of a link of a mail."""
    until = row.offer_expires_at.isoformat() if row.offer_expires_at is not None else ""
    return reverse("clusterkit_events:by_link", kwargs={"token": answer_token(row.pk, act, until)})


def test_opening_a_link_takes_nothing_and_the_button_does(client_for: Any, offered: Registration) -> None:
    client, path = client_for(), link(offered, "accept")
    assert client.get(path).status_code == 200
    offered.refresh_from_db()
    assert offered.state == R.OFFERED, "programs that check mails open every link"
    answer = client.post(path, follow=True)
    offered.refresh_from_db()
    assert offered.state == R.CONFIRMED
    assert answer.status_code == 200
    assert client.post(link(offered, "decline")).status_code == 302
    offered.refresh_from_db()
    assert offered.state == R.CONFIRMED, "the link of the same offer is used up"


def test_leaving_the_place_to_others_by_link(client_for: Any, offered: Registration) -> None:
    client, take = client_for(), link(offered, "accept")
    client.post(link(offered, "decline"))
    offered.refresh_from_db()
    assert offered.state == R.CANCELLED
    assert Registration.objects.filter(event=offered.event, state=R.OFFERED).count() == 1
    assert client.get(take).status_code == 410
    assert client.post(take, follow=True).status_code == 410


def test_a_link_whose_time_is_over_says_so(client_for: Any, offered: Registration) -> None:
    path = link(offered, "accept")
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        answer = client_for().post(path)
        assert answer.status_code == 409
        services.run_due()
        assert client_for().get(path).status_code == 410


def test_damaged_links_and_those_of_blocked_people_open_nothing(client_for: Any, offered: Registration) -> None:
    client, path = client_for(), link(offered, "accept")
    for wrong in (f"{path[:-3]}xx/", reverse("clusterkit_events:by_link", kwargs={"token": "a:b:c"})):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, follow=True).status_code == 404
    blocked = person_of(offered)
    blocked.is_active = False
    blocked.save()
    assert client.get(path).status_code == 404
    client.post(path)
    offered.refresh_from_db()
    assert offered.state == R.OFFERED


def test_a_link_of_another_cluster_opens_nothing(client_for: Any, offered: Registration, beta: Any) -> None:
    until = offered.offer_expires_at
    assert until is not None
    token = run_in_cluster(beta, lambda: answer_token(offered.pk, "accept", until.isoformat()))
    assert client_for().get(reverse("clusterkit_events:by_link", kwargs={"token": token})).status_code == 404


def test_cancelling_by_link(client_for: Any, join: Join) -> None:
    row = join(EventFactory())
    path = link(row, "cancel")
    assert client_for().get(path).status_code == 200
    assert client_for().post(path, follow=True).status_code == 200
    row.refresh_from_db()
    assert row.state == R.CANCELLED
    again = join(Event.objects.get(pk=row.event_id), actor=viewer_of(person_of(row)))
    client_for().post(path)
    again.refresh_from_db()
    assert again.state == R.CONFIRMED, "the link serves the registration of its mail alone"


def test_the_mail_of_an_offer_has_both_links_and_the_site_none(
    offered: Registration, sent: list[ports.Notice], join: Join
) -> None:
    services.decline_offer(actor=viewer_of(person_of(offered)), registration=offered)
    notice = next(item for item in sent if item.kind.code == "events.offered")
    path = f"/events/by-mail/{answer_token(notice.context['registration'], 'accept', notice.context['until'])}"
    prefix = path.rpartition(":")[0].rpartition(":")[0]
    kind: NoticeKind = notice.kind
    mailed = text_of(kind, notice.context, recipient_name="A", url="https://x.example.org/").body
    html = html_of(kind, notice.context, recipient_name="A", url="https://x.example.org/")
    shown = text_of(kind, notice.context, recipient_name="A").body
    assert mailed.count("/events/by-mail/") == 2
    assert prefix in mailed
    assert html.count("/events/by-mail/") == 2
    assert "/events/by-mail/" not in shown
