"""Certificates of attendance: who gets one, when, what it says, and what becomes of it."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from clusterkit.access.viewer import Viewer
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.printing import as_pdf
from clusterkit.events import notices, services
from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.models import AttendanceCertificate
from clusterkit.events.papers import certificate_paper, ticket_paper
from clusterkit.events.services.certificates import erase_certificates
from clusterkit.tenancy.context import nowhere
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.events import EventFactory, RegistrationFactory
from clusterkit.testing.factories.events_door import AttendanceCertificateFactory, EndedEventFactory

R = RegistrationState
pytestmark = pytest.mark.django_db


def test_who_was_there_gets_one_when_the_event_is_over(sent: list[Any]) -> None:
    event = EndedEventFactory()
    there = RegistrationFactory(event=event, state=R.ATTENDED)
    guest = RegistrationFactory(event=event, state=R.ATTENDED, user=None, host=there, name="Гость")
    RegistrationFactory(event=event, state=R.NO_SHOW)
    EventFactory(state=EventState.ENDED)
    assert services.issue_due_certificates() == 2
    assert services.issue_due_certificates() == 0
    own, guests = AttendanceCertificate.objects.order_by("pk")
    assert (own.registration, guests.registration) == (there, guest)
    assert [row.number.rpartition("-")[2] for row in (own, guests)] == ["001", "002"]
    told = [notice for notice in sent if notice.kind == notices.CERTIFICATE]
    assert [notice.recipients for notice in told] == [[there.user_id], [there.user_id]]
    assert told[1].context["guest"] == "Гость"


def test_nothing_is_issued_before_the_end_or_where_the_event_gives_none(office: Viewer) -> None:
    running = EventFactory(gives_certificates=True)
    RegistrationFactory(event=running, state=R.ATTENDED)
    for event in (running, EndedEventFactory(gives_certificates=False)):
        with pytest.raises(StateConflict):
            services.issue_certificates(actor=office, event=event)
    assert services.issue_due_certificates() == 0


def test_it_says_for_good_what_was_true_when_it_was_issued() -> None:
    row = RegistrationFactory(event=EndedEventFactory(), state=R.ATTENDED, name="Анна Ковалёва")
    services.issue_due_certificates()
    certificate = AttendanceCertificate.objects.get()
    before = as_pdf(certificate_paper(certificate))
    row.name = "Другая"
    row.save()
    certificate.refresh_from_db()
    assert certificate.content["name"] == "Анна Ковалёва"
    assert certificate.content["hours"] == 4
    assert as_pdf(certificate_paper(certificate)) == before
    assert before.startswith(b"%PDF")


def test_a_check_in_that_is_taken_back_takes_the_paper_along(office: Viewer, client_for: Any) -> None:
    row = RegistrationFactory(event=EndedEventFactory(), state=R.ATTENDED)
    services.issue_due_certificates()
    certificate = AttendanceCertificate.objects.get()
    pdf = reverse("clusterkit_events:certificate", kwargs={"pk": row.pk})
    client = client_for(row.user)
    assert client.get(pdf)["Content-Type"] == "application/pdf"
    services.undo_check_in(actor=office, registration=row)
    assert client.get(pdf).status_code == 404
    check = reverse("clusterkit_events:certificate_check", kwargs={"code": certificate.code})
    answer = client_for().get(check)
    assert answer.status_code == 200
    assert row.name not in answer.text
    services.check_in(actor=office, registration=row)
    assert services.issue_due_certificates() == 1
    assert AttendanceCertificate.objects.get().number == certificate.number
    assert row.name in client_for().get(check).text


def test_anybody_with_the_code_asks_whether_it_is_valid(client_for: Any) -> None:
    client = client_for()
    certificate = AttendanceCertificateFactory()
    ask = reverse("clusterkit_events:verify")
    answer = client.get(ask, {"code": certificate.code.lower()}, follow=True)
    assert certificate.content["name"] in answer.text
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(ask).status_code == 200
    assert client.get(ask, {"code": "NOSUCHCODE"}, follow=True).status_code == 404
    assert client.get(ask, {"code": "--"}).status_code == 404


def test_who_guesses_codes_is_stopped(client_for: Any, settings: Any) -> None:
    client = client_for()
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "ADDRESS_ATTEMPTS": 2}
    certificate = AttendanceCertificateFactory()
    address = "clusterkit_events:certificate_check"
    good = reverse(address, kwargs={"code": certificate.code})
    assert [client.get(good).status_code for _look in range(4)] == [200] * 4
    wrong = [client.get(reverse(address, kwargs={"code": f"WRANG{at}WRAN"})).status_code for at in range(2, 5)]
    assert wrong == [404, 404, 429]


def test_others_get_no_paper(client_for: Any) -> None:
    certificate = AttendanceCertificateFactory()
    client = client_for(UserFactory())
    assert (
        client.get(reverse("clusterkit_events:certificate", kwargs={"pk": certificate.registration_id})).status_code
        == 404
    )
    event = certificate.registration.event_id
    for name in ("certificates", "certificates_zip", "issue_certificates"):
        assert client.get(reverse(f"clusterkit_events:{name}", kwargs={"pk": event})).status_code in (403, 404)


def test_the_office_issues_by_hand_and_takes_all_home(client_for: Any) -> None:
    event = EndedEventFactory(
        starts_at=timezone.now() - timedelta(days=60), ends_at=timezone.now() - timedelta(days=60) + timedelta(hours=1)
    )
    RegistrationFactory.create_batch(2, event=event, state=R.ATTENDED)
    assert services.issue_due_certificates() == 0
    client = client_for(CoordinatorFactory())
    page = reverse("clusterkit_events:certificates", kwargs={"pk": event.pk})
    assert reverse("clusterkit_events:issue_certificates", kwargs={"pk": event.pk}) in client.get(page).text
    issued = client.post(reverse("clusterkit_events:issue_certificates", kwargs={"pk": event.pk}), follow=True)
    assert all(row.number in issued.text for row in AttendanceCertificate.objects.all())
    answer: Any = client.get(reverse("clusterkit_events:certificates_zip", kwargs={"pk": event.pk}))
    assert f'filename="certificates-{event.pk}.zip"' in answer["Content-Disposition"]
    with nowhere():  # the answer is sent when its request has left the cluster
        content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [f"certificate-{row.number}.pdf" for row in AttendanceCertificate.objects.order_by("pk")]
        assert archive.namelist() == names
        assert all(archive.read(name).startswith(b"%PDF") for name in names)


def test_erasure_forgets_the_names_and_no_new_paper_comes() -> None:
    certificate = AttendanceCertificateFactory()
    user = certificate.registration.user
    erase_certificates(user.pk)
    certificate.refresh_from_db()
    assert certificate.content == {}
    assert certificate.revoked_at is not None
    user.email = f"person-{user.pk}@erased.invalid"
    user.save()
    assert services.issue_due_certificates() == 0


def test_a_ticket_is_a_page_a_picture_and_a_paper_of_the_guests_too(client_for: Any) -> None:
    host = RegistrationFactory()
    guest = RegistrationFactory(event=host.event, user=None, host=host, name="Гость с билетом")
    client = client_for(host.user)
    page = client.get(host.get_absolute_url()).text
    assert host.code in page
    assert guest.get_absolute_url() in page
    picture = client.get(reverse("clusterkit_events:ticket_image", kwargs={"pk": guest.pk}))
    assert "#fff" in picture.text
    paper = client.get(reverse("clusterkit_events:ticket_pdf", kwargs={"pk": guest.pk}))
    assert paper.content.startswith(b"%PDF")
    assert ticket_paper(host).blocks
    client = client_for(UserFactory())
    assert client.get(guest.get_absolute_url()).status_code == 404
