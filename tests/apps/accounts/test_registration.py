"""From the registration to the confirmed address, by the link of the mail."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.auth import get_user_model
from django.core import mail, signing
from django.db import connections
from django.test import Client

from clusterkit.accounts.consents import PROCESSING, Purpose, purposes
from clusterkit.accounts.links import confirmation_token
from clusterkit.accounts.models import ConsentDecision, Profile
from clusterkit.tenancy.context import cluster_context, run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.plugin import ALPHA_HOST, BETA_HOST
from tests.apps.accounts.conftest import REGISTRATION

pytestmark = pytest.mark.django_db
SIGNUP = "/accounts/signup/"


def test_the_text_of_the_consent_is_shown_before(client_for: Callable[..., Client]) -> None:
    page = client_for().get(SIGNUP)
    assert page.status_code == 200
    assert "No. 99-З" in page.text
    assert page.text.count("<h1") == 1


def test_a_person_registers_confirms_and_goes_on_to_where_he_was_going(
    client_for: Callable[..., Client], path_in_mail: Callable[..., str]
) -> None:
    client = client_for()
    answer = client.post(f"{SIGNUP}?next=/apply/", {**REGISTRATION, "next": "/apply/"})
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert "mailbox" in client.get("/accounts/confirm-email/").text
    assert not client.get("/accounts/profile/").wsgi_request.user.is_authenticated

    message = mail.outbox[0]
    assert (message.to, message.subject) == (["anna@example.org"], "Confirm your e-mail")
    assert f"http://{ALPHA_HOST}/accounts/confirm-email/" in str(message.body)
    assert "Anna Kavaleva" in str(message.body)
    [(html, kind)] = message.alternatives  # type: ignore[union-attr]
    assert kind == "text/html"
    assert "<h1>Confirm your e-mail</h1>" in str(html)

    link = path_in_mail("confirm-email")
    asked = client.get(link)
    assert asked.status_code == 200
    assert "anna@example.org" in asked.text
    assert not EmailAddress.objects.get().verified  # mail programs open links by themselves
    done = client.post(link)
    assert done.headers["Location"] == "/apply/"
    assert EmailAddress.objects.get().verified
    assert "Anna Kavaleva" in client.get("/accounts/profile/").text

    user = get_user_model().objects.get()
    assert Profile.objects.get(user=user).language == "en"
    [consent] = ConsentDecision.objects.values("purpose", "version", "language", "given", "page")
    assert consent == {
        "purpose": PROCESSING.code,
        "version": PROCESSING.version,
        "language": "en",
        "given": True,
        "page": "/accounts/signup/",
    }


def test_in_another_browser_the_person_signs_in_and_goes_on(
    client_for: Callable[..., Client], path_in_mail: Callable[..., str]
) -> None:
    client_for().post(SIGNUP, {**REGISTRATION, "next": "/apply/"})
    phone, link = client_for(), path_in_mail("confirm-email")
    assert phone.post(link).headers["Location"] == "/apply/"
    assert "_auth_user_id" not in phone.session
    again = phone.get(link)
    assert again.status_code == 200
    assert "You opened this link before" in again.text


def test_without_consent_nobody_registers_and_nothing_typed_is_lost(client_for: Callable[..., Client]) -> None:
    answer = client_for().post(SIGNUP, {key: value for key, value in REGISTRATION.items() if key != "consent0"})
    assert answer.status_code == 422
    assert 'value="Anna Kavaleva"' in answer.text
    assert not get_user_model().objects.exists()
    assert not mail.outbox


def test_a_text_that_changed_while_the_page_was_open_is_shown_again(client_for: Callable[..., Client]) -> None:
    purposes.declare(Purpose(PROCESSING.code, "2", PROCESSING.title, "Another text", required=True))
    try:
        answer = client_for().post(SIGNUP, REGISTRATION)
        assert answer.status_code == 422
        assert "Another text" in answer.text
        assert 'name="consent0_version" value="2"' in answer.text
    finally:
        purposes.declare(PROCESSING)
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "x" * 151},
        {"name": "a\x00b"},
        {"email": "no address"},
        {"email": "x" * 300 + "@example.org"},
        {"password1": ""},
        {"password1": "1"},
        {"consent0_version": ""},
        {"next": "http://[bad"},
        {"next": "//evil.example/"},
    ],
)
def test_bad_input_gets_a_form_error_or_is_ignored(client_for: Callable[..., Client], bad: dict[str, str]) -> None:
    answer = client_for().post(SIGNUP, {**REGISTRATION, **bad})
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        assert answer.headers["Location"] == "/accounts/confirm-email/"


def test_a_registered_address_answers_as_a_new_one_and_its_owner_gets_a_mail(
    client_for: Callable[..., Client], path_in_mail: Callable[..., str]
) -> None:
    UserFactory(email="anna@example.org", name="Anna")
    known = client_for().post(SIGNUP, {**REGISTRATION, "email": "Anna@Example.org"})
    unknown = client_for().post(SIGNUP, {**REGISTRATION, "email": "new@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert known.content == unknown.content
    first, second = (client_for() for _ in range(2))
    first.post(SIGNUP, REGISTRATION)
    second.post(SIGNUP, {**REGISTRATION, "email": "third@example.org"})
    pages = [client.get("/accounts/confirm-email/").text for client in (first, second)]
    assert len({re.sub(r'(content|value)="\w{64}"', "", page) for page in pages}) == 1
    assert [message.subject for message in mail.outbox][:2] == ["You are registered already", "Confirm your e-mail"]
    assert path_in_mail("login", 0) == "/accounts/login/"
    assert get_user_model().objects.filter(email="anna@example.org").count() == 1


def test_an_unconfirmed_person_cannot_sign_in_and_gets_the_link_again(client_for: Callable[..., Client]) -> None:
    client_for().post(SIGNUP, REGISTRATION)
    client = client_for()
    answer = client.post("/accounts/login/", {"login": "anna@example.org", "password": REGISTRATION["password1"]})
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session
    assert [message.subject for message in mail.outbox] == ["Confirm your e-mail"] * 2


def test_a_link_of_one_cluster_opens_nothing_in_the_other(
    client_for: Callable[..., Client], path_in_mail: Callable[..., str], beta: Cluster
) -> None:
    client_for().post(SIGNUP, REGISTRATION)
    link = path_in_mail("confirm-email")
    here = EmailAddress.objects.get()
    with cluster_context(beta):
        # Equal keys and addresses: a key that is not bound to its cluster would open.
        twin = UserFactory(pk=here.user_id, email=here.email, confirmed=False)
        EmailAddress.objects.create(pk=here.pk, user=twin, email=here.email)
    stranger = client_for(host=BETA_HOST)
    for answer in (stranger.get(link), stranger.post(link)):
        assert answer.status_code == 404
        assert "no longer valid" in answer.text
    with cluster_context(beta):
        assert not EmailAddress.objects.get().verified


def test_the_librarys_own_key_and_other_purposes_open_nothing(client_for: Callable[..., Client]) -> None:
    client_for().post(SIGNUP, REGISTRATION)
    address = EmailAddress.objects.get()
    library = EmailConfirmationHMAC.create(address).key
    other = signing.dumps([address.pk, address.email], salt="clusterkit.other")
    for key in (library, other, "x", confirmation_token(address) + "x"):
        assert client_for().post(f"/accounts/confirm-email/{key}/").status_code == 404
    address.refresh_from_db()
    assert not address.verified


def test_a_link_does_not_live_for_ever(client_for: Callable[..., Client], settings: Any) -> None:
    client_for().post(SIGNUP, REGISTRATION)
    token = confirmation_token(EmailAddress.objects.get())
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "TOKEN_MAX_AGE": -1}
    assert client_for().get(f"/accounts/confirm-email/{token}/").status_code == 404


def test_an_address_that_another_person_took_is_not_confirmed(
    client_for: Callable[..., Client], path_in_mail: Callable[..., str]
) -> None:
    client = client_for()
    client.post(SIGNUP, REGISTRATION)
    other = UserFactory(confirmed=False)
    EmailAddress.objects.create(user=other, email="anna@example.org")
    client.post(path_in_mail("confirm-email"))
    assert not EmailAddress.objects.filter(verified=True).exists()
    assert "Somebody is registered with this e-mail already" in client.get("/accounts/login/").text


def test_the_public_host_registers_nobody(client_for: Callable[..., Client]) -> None:
    operators = client_for(host="testserver.public")
    assert operators.get(SIGNUP).status_code == 404
    assert operators.get("/accounts/login/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_one_address_at_once_both_get_the_same_answer(
    client_for: Callable[..., Client], alpha: Cluster
) -> None:
    start, answers = threading.Barrier(2), []

    def register() -> None:
        client = client_for()
        start.wait(timeout=10)
        answers.append(client.post(SIGNUP, REGISTRATION).headers.get("Location"))

    def run() -> None:
        try:
            run_in_cluster(alpha, register)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["/accounts/confirm-email/"] * 2
    assert get_user_model().objects.count() == 1
    assert ConsentDecision.objects.count() == 1
