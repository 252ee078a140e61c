"""A person is erased: his name goes, his work stays, he cannot come back as who he was, and nothing slips through."""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections, transaction
from django.test import Client

from clusterkit.access.models import Grant
from clusterkit.access.selectors import coordinator_ids
from clusterkit.access.viewer import viewer_of
from clusterkit.accounts import services
from clusterkit.accounts.actions import ERASE_PERSON, MANAGE_OWN
from clusterkit.accounts.blanking import pattern_of
from clusterkit.accounts.consents import PROCESSING
from clusterkit.accounts.hooks import ErasedPerson, ErasureAsked, before_erasure, person_erased
from clusterkit.accounts.links import reset_token, user_to_reset
from clusterkit.accounts.models import ConsentDecision, Profile, TokenName
from clusterkit.accounts.services import erasure
from clusterkit.accounts.services.erasure import erase_person
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import NotPermitted, NotVisible, Unavailable, Vetoed
from clusterkit.core.policies import SystemActor, can
from clusterkit.tenancy.context import run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory, agree

pytestmark = pytest.mark.django_db
PAGE = "/accounts/data/erase/"
API = "/api/v1/me/erasure/"
FORM = {"confirmation": "anna@example.org", "password": "demo"}


@pytest.fixture
def anna() -> Any:
    return UserFactory(email="anna@example.org", name="Anna Kavaleva")


def test_a_person_erases_himself(client_for: Callable[..., Client], anna: Any) -> None:
    viewer = viewer_of(anna)
    services.edit_profile(actor=viewer, position="Technologist", phone="+375 29 123-45-67")
    agree(anna, PROCESSING)
    _named, token = services.create_token(actor=viewer, name="Intranet", days=30)
    link = reset_token(anna, anna.email)
    client, phone = client_for(anna), client_for(anna)
    page = client.get(PAGE).text
    for words in ("What goes", "What stays", "anna@example.org"):
        assert words in page
    assert client.post(PAGE, {**FORM, "confirmation": "somebody@example.org"}).status_code == 422
    assert client.post(PAGE, {**FORM, "password": "wrong"}).status_code == 422
    assert client.post(PAGE, FORM).headers["Location"] == "/"

    anna.refresh_from_db()
    assert not anna.is_active
    assert not anna.has_usable_password()
    assert "anna" not in f"{anna.email} {anna.get_full_name()} {anna}".lower()
    assert not Profile.objects.exists()
    assert not TokenName.objects.exists()
    assert not EmailAddress.objects.exists()
    assert [row.get_decoded().get("_auth_user_id") for row in Session.objects.all()].count(str(anna.pk)) == 0
    assert phone.get("/accounts/profile/").status_code == 302
    assert client_for().get("/api/v1/me/", headers={"authorization": f"Token {token}"}).status_code in (401, 403)
    assert user_to_reset(link) is None
    assert ConsentDecision.objects.filter(user=anna).count() == 1
    row = AuditRow.objects.get(action=ERASE_PERSON.code)
    assert (row.actor_pk, row.target_pk, row.after["profiles"]) == (str(anna.pk), str(anna.pk), 1)
    assert "anna" not in f"{row.actor_name} {row.target_text} {row.after} {row.reason}".lower()


def test_the_address_can_be_registered_anew(client_for: Callable[..., Client], anna: Any) -> None:
    erase_person(user_id=anna.pk, actor=viewer_of(anna))
    client = client_for()
    signed_in = client.post("/accounts/login/", {"login": "anna@example.org", "password": "demo"})
    assert signed_in.status_code == 422
    form = {"name": "Anna", "email": "anna@example.org", "password1": "a-long-password-7", "consent0": "on"}
    client.post("/accounts/signup/", {**form, "consent0_version": PROCESSING.version})
    assert "onfirm" in mail.outbox[-1].subject
    assert type(anna).objects.filter(email="anna@example.org").count() == 1


def test_the_last_coordinator_stays(client_for: Callable[..., Client]) -> None:
    boss = CoordinatorFactory()
    with pytest.raises(Vetoed):
        erase_person(user_id=boss.pk, actor=viewer_of(boss))
    client = client_for(boss)
    assert "the only coordinator" in client.get(PAGE).text
    assert client.get(API).json()["obstacle"].startswith("This is the only coordinator")
    refused = client.post(PAGE, {"confirmation": boss.email, "password": "demo"})
    assert refused.status_code == 422
    assert "the only coordinator" in refused.text
    CoordinatorFactory()
    erase_person(user_id=boss.pk, actor=viewer_of(boss))
    assert not Grant.objects.filter(user=boss).exists()


