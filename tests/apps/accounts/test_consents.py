"""Consents: given to words that stay, taken back with effect at once, asked again when a text is new."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client

from clusterkit.access.selectors import coordinator_ids
from clusterkit.access.viewer import viewer_of
from clusterkit.accounts import services
from clusterkit.accounts.consents import PROCESSING, Purpose, purposes
from clusterkit.accounts.models import ConsentDecision, ConsentText, KeptRowError
from clusterkit.accounts.selectors import consented, has_consent
from clusterkit.core.exceptions import Conflict, InvalidInput
from clusterkit.core.surfaces import ViewerPayload, my_tasks
from clusterkit.tenancy.context import run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory, agree

pytestmark = pytest.mark.django_db
AGAIN = "/accounts/consents/again/"


@pytest.fixture
def anna() -> Any:
    return UserFactory(email="anna@example.org", name="Anna")


@pytest.fixture
def mailing() -> Iterator[Purpose]:
    yield purposes.declare(Purpose("tests.mailing", "1", "Mailing", "We write once a year.", data="Your e-mail"))
    purposes.forget("tests.mailing")


@pytest.fixture
def newer() -> Iterator[Purpose]:
    yield purposes.declare(Purpose(PROCESSING.code, "2", PROCESSING.title, "Another text", required=True))
    purposes.declare(PROCESSING)


def test_a_consent_is_given_to_the_text_that_was_read(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)
    give = f"/accounts/consents/{PROCESSING.code}/give/"
    assert "No. 99-З" in client.get(give).text
    assert client.post(give, {"version": "0"}).status_code == 409
    for _ in range(2):
        assert client.post(give, {"version": PROCESSING.version}).headers["Location"] == "/accounts/consents/"
    assert ConsentDecision.objects.get().page == give
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
    assert [row.given for row in ConsentDecision.objects.all()] == [True, False]
    assert client.get("/accounts/profile/").status_code == 302


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


def test_a_new_text_stands_among_what_needs_the_person(anna: Any) -> None:
    payload = ViewerPayload(viewer_of(anna))
    titles = [str(task.title) for tasks in my_tasks.collect(payload) for task in tasks]
    assert any("Processing of my personal data" in title for title in titles)
    services.give_consent(actor=payload.viewer, purpose=PROCESSING, version=PROCESSING.version)
    titles = [str(task.title) for tasks in my_tasks.collect(payload) for task in tasks]
    assert not any("Processing of my personal data" in title for title in titles)


def test_an_optional_consent_comes_and_goes_and_each_answer_is_a_row(
    client_for: Callable[..., Client], anna: Any, mailing: Purpose
) -> None:
    client = client_for(anna)
    for _ in range(2):
        client.post("/accounts/consents/tests.mailing/give/", {"version": "1"})
        assert has_consent(anna, mailing)
        asked = client.get("/accounts/consents/tests.mailing/withdraw/").text.replace("\xa0", " ")
        assert "What rests on it ends at once" in asked
        for _again in range(2):
            client.post("/accounts/consents/tests.mailing/withdraw/")
        assert not has_consent(anna, mailing)
    rows = ConsentDecision.objects.filter(user=anna, purpose=mailing.code)
    assert [(row.given, row.version) for row in rows] == [(True, "1"), (False, "1")] * 2
    assert rows[1].page == "/accounts/consents/tests.mailing/withdraw/"
    page = client.get("/accounts/consents/").text
    assert page.count(f"<code>{rows[0].page}</code>") == 2
    anna.refresh_from_db()
    assert anna.is_active


def test_whoever_needs_a_consent_asks_for_the_present_text(anna: Any, mailing: Purpose) -> None:
    other = UserFactory()
    people = type(anna).objects.all()
    agree(anna, mailing)
    agree(other, mailing)
    services.withdraw_consent(actor=viewer_of(other), purpose=mailing)
    assert list(people.filter(consented(mailing.code, "pk"))) == [anna]
    assert (has_consent(anna, mailing.code), has_consent(anna.pk, mailing), has_consent(other, mailing)) == (
        True,
        True,
        False,
    )
    purposes.declare(Purpose(mailing.code, "2", "Mailing", "We write every week."))
    assert not has_consent(anna, mailing)
    assert not people.filter(consented(mailing.code, "pk")).exists()
    assert not has_consent(None, mailing)
    assert not has_consent(anna, "tests.unknown")
    assert not people.filter(consented("tests.unknown", "pk")).exists()


def test_a_list_by_consent_is_one_statement(anna: Any, mailing: Purpose, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        agree(UserFactory(), mailing)
    with django_assert_num_queries(1):
        assert len(type(anna).objects.filter(consented(mailing.code, "pk"))) == 3


def test_an_answer_keeps_the_words_it_was_given_to(
    client_for: Callable[..., Client], anna: Any, mailing: Purpose
) -> None:
    client = client_for(anna)
    client.post("/accounts/consents/tests.mailing/give/", {"version": "1"})
    purposes.declare(Purpose(mailing.code, "2", "Mailing", "We write every week."))
    text = ConsentDecision.objects.get().text
    kept = client.get(f"/accounts/consents/texts/{text.pk}/").text
    assert "We write once a year." in kept
    assert "Your e-mail" in kept
    assert "every week" not in kept
    assert client_for(UserFactory()).get(f"/accounts/consents/texts/{text.pk}/").status_code == 404
    assert client_for(CoordinatorFactory()).get(f"/accounts/consents/texts/{text.pk}/").status_code == 200
    assert "The text is new to you" in client.get("/accounts/consents/").text
    titles = [str(task.title) for tasks in my_tasks.collect(ViewerPayload(viewer_of(anna))) for task in tasks]
    assert "Please read: Mailing" in titles


def test_the_register_is_written_once(anna: Any, mailing: Purpose) -> None:
    agree(anna, mailing)
    for model in (ConsentDecision, ConsentText):
        row = model.objects.get()
        for attempt in (
            row.save,
            row.delete,
            model.objects.all().delete,
            lambda model=model: model.objects.update(version="9"),
            lambda model=model, row=row: model.objects.bulk_update([row], ["version"]),
        ):
            with pytest.raises(KeptRowError):
                attempt()
    assert "Mailing" in str(ConsentText.objects.get())


def test_a_corrected_translation_is_a_text_of_its_own(anna: Any, mailing: Purpose) -> None:
    agree(anna, mailing)
    agree(UserFactory(), mailing)
    assert ConsentText.objects.count() == 1
    corrected = purposes.declare(Purpose(mailing.code, "1", "Mailing", "We write once a year, in spring."))
    agree(UserFactory(), corrected)
    assert ConsentText.objects.count() == 2
    assert has_consent(anna, mailing)


def test_the_text_is_open_to_everybody_before_it_is_agreed_to(client_for: Callable[..., Client]) -> None:
    guest = client_for()
    signup = guest.get("/accounts/signup/").text
    url = PROCESSING.get_absolute_url()
    assert f'href="{url}"' in signup
    assert "checked" not in signup
    page = guest.get(url).text
    for words in ("Which data", "What for", "How long", "Whom to ask", "When you take the consent back"):
        assert words in page
    assert guest.get("/accounts/consents/unknown/").status_code == 404


def sign_in(client: Client, target: str = "") -> Any:
    return client.post("/accounts/login/", {"login": "anna@example.org", "password": "demo", "next": target})


def test_a_new_required_text_is_asked_for_after_the_sign_in_and_the_target_is_kept(
    client_for: Callable[..., Client], anna: Any, newer: Purpose
) -> None:
    services.write_decision(user_id=anna.pk, purpose=PROCESSING, given=True)
    client = client_for()
    answer = sign_in(client, "/accounts/profile/?a=1")
    assert answer.headers["Location"] == f"{AGAIN}?next=%2Faccounts%2Fprofile%2F%3Fa%3D1"
    page = client.get(answer.headers["Location"])
    assert "Another text" in page.text
    assert "We changed it since you agreed" in page.text
    assert 'href="/accounts/profile/?a=1"' in page.text  # decide later
    form = {"purpose": newer.code, "version": "2", "next": "/accounts/profile/?a=1"}
    assert client.post(AGAIN, {**form, "version": "1"}).status_code == 409
    assert client.post(AGAIN, {**form, "purpose": "unknown"}).status_code == 404
    assert client.post(AGAIN, form).headers["Location"] == "/accounts/profile/?a=1"
    assert has_consent(anna, newer)
    assert ConsentDecision.objects.latest("pk").page == AGAIN
    assert client.get(f"{AGAIN}?next=/news/").headers["Location"] == "/news/"
    client.logout()
    assert sign_in(client, "/accounts/profile/").headers["Location"] == "/accounts/profile/"


def test_the_page_that_asks_again_leads_nowhere_else(client_for: Callable[..., Client], anna: Any) -> None:
    agree(anna, PROCESSING)
    client = client_for(anna)
    for wanted in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", ""):
        assert client.get(AGAIN, {"next": wanted}).headers["Location"] == "/"


def test_two_new_texts_are_asked_for_one_after_the_other(
    client_for: Callable[..., Client], anna: Any, mailing: Purpose
) -> None:
    second = purposes.declare(Purpose(mailing.code, "1", "Second", "More.", required=True))
    client = client_for(anna)
    answer = client.post(AGAIN, {"purpose": PROCESSING.code, "version": PROCESSING.version, "next": "/news/"})
    assert answer.headers["Location"] == f"{AGAIN}?next=%2Fnews%2F"
    assert "We need your consent to it" in client.get(answer.headers["Location"]).text
    answer = client.post(AGAIN, {"purpose": second.code, "version": "1", "next": "/news/"})
    assert answer.headers["Location"] == "/news/"


def test_of_a_changed_text_the_old_consent_stays_written_down(anna: Any, newer: Purpose) -> None:
    viewer = viewer_of(anna)
    services.write_decision(user_id=anna.pk, purpose=PROCESSING, given=True)
    with pytest.raises(Conflict):
        services.give_consent(actor=viewer, purpose=newer, version="1")
    services.give_consent(actor=viewer, purpose=newer, version="2")
    assert [(row.version, row.given) for row in ConsentDecision.objects.all()] == [("1", True), ("2", True)]
