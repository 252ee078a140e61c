"""Profile, address, password, consents, data and tokens of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts import services
from clusterkit.accounts.consents import PROCESSING
from clusterkit.accounts.links import change_token
from clusterkit.accounts.models import Profile, TokenName
from clusterkit.accounts.selectors import language_of, profiles_of
from clusterkit.core.exceptions import InvalidInput, NotVisible
from clusterkit.core.policies import SystemActor, can, policy_of, visible_to
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.plugin import BETA_HOST

pytestmark = pytest.mark.django_db
PROFILE = "/accounts/profile/"
FILLED = {"name": "Anna Kavaleva", "position": "Technologist", "phone": "+375 29 123-45-67", "language": "be"}


@pytest.fixture
def anna() -> Any:
    return UserFactory(email="anna@example.org", name="Anna")


@pytest.mark.parametrize(
    "path",
    [
        "profile/",
        "email/",
        "password/change/",
        "consents/",
        "consents/accounts.processing/give/",
        "consents/accounts.processing/withdraw/",
        "data/",
        "data/erase/",
        "tokens/",
    ],
)
def test_each_page_of_the_account_opens_for_its_person_only(
    client_for: Callable[..., Client], anna: Any, path: str
) -> None:
    answer = client_for(anna).get(f"/accounts/{path}")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    if "html" in answer.headers["Content-Type"]:
        assert answer.text.count("<h1") == 1
    guest = client_for().get(f"/accounts/{path}")
    assert guest.headers["Location"].startswith("/accounts/login/?next=")


def test_the_profile_is_saved_and_the_pages_change_their_language(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)
    answer = client.post(PROFILE, {**FILLED, "time_zone": "Asia/Shanghai", "about": "Pumps"})
    assert answer.headers["Location"] == PROFILE
    assert answer.cookies["django_language"].value == "be"
    anna.refresh_from_db()
    profile = Profile.objects.get(user=anna)
    assert anna.get_full_name() == "Anna Kavaleva"
    assert (profile.position, profile.language, profile.time_zone) == ("Technologist", "be", "Asia/Shanghai")
    assert language_of(anna.pk) == "be"
    assert "Technologist" in client.get(PROFILE).text


@pytest.mark.parametrize(
    "bad",
    [{"name": " "}, {"phone": "call me"}, {"language": "pl"}, {"language": "x" * 50}, {"time_zone": "Mars/Base"}],
)
def test_a_bad_profile_comes_back_filled(client_for: Callable[..., Client], anna: Any, bad: dict[str, str]) -> None:
    answer = client_for(anna).post(PROFILE, {**FILLED, **bad})
    assert answer.status_code == 422
    assert 'value="Technologist"' in answer.text
    assert not Profile.objects.exists()


def test_nobody_edits_without_an_account() -> None:
    with pytest.raises(NotVisible):
        services.edit_profile(actor=SystemActor(), name="x")


def test_the_service_checks_what_a_form_would(anna: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        services.edit_profile(actor=viewer_of(anna), phone="call me")
    assert caught.value.field == "phone"


def test_the_address_changes_by_the_link_in_the_mail_to_the_new_one(
    client_for: Callable[..., Client], anna: Any, path_in_mail: Callable[..., str]
) -> None:
    client = client_for(anna)
    refused = client.post("/accounts/email/", {"email": "new@example.org", "password": "wrong"})
    assert refused.status_code == 422
    assert client.post("/accounts/email/", {"email": anna.email, "password": "demo"}).status_code == 422
    assert not mail.outbox
    client.post("/accounts/email/", {"email": "New@example.org", "password": "demo"})
    assert mail.outbox[0].to == ["new@example.org"]
    anna.refresh_from_db()
    assert anna.email == "anna@example.org"
    link, phone = path_in_mail("email/confirm"), client_for()
    asked = phone.get(link)
    assert "new@example.org" in asked.text
    assert phone.post(link).headers["Location"] == PROFILE
    anna.refresh_from_db()
    assert anna.email == "new@example.org"
    assert [(a.email, a.verified, a.primary) for a in EmailAddress.objects.all()] == [("new@example.org", True, True)]
    assert (mail.outbox[1].to, mail.outbox[1].subject) == (["anna@example.org"], "Your e-mail was changed")
    for answer in (phone.get(link), phone.post(link)):  # it works once
        assert answer.status_code == 404
        assert "no longer valid" in answer.text


def test_an_address_of_somebody_else_answers_alike_and_he_is_told(client_for: Callable[..., Client], anna: Any) -> None:
    UserFactory(email="taken@example.org")
    client = client_for(anna)
    pages = []
    for email in ("taken@example.org", "free@example.org"):
        assert client.post("/accounts/email/", {"email": email, "password": "demo"}).headers["Location"] == PROFILE
        pages.append(client.get(PROFILE).context["messages"]._loaded_data[0].message)
    assert pages[0] == pages[1]
    assert [message.subject for message in mail.outbox] == ["You are registered already", "Confirm your new e-mail"]


def test_an_address_taken_in_the_meantime_is_a_conflict(client_for: Callable[..., Client], anna: Any) -> None:
    token = change_token(anna, "new@example.org")
    UserFactory(email="new@example.org")
    answer = client_for(anna).post(f"/accounts/email/confirm/{token}/")
    assert answer.status_code == 409
    anna.refresh_from_db()
    assert anna.email == "anna@example.org"


def test_the_link_of_a_change_is_bound_to_its_cluster(
    client_for: Callable[..., Client], anna: Any, beta: Cluster
) -> None:
    with cluster_context(beta):
        UserFactory(pk=anna.pk, email=anna.email)
    token = change_token(anna, "new@example.org")
    assert client_for(host=BETA_HOST).post(f"/accounts/email/confirm/{token}/").status_code == 404


def test_the_password_changes_for_somebody_who_knows_it(client_for: Callable[..., Client], anna: Any) -> None:
    client, elsewhere = client_for(anna), client_for(anna)
    url = "/accounts/password/change/"
    assert client.post(url, {"oldpassword": "wrong", "password1": "an-other-one"}).status_code == 422
    assert client.post(url, {"oldpassword": "demo", "password1": "an-other-one"}).headers["Location"] == PROFILE
    assert client.get(PROFILE).status_code == 200
    assert elsewhere.get(PROFILE).status_code == 302
    assert mail.outbox[0].subject == "Your password was changed"


def test_somebody_without_a_password_sets_his_first(client_for: Callable[..., Client]) -> None:
    user = UserFactory(password=None)
    client = client_for(user)
    assert client.get("/accounts/password/change/").headers["Location"] == "/accounts/password/set/"
    assert client.get("/accounts/password/set/").status_code == 200
    assert client.post("/accounts/password/set/", {"password1": "a-first-one"}).headers["Location"] == PROFILE


def test_a_token_is_shown_once_and_acts_in_the_persons_name(client_for: Callable[..., Client], anna: Any) -> None:
    client, url = client_for(anna), "/accounts/tokens/"
    assert client.post(url, {"name": "", "days": "30"}).status_code == 422
    assert client.post(url, {"name": "Intranet", "days": "31"}).status_code == 422
    made = client.post(url, {"name": "Intranet", "days": "30"})
    token = made.context["new_token"]
    assert made.text.count(token) == 1
    page = client.get(url).text
    assert "Intranet" in page
    assert token not in page
    program = client_for()
    headers = {"authorization": f"Token {token}"}
    assert program.get("/api/v1/me/", headers=headers).json()["email"] == "anna@example.org"
    assert client_for(host=BETA_HOST).get("/api/v1/me/", headers=headers).status_code in (401, 403)
    remove = f"{url}{TokenName.objects.get().pk}/remove/"
    assert client_for(UserFactory()).post(remove).status_code == 404
    assert "Intranet" in client.get(remove).text
    assert client.post(remove).headers["Location"] == url
    assert program.get("/api/v1/me/", headers=headers).status_code in (401, 403)


def test_tokens_are_not_endless(anna: Any) -> None:
    for number in range(services.TOKENS_AT_MOST):
        TokenName.objects.create(user=anna, digest=str(number), name="x", expires_at="2030-01-01T00:00Z")
    with pytest.raises(InvalidInput):
        services.create_token(actor=viewer_of(anna), name="one more", days=30)


def test_lists_cost_the_same_at_one_and_at_three_rows(
    client_for: Callable[..., Client], anna: Any, django_assert_num_queries: Any, settings: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    # The once-a-second question of the host cache would come and go in the counts.
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 3600}

    client = client_for(anna)
    client.get("/accounts/tokens/")  # the host is remembered from now on
    counts = []
    for rows in (1, 3):
        while TokenName.objects.count() < rows:
            number = TokenName.objects.count()
            TokenName.objects.create(user=anna, digest=str(number), name="x", expires_at="2030-01-01T00:00Z")
            services.write_decision(user_id=anna.pk, purpose=PROCESSING, given=True)
        for path in ("/accounts/tokens/", "/accounts/consents/"):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                client.get(path)
            counts.append(len(captured))
    assert counts[:2] == counts[2:]
    ids = [anna.pk, UserFactory().pk]
    with django_assert_num_queries(1):
        profiles_of(ids)


def test_own_things_are_visible_to_their_person_and_to_the_office_as_far_as_it_needs(anna: Any) -> None:
    boss, other = CoordinatorFactory(), UserFactory()
    rows = [
        Profile.objects.create(user=anna),
        services.write_decision(user_id=anna.pk, purpose=PROCESSING, given=True),
        TokenName.objects.create(user=anna, digest="d", name="x", expires_at="2030-01-01T00:00Z"),
    ]
    for row in rows:
        for user in (anna, boss, other):
            viewer = viewer_of(user)
            seen = visible_to(viewer, type(row)._default_manager.filter(pk=row.pk)).exists()
            assert can(viewer, policy_of(type(row)).view, row) == seen
            assert seen == (user == anna or (user == boss and not isinstance(row, TokenName)))


def test_people_entered_by_the_office_may_count_as_confirmed() -> None:
    user = UserFactory(confirmed=False)
    for _ in range(2):
        services.mark_confirmed(user=user)
    assert EmailAddress.objects.get(user=user).verified


def test_the_public_host_has_no_profiles() -> None:
    with public_schema():
        assert language_of(1) is None