def test_the_office_erases_a_person_on_his_request(client_for: Callable[..., Client], anna: Any) -> None:
    boss, url = CoordinatorFactory(name="Boss"), f"/accounts/people/{anna.pk}/erase/"
    client = client_for(boss)
    people = client.get("/accounts/people/", {"q": "kaval"}).text
    assert url in people
    assert "Nobody with these words" in client.get("/accounts/people/", {"q": "zzz"}).text
    assert client.get(url).status_code == 200
    form = {"confirmation": "ANNA@example.org", "reason": "By letter of 3 November"}
    for bad in ({"confirmation": boss.email}, {"reason": ""}, {"reason": "anna kavaleva asked"}):
        assert client.post(url, {**form, **bad}).status_code == 422
    assert client.post(url, form).headers["Location"] == "/accounts/people/"
    row = AuditRow.objects.get(action=ERASE_PERSON.code)
    assert (row.actor_name, row.reason) == ("Boss", "By letter of 3 November")
    assert client.get(url).status_code == 404
    assert "removed person" not in client.get("/accounts/people/").text
    assert client_for(UserFactory()).post(f"/accounts/people/{boss.pk}/erase/").status_code in (403, 404)


def test_programs_erase_with_password_and_address(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)

    def post(**body: str) -> int:
        return int(client.post(API, body, content_type="application/json").status_code)

    outlook = client.get(API).json()
    assert outlook["goes"]
    assert outlook["stays"]
    assert outlook["obstacle"] == ""
    assert post(password="demo") == 400
    assert post(password="demo", confirmation="else@example.org") == 400
    assert post(password="wrong", confirmation="anna@example.org") == 400
    assert post(password="demo", confirmation="anna@example.org") == 204
    anna.refresh_from_db()
    assert not anna.is_active


def test_programs_of_the_office_erase_with_a_reason(client_for: Callable[..., Client], anna: Any) -> None:
    client, url = client_for(CoordinatorFactory()), f"/api/v1/people/{anna.pk}/erasure/"
    assert client.get(url).json()["obstacle"] == ""
    body = {"confirmation": anna.email, "reason": "Anna Kavaleva wants it"}
    assert client.post(url, body, content_type="application/json").json()["errors"]
    body["reason"] = "On request"
    assert client.post(url, body, content_type="application/json").status_code == 204
    assert client.post(url, body, content_type="application/json").status_code == 404
    assert client_for(UserFactory()).post(url, body, content_type="application/json").status_code in (403, 404)


def test_who_may_not_may_not(anna: Any) -> None:
    with pytest.raises(NotPermitted):
        erase_person(user_id=anna.pk, actor=viewer_of(UserFactory()))
    with pytest.raises(NotVisible):
        erase_person(user_id=anna.pk + 999, actor=SystemActor())
    with pytest.raises(NotVisible):
        erasure.erasure_obstacle(user_id=anna.pk + 999, actor=SystemActor())
    erase_person(user_id=anna.pk, actor=SystemActor())
    with pytest.raises(NotVisible):
        erase_person(user_id=anna.pk, actor=SystemActor())


def test_an_operator_erases_by_a_command(anna: Any, alpha: Cluster) -> None:
    words = ["--reason", "On request"]
    with pytest.raises(CommandError, match="Nobody is registered"):
        call_command("erase_person", alpha.slug, "nobody@example.org", *words)
    boss = CoordinatorFactory()
    with pytest.raises(CommandError, match="only coordinator"):
        call_command("erase_person", alpha.slug, boss.email, *words)
    call_command("erase_person", alpha.slug, "ANNA@example.org", *words, stdout=StringIO())
    anna.refresh_from_db()
    assert not anna.is_active


def test_a_hosts_veto_keeps_and_a_crashed_receiver_undoes_all(anna: Any) -> None:
    def veto(payload: ErasureAsked) -> str:
        return f"{payload.user.pk} owes a book"

    with before_erasure.override(veto), pytest.raises(Vetoed, match="owes a book"):
        erase_person(user_id=anna.pk, actor=viewer_of(anna))

    def crash(payload: ErasedPerson) -> None:
        assert (payload.name, payload.addresses) == ("Anna Kavaleva", ("anna@example.org",))
        assert "Anna" not in payload.user.get_full_name()
        raise RuntimeError

    person_erased.connect(crash, order=999)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            erase_person(user_id=anna.pk, actor=viewer_of(anna))
    finally:
        person_erased.disconnect(crash)
    anna.refresh_from_db()
    assert (anna.get_full_name(), anna.is_active) == ("Anna Kavaleva", True)
    assert EmailAddress.objects.exists()


