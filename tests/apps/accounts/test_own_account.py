"""Profile, address, password, consents, data and tokens of one's own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connections, transaction
from django.test import Client

from clusterkit.access.selectors import coordinator_ids
from clusterkit.access.viewer import viewer_of
from clusterkit.accounts import services
from clusterkit.accounts.actions import MANAGE_OWN
from clusterkit.accounts.consents import PROCESSING, Purpose, purposes
from clusterkit.accounts.hooks import PersonalData, personal_data
from clusterkit.accounts.links import change_token
from clusterkit.accounts.models import Consent, Profile, TokenName
from clusterkit.accounts.selectors import language_of, profiles_of
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible
from clusterkit.core.policies import SystemActor, can, visible_to
from clusterkit.core.surfaces import ViewerPayload, my_tasks
from clusterkit.tenancy.context import cluster_context, public_schema, run_in_cluster
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
        "data/download/",
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


def test_a_consent_is_given_to_the_text_that_was_read(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)
    give = f"/accounts/consents/{PROCESSING.code}/give/"
    assert "No. 99-З" in client.get(give).text
    assert client.post(give, {"version": "0"}).status_code == 409
    for _ in range(2):
        assert client.post(give, {"version": PROCESSING.version}).headers["Location"] == "/accounts/consents/"
    assert Consent.objects.count() == 1
    assert client.get("/accounts/consents/unknown/give/").status_code == 404
    assert client.post("/accounts/consents/unknown/withdraw/").status_code == 404


def test_withdrawing_the_required_consent_closes_the_account(client_for: Callable[..., Client], anna: Any) -> None:
    services.give_consent(actor=viewer_of(anna), purpose=PROCESSING, version=PROCESSING.version)
    client = client_for(anna)
    withdraw = f"/accounts/consents/{PROCESSING.code}/withdraw/"
    assert "your account is closed" in client.get(withdraw).text
    assert client.post(withdraw).headers["Location"] == "/"
    anna.refresh_from_db()
    assert not anna.is_active
    assert Consent.objects.get().withdrawn_at is not None
    assert client.get(PROFILE).status_code == 302


def test_the_only_coordinator_does_not_lock_the_cluster(client_for: Callable[..., Client]) -> None:
    boss = CoordinatorFactory()
    services.give_consent(actor=viewer_of(boss), purpose=PROCESSING, version=PROCESSING.version)
    answer = client_for(boss).post(f"/accounts/consents/{PROCESSING.code}/withdraw/")
    assert answer.status_code == 400
    boss.refresh_from_db()
    assert boss.is_active


@pytest.mark.django_db(transaction=True)
def test_the_last_two_coordinators_do_not_leave_at_once(alpha: Cluster) -> None:
    people = [CoordinatorFactory(), CoordinatorFactory()]
    for person in people:
        services.give_consent(actor=viewer_of(person), purpose=PROCESSING, version=PROCESSING.version)
    start, refused = threading.Barrier(2), []

    def withdraw(person: Any) -> None:
        viewer = viewer_of(person)
        start.wait(timeout=10)
        try:
            services.withdraw_consent(actor=viewer, purpose=PROCESSING)
        except InvalidInput as error:
            refused.append(error)

    def run(person: Any) -> None:
        try:
            run_in_cluster(alpha, withdraw, person)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert len(coordinator_ids()) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_leave(alpha: Cluster) -> None:
    people, both_looked = [CoordinatorFactory(), CoordinatorFactory()], threading.Barrier(2)

    def leave(person: Any) -> None:
        with transaction.atomic():
            user = type(person).objects.get(pk=person.pk)
            others = coordinator_ids() != [user.pk]
            both_looked.wait(timeout=10)
            if others:
                user.is_active = False
                user.save()

    def run(person: Any) -> None:
        try:
            run_in_cluster(alpha, leave, person)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert coordinator_ids() == []


def test_an_optional_consent_comes_and_goes(client_for: Callable[..., Client], anna: Any) -> None:
    purpose = purposes.declare(Purpose("tests.mailing", "1", "Mailing", "We write once a year."))
    try:
        client = client_for(anna)
        for _ in range(2):
            client.post("/accounts/consents/tests.mailing/give/", {"version": "1"})
            client.post("/accounts/consents/tests.mailing/withdraw/")
        assert client.get("/accounts/consents/").text.count("Withdrawn or changed") == 1
        assert Consent.objects.filter(purpose=purpose.code, withdrawn_at__isnull=False).count() == 2
        anna.refresh_from_db()
        assert anna.is_active
    finally:
        purposes._purposes.pop("tests.mailing")


def test_a_new_text_stands_among_what_needs_the_person(anna: Any) -> None:
    payload = ViewerPayload(viewer_of(anna))
    titles = [str(task.title) for tasks in my_tasks.collect(payload) for task in tasks]
    assert any("Processing of my personal data" in title for title in titles)
    services.give_consent(actor=payload.viewer, purpose=PROCESSING, version=PROCESSING.version)
    titles = [str(task.title) for tasks in my_tasks.collect(payload) for task in tasks]
    assert not any("Processing of my personal data" in title for title in titles)


def test_a_person_takes_his_data_home_and_nobody_elses(client_for: Callable[..., Client], anna: Any) -> None:
    UserFactory(email="canary@example.org")
    services.edit_profile(actor=viewer_of(anna), position="Technologist")
    services.give_consent(actor=viewer_of(anna), purpose=PROCESSING, version=PROCESSING.version)

    def ideas(payload: PersonalData) -> dict[str, Any]:
        return {"ideas": [payload.viewer.display_name]}

    with personal_data.override(ideas):
        answer = client_for(anna).get("/accounts/data/download/")
    data = answer.json()
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert data["account"]["email"] == "anna@example.org"
    assert data["profile"]["position"] == "Technologist"
    assert data["consents"][0]["purpose"] == PROCESSING.code
    assert data["ideas"] == ["Anna"]
    assert "canary" not in answer.text


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
    client_for: Callable[..., Client], anna: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_for(anna)
    client.get("/accounts/tokens/")  # the host is remembered from now on
    counts = []
    for rows in (1, 3):
        while TokenName.objects.count() < rows:
            number = TokenName.objects.count()
            TokenName.objects.create(user=anna, digest=str(number), name="x", expires_at="2030-01-01T00:00Z")
            Consent.objects.create(user=anna, purpose=PROCESSING.code, version=str(number + 7))
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
        Consent.objects.create(user=anna, purpose="x", version="1"),
        TokenName.objects.create(user=anna, digest="d", name="x", expires_at="2030-01-01T00:00Z"),
    ]
    for row in rows:
        for user in (anna, boss, other):
            viewer = viewer_of(user)
            seen = visible_to(viewer, type(row)._default_manager.filter(pk=row.pk)).exists()
            assert can(viewer, MANAGE_OWN, row) == seen
            assert seen == (user == anna or (user == boss and not isinstance(row, TokenName)))


def test_people_entered_by_the_office_may_count_as_confirmed() -> None:
    user = UserFactory(confirmed=False)
    for _ in range(2):
        services.mark_confirmed(user=user)
    assert EmailAddress.objects.get(user=user).verified


def test_the_public_host_has_no_profiles() -> None:
    with public_schema():
        assert language_of(1) is None


def test_of_a_changed_text_the_old_consent_stays_written_down(anna: Any) -> None:
    viewer = viewer_of(anna)
    services.give_consent(actor=viewer, purpose=PROCESSING, version=PROCESSING.version)
    newer = purposes.declare(Purpose(PROCESSING.code, "2", PROCESSING.title, "Another text", required=True))
    try:
        with pytest.raises(Conflict):
            services.give_consent(actor=viewer, purpose=newer, version="1")
        services.give_consent(actor=viewer, purpose=newer, version="2")
        assert Consent.objects.filter(withdrawn_at__isnull=True).count() == 2
    finally:
        purposes.declare(PROCESSING)
