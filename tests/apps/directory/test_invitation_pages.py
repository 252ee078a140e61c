"""The pages of invitations: written by the organisation, opened by the link, accepted by the invited person only."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

from clusterkit.access.viewer import viewer_of
from clusterkit.directory.invitation_links import token_of
from clusterkit.directory.models import Affiliation, Invitation, Organisation
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import InvitationFactory
from tests.apps.accounts.conftest import REGISTRATION

pytestmark = pytest.mark.django_db

PEOPLE = "/participants/naftan/people/"
INVITE = "/participants/naftan/invite/"


@pytest.fixture
def link(naftan: Organisation, people: dict[str, Any]) -> str:
    """The link in the mail to Anna, whom the admin of naftan invited."""
    InvitationFactory(organisation=naftan, invited_by=people["admin"], email="anna@example.org", key="of-anna")
    return f"/participants/invitations/open/{token_of('of-anna')}/"


def test_an_admin_invites_sends_again_and_takes_back(
    naftan: Organisation, people: dict[str, Any], client_for: Callable[..., Client]
) -> None:
    client = client_for(people["admin"])
    assert INVITE in client.get(PEOPLE).text
    assert client.get(INVITE).status_code == 200
    bad = client.post(INVITE, {"email": "no address", "role": "admin"})
    assert bad.status_code == 422
    assert 'value="no address"' in bad.text
    answer = client.post(INVITE, {"email": "new@example.org", "role": "admin"}, follow=True)
    assert answer.redirect_chain == [(PEOPLE, 302)]
    assert "new@example.org" in answer.text
    again = client.post(INVITE, {"email": "new@example.org", "role": "admin"})
    assert again.status_code == 409
    assert "invited already" in again.text
    row = Invitation.objects.get()
    asked = client.get(f"/participants/invitations/{row.pk}/resend/")
    assert "new@example.org" in asked.text
    assert client.post(f"/participants/invitations/{row.pk}/resend/").headers["Location"] == PEOPLE
    assert client.get(f"/participants/invitations/{row.pk}/revoke/").status_code == 200
    client.post(f"/participants/invitations/{row.pk}/revoke/")
    row.refresh_from_db()
    assert row.revoked_at is not None
    assert "new@example.org" not in client.get(PEOPLE).text
    assert client.post(f"/participants/invitations/{row.pk}/revoke/").status_code == 409


@pytest.mark.parametrize(("who", "status"), [("guest", 302), ("registered", 403), ("representative", 403)])
def test_others_have_no_such_pages(
    who: str, status: int, link: str, people: dict[str, Any], client_for: Callable[..., Client]
) -> None:
    client, row = client_for(people.get(who)), Invitation.objects.get()
    assert client.get(INVITE).status_code == status
    hidden = client.get(f"/participants/invitations/{row.pk}/resend/")
    assert hidden.status_code == (302 if who == "guest" else 404)


def test_the_list_of_people_asks_no_more_for_more_invitations(
    naftan: Organisation,
    people: dict[str, Any],
    client_for: Callable[..., Client],
    django_assert_num_queries: Any,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_for(people["admin"])
    InvitationFactory(organisation=naftan, invited_by=people["admin"])
    client.get(PEOPLE)
    with CaptureQueriesContext(connection) as one:
        client.get(PEOPLE)
    for _number in range(2):
        InvitationFactory(organisation=naftan, invited_by=people["admin"])
    with CaptureQueriesContext(connection) as three:
        client.get(PEOPLE)
    assert len(three) == len(one)


def test_the_link_says_who_invites_whom_to_what_and_changes_nothing(
    link: str, client_for: Callable[..., Client]
) -> None:
    page = client_for().get(link)
    assert page.status_code == 200
    for words in ("Ada Admin", "anna@example.org", "Naftan", "representative"):
        assert words in page.text
    assert page.text.count("<h1") == 1
    assert "no-store" in page.headers["Cache-Control"]
    row = Invitation.objects.get()
    assert (row.accepted_at, row.revoked_at) == (None, None)


def test_somebody_new_registers_with_the_address_and_need_not_confirm_it_again(
    naftan: Organisation, link: str, client_for: Callable[..., Client]
) -> None:
    client = client_for()
    on = client.post(link, {"register": "1"})
    signup = on.headers["Location"]
    assert signup.startswith("/accounts/signup/")
    page = client.get(signup)
    field = re.search(r'<input[^>]*name="email"[^>]*>', page.text)
    assert field
    assert 'value="anna@example.org"' in field[0]
    assert "readonly" in field[0]
    assert not re.search(r'<input[^>]*name="name"[^>]*readonly', page.text)
    # Whatever is sent: the account is the invited address's.
    done = client.post(signup, {**REGISTRATION, "email": "other@example.org", "next": link})
    assert done.headers["Location"] == link
    assert not mail.outbox
    user = get_user_model()._default_manager.get(email="anna@example.org")
    assert EmailAddress.objects.get(user=user).verified
    assert "Accept the invitation" in client.get(link).text
    accepted = client.post(link, {"position": "Chemist", "is_listed": "on"})
    assert accepted.headers["Location"] == "/participants/naftan/"
    assert viewer_of(user).organisation_ids == {naftan.pk}
    assert Affiliation.objects.get(user=user).position == "Chemist"


def test_another_way_to_the_registration_proves_nothing(link: str, client_for: Callable[..., Client]) -> None:
    client = client_for()
    client.post(link, {"register": "1"})
    page = client.get("/accounts/signup/")
    assert "readonly" not in page.text
    client.post("/accounts/signup/", {**REGISTRATION, "email": "other@example.org"})
    assert not EmailAddress.objects.get(email="other@example.org").verified


def test_the_proof_is_old_after_an_hour(
    link: str, client_for: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for()
    signup = client.post(link, {"register": "1"}).headers["Location"]
    session = client.session
    session["clusterkit_proved_address"] = {**session["clusterkit_proved_address"], "until": 1}
    session.save()
    assert "readonly" not in client.get(signup).text


def test_a_guest_without_the_button_goes_to_sign_in(link: str, client_for: Callable[..., Client]) -> None:
    answer = client_for().post(link)
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert Invitation.objects.get().accepted_at is None


def test_somebody_else_is_told_what_to_do(link: str, people: dict[str, Any], client_for: Callable[..., Client]) -> None:
    client = client_for(people["registered"])
    page = client.get(link)
    assert "signed in with another address" in page.text.replace("\xa0", " ")
    assert "Accept the invitation" not in page.text
    refused = client.post(link, {"position": "Chemist"})
    assert refused.status_code == 422
    assert not Affiliation.objects.filter(user=people["registered"]).exists()
    out = client.post("/accounts/logout/", {"next": link})
    assert out.headers["Location"] == link


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"revoked_at": "2026-01-01T00:00Z"}, "taken back"),
        ({"expires_at": "2026-01-01T00:00Z"}, "ran out"),
        ({"accepted_at": "2026-01-01T00:00Z"}, "accepted already"),
        ({"invited_by": None}, "does not look after"),
    ],
)
def test_a_dead_invitation_says_why(
    change: dict[str, Any], words: str, link: str, client_for: Callable[..., Client]
) -> None:
    Invitation.objects.update(**change)
    client = client_for(UserFactory(email="anna@example.org"))
    page = client.get(link)
    assert words in page.text
    assert '<form method="post" data-guard' not in page.text
    assert client.post(link).status_code == 409


def test_a_link_of_nothing_is_not_found(link: str, client_for: Callable[..., Client]) -> None:
    for method in ("get", "post"):
        answer = getattr(client_for(), method)("/participants/invitations/open/nothing/")
        assert answer.status_code == 404
        assert "opens nothing" in answer.text


def test_no_organisation_has_the_address_of_these_pages(
    people: dict[str, Any], client_for: Callable[..., Client]
) -> None:
    from clusterkit.directory.addresses import address_of

    assert address_of("Invitations") == "organisation-invitations"


def test_programs_invite_and_accept_too(
    naftan: Organisation, link: str, people: dict[str, Any], client_for: Callable[..., Client]
) -> None:
    client = client_for(people["admin"])
    made = client.post(
        "/api/v1/invitations/",
        {"organisation": naftan.pk, "email": "new@example.org"},
        content_type="application/json",
    )
    assert made.status_code == 201
    body = made.json()
    assert (body["email"], body["state"], body["role"]) == ("new@example.org", "waiting", "representative")
    assert "digest" not in body
    assert [row["email"] for row in client.get("/api/v1/invitations/").json()["results"]] == [
        "new@example.org",
        "anna@example.org",
    ]
    assert client.post(f"/api/v1/invitations/{body['id']}/resend/").status_code == 200
    assert client.post(f"/api/v1/invitations/{body['id']}/revoke/").json()["state"] == "revoked"
    assert client.post(f"/api/v1/invitations/{body['id']}/revoke/").status_code == 409
    stranger = client_for(people["outsider"])
    assert stranger.get("/api/v1/invitations/").json()["results"] == []
    assert (
        stranger.post(
            "/api/v1/invitations/", {"organisation": 0, "email": "x@example.org"}, content_type="application/json"
        ).status_code
        == 404
    )
    anna = client_for(UserFactory(email="anna@example.org"))
    token = {"token": token_of("of-anna"), "position": "Chemist"}
    assert stranger.post("/api/v1/invitations/accept/", token, content_type="application/json").status_code == 403
    accepted = anna.post("/api/v1/invitations/accept/", token, content_type="application/json")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "confirmed")
    assert anna.post("/api/v1/invitations/accept/", token, content_type="application/json").status_code == 409
    none = {"token": "nothing"}
    assert anna.post("/api/v1/invitations/accept/", none, content_type="application/json").status_code == 404
