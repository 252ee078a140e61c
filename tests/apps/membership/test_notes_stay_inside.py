"""Notes of the office: no surface of the applicant shows one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from clusterkit.accounts.services.export import take_data
from clusterkit.audit.models import AuditRow
from clusterkit.membership.models import Application
from clusterkit.membership.services import (
    add_note,
    assign,
    post_message,
    propose_decision,
    request_info,
    resubmit,
)
from clusterkit.notifications.delivery import deliver_due
from tests.apps.membership.conftest import Party

SECRET = "Their director owes us an answer"
Clients = Callable[..., Client]


@pytest.fixture
def noted(party: Party) -> Application:
    """An application with everything that happens in a review, and a note at each step of it."""
    application = party.reviewed()
    first = party.viewer("first")
    add_note(application=application, text=SECRET, actor=first)
    post_message(application=application, text="Good day", actor=first)
    assign(application=application, assignee=party.second.pk, instead_of=party.first.pk, actor=first)
    application = request_info(application=application, text="The charter, please", actor=first)
    add_note(application=application, text=SECRET, actor=party.viewer("second"))
    application = resubmit(application=application, actor=party.viewer("applicant"))
    application = propose_decision(
        application=application, verdict="approve", revision=2, reason="Fine", actor=party.viewer("first")
    )
    add_note(application=application, text=SECRET, actor=first)
    return application


def shown_to(client: Client, *addresses: str) -> str:
    pages = [client.get(address, follow=True) for address in addresses]
    assert {page.status_code for page in pages} <= {200, 403, 404}
    return "".join(page.content.decode() for page in pages)


def test_it_is_on_the_reviewers_page(client_for: Clients, party: Party, noted: Application) -> None:
    assert SECRET in shown_to(client_for(party.first), noted.get_absolute_url())


@pytest.mark.parametrize("who", ["applicant", "affiliated"])
def test_no_page_and_no_answer_of_the_api_shows_it(
    client_for: Clients, party: Party, noted: Application, who: str
) -> None:
    page, slug = noted.get_absolute_url(), party.organisation.slug
    text = shown_to(
        client_for(getattr(party, who)),
        page,
        *(f"{page}{part}/" for part in ("answers", "documents", "check", "message", "withdraw", "note", "assign")),
        "/membership/",
        "/membership/mine/",
        "/membership/applications/",
        "/",
        "/notifications/",
        f"/organisations/{slug}/",
        f"/organisations/{slug}/history/",
        "/search/?q=director",
        "/api/v1/applications/",
        f"/api/v1/applications/{noted.pk}/",
        f"/api/v1/applications/{noted.pk}/documents/",
        "/api/v1/notifications/",
    )
    assert SECRET not in text
    assert str(noted) in text or who == "affiliated"


@pytest.mark.parametrize("who", ["applicant", "affiliated"])
def test_it_is_not_in_the_archive_of_the_other_side(party: Party, noted: Application, who: str) -> None:
    with take_data(actor=party.viewer(who)) as archive, zipfile.ZipFile(archive) as packed:
        content = "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".json"))
    assert SECRET not in content
    assert "account" in "".join(packed.namelist())


def test_his_own_notes_are_in_the_archive_of_who_wrote_them(party: Party, noted: Application) -> None:
    with take_data(actor=party.viewer("first")) as archive, zipfile.ZipFile(archive) as packed:
        assert SECRET in packed.read("application_lines.json").decode()


def test_no_mail_carries_it(party: Party, noted: Application) -> None:
    deliver_due()
    to_applicant = [item for item in mail.outbox if party.applicant.email in item.recipients()]
    assert to_applicant
    assert not [
        item for item in to_applicant if SECRET in f"{item.subject}{item.body}{getattr(item, 'alternatives', '')}"
    ]


def test_the_log_says_that_there_is_a_note_and_not_what(client_for: Clients, party: Party, noted: Application) -> None:
    notes = AuditRow.objects.filter(action="membership.review")
    assert notes.count() == 3
    assert SECRET not in "".join(f"{row.before}{row.after}{row.reason}" for row in notes)
    assert client_for(party.applicant).get("/audit/").status_code == 403