def test_where_others_keep_writing_it_gives_way_in_time(anna: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def busy(payload: ErasedPerson) -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '55P03'; END $$")

    with person_erased.override(busy), pytest.raises(Unavailable):
        erase_person(user_id=anna.pk, actor=viewer_of(anna))
    assert len(tries) == erasure.ATTEMPTS

    def broken(payload: ErasedPerson) -> None:
        raise OperationalError("the server is gone")

    with person_erased.override(broken), pytest.raises(OperationalError):
        erase_person(user_id=anna.pk, actor=viewer_of(anna))


def test_a_name_is_a_word_of_its_own() -> None:
    pattern = pattern_of(["Anna", "anna@example.org"])
    assert pattern.sub("-", "Anna, anna@example.org, Annapolis, Joanna, «Anna»") == "-, -, Annapolis, Joanna, «-»"


def test_a_text_is_seen_by_who_answered_to_it_and_by_the_office(anna: Any) -> None:
    text = services.write_decision(user_id=anna.pk, purpose=PROCESSING, given=True).text
    assert [can(viewer_of(who), MANAGE_OWN, text) for who in (anna, CoordinatorFactory(), UserFactory())] == [
        True,
        True,
        False,
    ]
    assert not can(viewer_of(anna), ERASE_PERSON, text)
    assert not can(viewer_of(CoordinatorFactory()), ERASE_PERSON, text)


def in_threads(alpha: Cluster, *jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs at once, each on a connection of its own; their answers or errors in their order."""
    start = threading.Barrier(len(jobs))
    found: list[Any] = [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        def go() -> Any:
            start.wait(timeout=10)
            return job()

        try:
            found[number] = run_in_cluster(alpha, go)
        except Exception as error:
            found[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_the_last_two_coordinators_are_not_erased_at_once(alpha: Cluster) -> None:
    people = [CoordinatorFactory(), CoordinatorFactory()]
    jobs = [lambda p=person: erase_person(user_id=p.pk, actor=viewer_of(p)) for person in people]
    found = in_threads(alpha, *jobs)
    assert len([answer for answer in found if isinstance(answer, Vetoed)]) == 1
    assert len(coordinator_ids()) == 1


@pytest.mark.django_db(transaction=True)
def test_what_the_person_writes_at_the_same_time_does_not_outlive_him(alpha: Cluster, anna: Any) -> None:
    viewer = viewer_of(anna)
    reached, written = threading.Event(), threading.Event()

    def slow(payload: ErasedPerson) -> None:
        reached.set()
        # The write below waits for the end of the erasure: it does not come in between.
        assert not written.wait(timeout=0.3)

    person_erased.connect(slow, order=1)

    def write() -> None:
        reached.wait(timeout=10)
        services.edit_profile(actor=viewer, position="Secret position")
        written.set()

    try:
        erased, late = in_threads(alpha, lambda: erase_person(user_id=anna.pk, actor=viewer), write)
    finally:
        person_erased.disconnect(slow)
    assert isinstance(erased, dict)
    assert isinstance(late, NotVisible)
    assert not Profile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would(alpha: Cluster, anna: Any) -> None:
    reached, written = threading.Event(), threading.Event()

    def slow(payload: ErasedPerson) -> None:
        reached.set()

    def write() -> None:
        # What a service did that asks nothing: the row is checked against an account that it only points to.
        reached.wait(timeout=10)
        Profile.objects.create(user_id=anna.pk, position="Secret position")
        written.set()

    person_erased.connect(slow, order=1)
    try:
        in_threads(alpha, lambda: erase_person(user_id=anna.pk, actor=viewer_of(anna)), write)
    finally:
        person_erased.disconnect(slow)
    assert Profile.objects.get().position == "Secret position"


@pytest.mark.django_db(transaction=True)
def test_a_row_written_before_the_erasure_ended_is_found_or_undone(alpha: Cluster, anna: Any) -> None:
    viewer = viewer_of(anna)
    inserted = threading.Event()

    def write() -> None:
        with transaction.atomic():
            services.lock_person(anna.pk)
            Profile.objects.create(user_id=anna.pk, position="Secret position")
            inserted.set()
            threading.Event().wait(0.2)
            services.require_present(viewer)

    def erase() -> Any:
        inserted.wait(timeout=10)
        return erase_person(user_id=anna.pk, actor=viewer)

    written, erased = in_threads(alpha, write, erase)
    assert written is None
    assert erased["profiles"] == 1
    assert not Profile.objects.exists()
    with pytest.raises(NotVisible):
        services.require_present(viewer)
    with pytest.raises(NotVisible), transaction.atomic():
        services.lock_person(anna.pk)
    services.require_present(SystemActor())
