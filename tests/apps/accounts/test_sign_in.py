"""Sign-in, the way back to where one was, a new password, and attempts counted over all clusters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from clusterkit import presets
from clusterkit.accounts.consents import PROCESSING
from clusterkit.accounts.links import reset_token
from clusterkit.accounts.models import Profile
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory, agree
from clusterkit.testing.plugin import ALPHA_HOST, BETA_HOST

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
PUBLIC_HOST = "testserver.public"


def sign_in(client: Client, email: str = "anna@example.org", password: str = "demo", **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more})


@pytest.fixture
def anna() -> Any:
    user = UserFactory(email="anna@example.org", name="Anna")
    agree(user, PROCESSING)
    return user


def test_a_guest_comes_back_to_the_page_he_asked_for(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for()
    sent = client.get("/accounts/consents/?from=mail").headers["Location"]
    assert sent == "/accounts/login/?next=%2Faccounts%2Fconsents%2F%3Ffrom%3Dmail"
    page = client.get(sent)
    assert 'name="next" value="/accounts/consents/?from=mail"' in page.text
    assert client.post(sent, {"login": "ANNA@example.org", "password": "demo"}).headers["Location"] == (
        "/accounts/consents/?from=mail"
    )
    assert client.get("/accounts/consents/").status_code == 200


def test_an_expired_session_returns_to_the_same_place(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)
    assert client.get("/accounts/profile/").status_code == 200
    client.cookies.clear()
    sent = client.post("/accounts/profile/", {"name": "Anna"}).headers["Location"]
    assert sent == "/accounts/login/?next=%2Faccounts%2Fprofile%2F"
    assert client.post(sent, {"login": anna.email, "password": "demo"}).headers["Location"] == "/accounts/profile/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        f"http://{BETA_HOST}/",
        "javascript:alert(1)",
        "http://[bad",
        "\\\\evil",
    ],
)
def test_the_way_back_never_leaves_this_host(
    client_for: Callable[..., Client], anna: Any, settings: Any, target: str
) -> None:
    settings.ALLOWED_HOSTS = [".testserver", ".public"]
    assert sign_in(client_for(), next=target).headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_answer_alike(client_for: Callable[..., Client], anna: Any) -> None:
    wrong = sign_in(client_for(), password="wrong")
    unknown = sign_in(client_for(), email="nobody@example.org")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    message = "The e-mail or the password is not right."
    assert message in wrong.text
    assert message in unknown.text
    assert 'value="anna@example.org"' in wrong.text


def test_a_closed_account_says_so(client_for: Callable[..., Client], anna: Any) -> None:
    anna.is_active = False
    anna.save()
    client = client_for()
    assert client.get(sign_in(client).headers["Location"]).text.count("This account is closed") == 2


def test_signing_out_asks_first(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/accounts/profile/").status_code == 200
    assert client.post("/accounts/logout/").headers["Location"] == "/"
    assert client.get("/accounts/profile/").status_code == 302


def test_a_session_of_one_cluster_is_a_guest_in_the_other(
    client_for: Callable[..., Client], anna: Any, beta: Cluster
) -> None:
    with cluster_context(beta):
        other = UserFactory(pk=anna.pk, email="canary-beta@example.org")
    assert other.pk == anna.pk
    client = client_for()
    sign_in(client)
    row = dict(client.session.items())
    key = client.session.session_key
    from django.contrib.sessions.backends.db import SessionStore

    with cluster_context(beta):
        store = SessionStore(key)
        store.update(row)
        store.save(must_create=True)
    stranger = client_for(host=BETA_HOST)
    stranger.cookies["sessionid"] = key or ""
    answer = stranger.get("/accounts/profile/")
    assert answer.status_code == 302
    assert "canary-beta" not in answer.text


def test_the_language_of_the_profile_comes_with_the_sign_in(
    client_for: Callable[..., Client], anna: Any, alpha: Cluster
) -> None:
    Profile.objects.create(user=anna, language="be")
    assert "be" in alpha.languages
    client = client_for()
    assert sign_in(client).cookies["django_language"].value == "be"
    assert client.get(LOGIN, follow=False).headers["Content-Language"] == "be"


def test_a_language_the_cluster_does_not_have_is_not_forced(client_for: Callable[..., Client], anna: Any) -> None:
    Profile.objects.create(user=anna, language="pl")
    assert "django_language" not in sign_in(client_for()).cookies


def test_the_chosen_language_stays(client_for: Callable[..., Client]) -> None:
    client = client_for()
    answer = client.post("/i18n/set/", {"language": "ru", "next": LOGIN})
    assert answer.headers["Location"] == LOGIN
    assert client.get(LOGIN).headers["Content-Language"] == "ru"
    client.post("/i18n/set/", {"language": "xx", "next": LOGIN})
    assert client.get(LOGIN).headers["Content-Language"] == "ru"


def test_a_new_password_by_the_link_of_the_mail(
    client_for: Callable[..., Client], anna: Any, path_in_mail: Callable[..., str]
) -> None:
    elsewhere = client_for(anna)
    client = client_for()
    assert client.post(RESET, {"email": "Anna@example.org"}).headers["Location"] == f"{RESET}done/"
    assert "mailbox" in client.get(f"{RESET}done/").text
    assert mail.outbox[0].subject == "Set a new password"
    assert f"http://{ALPHA_HOST}/accounts/password/reset/key/" in str(mail.outbox[0].body)
    link = path_in_mail("reset/key")
    form_url = client.get(link).headers["Location"]
    assert form_url == f"{RESET}key/set-password/"
    assert client.get(form_url).status_code == 200
    assert client.post(form_url, {"password1": "1"}).status_code == 422
    assert client.post(form_url, {"password1": "an-other-password"}).headers["Location"] == f"{RESET}key/done/"
    assert client.get(f"{RESET}key/done/").status_code == 200
    assert mail.outbox[-1].subject == "Your password was changed"
    assert elsewhere.get("/accounts/profile/").status_code == 302  # other devices are signed out
    assert sign_in(client_for(), password="an-other-password").headers["Location"] == "/"
    for address in (link, form_url):
        again = client.get(address)
        assert again.status_code == 404
        assert "no longer valid" in again.text


def test_the_reset_confirms_the_address_it_was_sent_to(
    client_for: Callable[..., Client], path_in_mail: Callable[..., str]
) -> None:
    agree(UserFactory(email="anna@example.org", confirmed=False), PROCESSING)
    client = client_for()
    client.post(RESET, {"email": "anna@example.org"})
    form_url = client.get(path_in_mail("reset/key")).headers["Location"]
    client.post(form_url, {"password1": "an-other-password"})
    assert sign_in(client_for(), password="an-other-password").headers["Location"] == "/"


def test_asking_for_a_reset_does_not_tell_who_is_registered(client_for: Callable[..., Client], anna: Any) -> None:
    known = client_for().post(RESET, {"email": anna.email})
    unknown = client_for().post(RESET, {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert [message.subject for message in mail.outbox] == [
        "Set a new password",
        "Nobody is registered with this e-mail",
    ]


def test_a_reset_link_of_one_cluster_opens_nothing_in_the_other(
    client_for: Callable[..., Client], anna: Any, beta: Cluster
) -> None:
    with cluster_context(beta):
        twin = UserFactory(pk=anna.pk, email=anna.email)
        twin.password = anna.password
        twin.save()
    assert twin.pk == anna.pk
    token = reset_token(anna, anna.email)
    assert client_for().get(f"{RESET}key/{token}/").status_code == 302
    assert client_for(host=BETA_HOST).get(f"{RESET}key/{token}/").status_code == 404


def test_a_mail_goes_in_the_language_of_the_one_who_gets_it(
    client_for: Callable[..., Client], anna: Any, alpha: Cluster
) -> None:
    Profile.objects.create(user=anna, language="ru")
    client_for().post(RESET, {"email": anna.email})
    html = str(mail.outbox[0].alternatives[0][0])  # type: ignore[union-attr]
    assert '<html lang="ru">' in html
    assert "Кластер alpha" in html


def test_a_mail_server_that_is_down_is_told_and_is_no_crash(
    client_for: Callable[..., Client], anna: Any, settings: Any
) -> None:
    for name, value in presets.mail("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=1).items():
        setattr(settings, name, value)
    client = client_for()
    client.post(RESET, {"email": anna.email})
    assert "The mail could not be sent right now" in client.get(f"{RESET}done/").text


def test_failed_sign_ins_of_an_address_are_counted_over_all_clusters(
    client_for: Callable[..., Client], anna: Any, beta: Cluster, settings: Any
) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "ADDRESS_ATTEMPTS": 3}
    with cluster_context(beta):
        UserFactory(email="boris@example.org")
    for _ in range(5):  # what succeeds is not counted
        assert sign_in(client_for()).status_code == 302
    hosts = (ALPHA_HOST, BETA_HOST, ALPHA_HOST)
    for number, host in enumerate(hosts):
        assert "is not right" in sign_in(client_for(host=host), email=f"x{number}@example.org").text
    stopped = sign_in(client_for(host=BETA_HOST), email="boris@example.org")
    assert stopped.status_code == 422
    assert "Too many attempts came from your network" in stopped.text


@pytest.mark.parametrize("url", ["/accounts/signup/", RESET])
def test_registrations_and_resets_of_an_address_are_counted_too(
    client_for: Callable[..., Client], settings: Any, url: str
) -> None:
    from tests.apps.accounts.conftest import REGISTRATION

    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "ADDRESS_ATTEMPTS": 2}
    hosts = (ALPHA_HOST, BETA_HOST, ALPHA_HOST)
    answers = [
        client_for(host=host).post(url, {**REGISTRATION, "email": f"x{n}@example.org"}) for n, host in enumerate(hosts)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert 'value="x2@example.org"' in answers[-1].text


def test_attempts_on_one_account_are_limited_in_its_cluster(
    client_for: Callable[..., Client], anna: Any, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/300s/key"}
    for _ in range(2):
        sign_in(client_for(), password="wrong")
    assert "Too many attempts" in sign_in(client_for()).text


def test_operators_sign_in_on_the_public_host(client_for: Callable[..., Client], anna: Any) -> None:
    assert sign_in(client_for(host=PUBLIC_HOST)).status_code == 422  # a person of a cluster is nobody there
    with public_schema():
        UserFactory(email="operator@example.org")
    client = client_for(host=PUBLIC_HOST)
    assert sign_in(client, email="operator@example.org").headers["Location"] == "/"
    with public_schema():
        assert client.session["_auth_user_id"]
    assert sign_in(client_for(), email="operator@example.org").status_code == 422


def test_operators_get_links_to_the_public_host(
    client_for: Callable[..., Client], path_in_mail: Callable[..., str]
) -> None:
    with public_schema():
        UserFactory(email="operator@example.org", confirmed=False)
    client = client_for(host=PUBLIC_HOST)
    sign_in(client, email="operator@example.org")
    assert f"http://{PUBLIC_HOST}/accounts/confirm-email/" in str(mail.outbox[0].body)
    link = path_in_mail("confirm-email")
    assert client_for().get(link).status_code == 404
    assert client.get(link).status_code == 200
    client.post(link)
    assert sign_in(client_for(host=PUBLIC_HOST), email="operator@example.org").headers["Location"] == "/"
    client_for(host=PUBLIC_HOST).post(RESET, {"email": "operator@example.org"})
    client_for(host=PUBLIC_HOST).post(RESET, {"email": "nobody@example.org"})
    assert f"http://{PUBLIC_HOST}/accounts/password/reset/key/" in str(mail.outbox[-2].body)
    assert "register in a minute" not in str(mail.outbox[-1].body)
