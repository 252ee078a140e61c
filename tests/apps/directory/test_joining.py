"""Acting for an organisation by one's address at its mail domain: offered, at once or confirmed, and not a moment longer."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.accounts.hooks import PersonalData
from clusterkit.accounts.selectors import has_consent
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, NotPermitted, NotVisible, Vetoed
from clusterkit.core.policies import SystemActor
from clusterkit.core.surfaces import ViewerPayload
from clusterkit.core.transitions import apply
from clusterkit.directory import receivers
from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import AffiliationRole, AffiliationState, DomainClaimState
from clusterkit.directory.hooks import affiliation_confirmation, affiliation_confirmed
from clusterkit.directory.models import Affiliation, DomainClaim, Organisation
from clusterkit.directory.personal import own_sections
from clusterkit.directory.selectors import offer_of, offers_for
from clusterkit.directory.services import end_claim, join_by_address
from clusterkit.directory.transitions import AFFILIATION
from clusterkit.tenancy.context import current_cluster, run_in_cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.directory import (
    AffiliationRequestFactory,
    DomainClaimFactory,
    WaitingDomainClaimFactory,
)
from tests.apps.directory.test_domain_claims import token_in
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(naftan: Organisation) -> DomainClaim:
    """naftan.example is Naftan's."""
    made: DomainClaim = DomainClaimFactory(organisation=naftan, domain="naftan.example")
    return made


@pytest.fixture
def nadia(_stand_in_alpha: None) -> Any:
    """Somebody with an address at naftan.example."""
    return UserFactory(name="Nadia Newcomer", email="Nadia@Naftan.example")


def offered(user: Any) -> list[tuple[str, bool]]:
    return [(offer.domain, offer.at_once) for offer in offers_for(viewer_of(user))]


def test_who_has_a_confirmed_address_there_is_offered_the_organisation(
    claim: DomainClaim, nadia: Any, naftan: Organisation
) -> None:
    assert offered(nadia) == [("naftan.example", True)]
    (task,) = receivers.tasks(ViewerPayload(viewer_of(nadia)))
    assert "Naftan" in str(task.title)
    assert "naftan.example" in str(task.detail)
    DomainClaim.objects.update(admits_at_once=False)
    assert offered(nadia) == [("naftan.example", False)]


@pytest.mark.parametrize("domain", ["mail.naftan.example", "naftan.example.org", "notnaftan.example"])
def test_a_domain_that_only_looks_like_it_is_another_one(domain: str, claim: DomainClaim) -> None:
    assert offered(UserFactory(email=f"nadia@{domain}")) == []


def test_an_address_that_nobody_confirmed_says_nothing(claim: DomainClaim, naftan: Organisation) -> None:
    user = UserFactory(email="nadia@naftan.example", confirmed=False)
    EmailAddress.objects.create(user=user, email="nadia@naftan.example", verified=False, primary=True)
    assert offered(user) == []
    with pytest.raises(Conflict, match="no confirmed address"):
        join_by_address(organisation=naftan, actor=viewer_of(user))


@pytest.mark.parametrize("state", [state for state in DomainClaimState if state != DomainClaimState.CONFIRMED])
def test_only_a_confirmed_claim_counts(state: DomainClaimState, nadia: Any, naftan: Organisation) -> None:
    WaitingDomainClaimFactory(organisation=naftan, domain="naftan.example", state=state)
    assert offered(nadia) == []


def test_a_hidden_organisation_is_offered_to_nobody(claim: DomainClaim, nadia: Any, naftan: Organisation) -> None:
    Organisation.objects.update(is_published=False)
    naftan.refresh_from_db()
    assert offered(nadia) == []
    with pytest.raises(NotVisible):
        join_by_address(organisation=naftan, actor=viewer_of(nadia))


def test_who_acts_for_it_or_waits_for_its_answer_is_not_offered_it_again(
    claim: DomainClaim, nadia: Any, naftan: Organisation
) -> None:
    row = AffiliationRequestFactory(organisation=naftan, user=nadia, is_listed=False)
    assert offered(nadia) == [("naftan.example", True)], "it answers the request"
    DomainClaim.objects.update(admits_at_once=False)
    assert offered(nadia) == []
    Affiliation.objects.filter(pk=row.pk).update(state=AffiliationState.CONFIRMED)
    DomainClaim.objects.update(admits_at_once=True)
    assert offered(nadia) == []
    assert offer_of(viewer_of(nadia), naftan) is None


def test_he_acts_for_it_at_once_as_a_representative(
    claim: DomainClaim,
    nadia: Any,
    naftan: Organisation,
    viewers: dict[str, Viewer],
    sent: list[ports.Notice],
    written: list[ports.AuditEntry],
    django_capture_on_commit_callbacks: Any,
) -> None:
    heard: list[Any] = []
    with affiliation_confirmed.override(heard.append), django_capture_on_commit_callbacks(execute=True):
        row = join_by_address(
            organisation=naftan, actor=viewer_of(nadia), position=" Chemist ", is_listed=True, page="/here/"
        )
    assert (row.state, row.role, row.position, row.is_listed) == (
        AffiliationState.CONFIRMED,
        AffiliationRole.REPRESENTATIVE,
        "Chemist",
        True,
    )
    assert has_consent(nadia, LISTED)
    assert viewer_of(nadia).acting_organisation_id == naftan.pk
    assert [payload.obj for payload in heard] == [row]
    assert [(notice.kind.code, [*notice.recipients]) for notice in sent] == [
        ("directory.affiliation_by_address", [viewers["admin"].user_id])
    ]
    (entry,) = [item for item in written if item.action == "directory.join_by_address"]
    assert (entry.after["domain"], entry.actor.user_id) == ("naftan.example", nadia.pk)
    with pytest.raises(Conflict, match="already"):
        join_by_address(organisation=naftan, actor=viewer_of(nadia))


def test_where_the_organisation_wants_it_an_admin_still_confirms(
    claim: DomainClaim, nadia: Any, naftan: Organisation, viewers: dict[str, Viewer], sent: list[ports.Notice]
) -> None:
    DomainClaim.objects.update(admits_at_once=False)
    row = join_by_address(organisation=naftan, actor=viewer_of(nadia), position="Chemist")
    assert row.state == AffiliationState.REQUESTED
    assert [notice.kind.code for notice in sent] == ["directory.affiliation_requested"]
    with pytest.raises(Conflict):
        join_by_address(organisation=naftan, actor=viewer_of(nadia))
    # The way past the administrators is closed too.
    with pytest.raises(NotPermitted):
        apply(AFFILIATION, "admit", row, actor=viewer_of(nadia))


def test_an_open_request_is_answered_by_it(claim: DomainClaim, nadia: Any, naftan: Organisation) -> None:
    asked = AffiliationRequestFactory(
        organisation=naftan, user=nadia, position="Chemist", role=AffiliationRole.ADMIN, is_listed=False
    )
    row = join_by_address(organisation=naftan, actor=viewer_of(nadia))
    assert (row.pk, row.state, row.role, row.position) == (
        asked.pk,
        AffiliationState.CONFIRMED,
        AffiliationRole.REPRESENTATIVE,
        "Chemist",
    )


def test_a_host_that_refuses_the_person_is_asked(claim: DomainClaim, nadia: Any, naftan: Organisation) -> None:
    with (
        affiliation_confirmation.override(lambda payload: "Not on a Sunday."),
        pytest.raises(Vetoed, match="Sunday"),
    ):
        join_by_address(organisation=naftan, actor=viewer_of(nadia))
    assert not Affiliation.objects.filter(user=nadia).exists()


def test_nobody_joins_for_another_or_without_an_account(
    claim: DomainClaim, nadia: Any, naftan: Organisation, viewers: dict[str, Viewer]
) -> None:
    asked = AffiliationRequestFactory(organisation=naftan, user=nadia, is_listed=False)
    with pytest.raises((NotPermitted, NotVisible)):
        apply(AFFILIATION, "admit", asked, actor=viewers["registered"])
    with pytest.raises(NotPermitted):
        apply(AFFILIATION, "admit", asked, actor=viewers["coordinator"])
    for actor in (viewers["guest"], viewers["registered"], SystemActor()):
        with pytest.raises((NotPermitted, Conflict)):
            join_by_address(organisation=naftan, actor=actor)


def test_what_he_claimed_is_in_the_archive_of_his_data(viewers: dict[str, Viewer], naftan: Organisation) -> None:
    DomainClaimFactory(organisation=naftan, domain="naftan.example", claimed_by_id=viewers["admin"].user_id)
    sections = {part.name: list(part.rows) for part in own_sections(PersonalData(viewers["admin"]))}
    assert [row["domain"] for row in sections["mail_domains"]] == ["naftan.example"]


@pytest.mark.parametrize("count", [1, 3])
def test_offers_cost_the_same_however_many(count: int, django_assert_num_queries: Any) -> None:
    user = UserFactory(email="first@many-0.example")
    for number in range(count):
        DomainClaimFactory(domain=f"many-{number}.example")
        if number:
            EmailAddress.objects.create(user=user, email=f"me@many-{number}.example", verified=True)
    viewer = viewer_of(user)
    with django_assert_num_queries(3):
        assert len(offers_for(viewer)) == count


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_make_one_affiliation() -> None:
    claim = DomainClaimFactory(domain="naftan.example")
    viewer = viewer_of(UserFactory(email="nadia@naftan.example"))
    results = at_once(*[partial(join_by_address, organisation=claim.organisation, actor=viewer)] * 20)
    assert sum(isinstance(result, Affiliation) for result in results) == 1
    assert all(isinstance(result, Affiliation | Conflict) for result in results)
    assert Affiliation.objects.filter(organisation=claim.organisation).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_is_given_up_at_this_moment_lets_nobody_in() -> None:
    """Who joins holds the claim: the end of it waits, or he finds it ended."""
    claim = DomainClaimFactory(domain="naftan.example")
    office = viewer_of(CoordinatorFactory())
    viewer = viewer_of(UserFactory(email="nadia@naftan.example"))
    joined, ended = threading.Event(), threading.Event()
    cluster = current_cluster()

    def veto(payload: Any) -> None:
        joined.set()
        assert not ended.wait(1), "the claim ended while somebody was being let in by it"

    def end() -> None:
        try:
            joined.wait(10)
            run_in_cluster(cluster, lambda: end_claim(claim=claim, actor=office))
            ended.set()
        finally:
            connection.close()

    other = threading.Thread(target=end)
    with affiliation_confirmation.override(veto):
        other.start()
        row = join_by_address(organisation=claim.organisation, actor=viewer)
    other.join(20)
    assert ended.is_set()
    assert row.state == AffiliationState.CONFIRMED
    later = viewer_of(UserFactory(email="late@naftan.example"))
    with pytest.raises(Conflict):
        join_by_address(organisation=claim.organisation, actor=later)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_claim_ends_meanwhile() -> None:
    """The control: a claim that is only looked at does not keep anybody from ending it."""
    claim = DomainClaimFactory(domain="naftan.example")
    office = viewer_of(CoordinatorFactory())
    cluster = current_cluster()
    with transaction.atomic():
        assert DomainClaim.objects.filter(pk=claim.pk, state=DomainClaimState.CONFIRMED).exists()
        done: list[Any] = []

        def end() -> None:
            try:
                done.append(run_in_cluster(cluster, lambda: end_claim(claim=claim, actor=office)))
            finally:
                connection.close()

        other = threading.Thread(target=end)
        other.start()
        other.join(20)
        assert done
        assert done[0].state == DomainClaimState.ENDED


# Pages and API


@pytest.fixture
def desk(naftan: Organisation, people: dict[str, Any], client_for: Any) -> Any:
    """``desk(who)`` is a client; its answers have ``words``."""

    def sign_in(who: Any) -> Any:
        return client_for(people.get(who) if isinstance(who, str) else who)

    return sign_in


def words(answer: Any) -> str:
    return str(answer.content.decode()).replace("\xa0", " ")


def test_an_admin_claims_on_the_page_of_the_organisation(desk: Any, naftan: Organisation) -> None:
    admin = desk("admin")
    page = "/participants/naftan/domains/"
    assert "Claim a mail domain" in words(admin.get(page))
    refused = admin.post(page, {"domain": "gmail.com", "mailbox": "admin", "admits_at_once": "True"})
    assert refused.status_code == 422
    assert "Anybody may have an address there" in words(refused)
    assert 'value="gmail.com"' in words(refused)
    data = {"domain": "naftan.example", "mailbox": "info", "admits_at_once": "False"}
    assert admin.post(page, data)["Location"] == page
    row = DomainClaim.objects.get()
    assert (row.domain, row.mailbox, row.admits_at_once) == ("naftan.example", "info", False)
    shown = words(admin.get(page))
    assert "naftan.example" in shown
    for path, data, state in (
        (f"/participants/domains/{row.pk}/", {"admits_at_once": "True"}, DomainClaimState.WAITING),
        (f"/participants/domains/{row.pk}/end/", {"reason": "Sold"}, DomainClaimState.ENDED),
    ):
        assert admin.get(path).status_code == 200
        assert admin.post(path, data)["Location"] == page
        row.refresh_from_db()
        assert (row.admits_at_once, row.state) == (True, state)
    for who, status in (("representative", 403), ("outsider", 403), ("guest", 302)):
        assert desk(who).get(page).status_code in (status, 403)


def test_an_organisation_that_waits_for_the_office_is_told_so(desk: Any, naftan: Organisation) -> None:
    Organisation.objects.filter(pk=naftan.pk).update(is_published=False)
    shown = words(desk("admin").get("/participants/naftan/domains/"))
    assert "looks at your organisation first" in shown
    assert 'name="domain"' not in shown


def test_the_mail_is_sent_again_on_its_page(desk: Any, naftan: Organisation) -> None:
    row = WaitingDomainClaimFactory(organisation=naftan, domain="naftan.example", mailbox="office")
    admin, path = desk("admin"), f"/participants/domains/{row.pk}/mail/"
    assert "office@" in words(admin.get(path))
    assert admin.post(path, {"mailbox": "postmaster"}).status_code == 302
    row.refresh_from_db()
    assert (row.mailbox, row.mails) == ("postmaster", 1)
    assert desk("outsider").get(path).status_code == 404


def test_the_office_decides_between_two(desk: Any, naftan: Organisation) -> None:
    holder = DomainClaimFactory(domain="naftan.example")
    row = WaitingDomainClaimFactory(organisation=naftan, domain="naftan.example", state=DomainClaimState.DISPUTED)
    declined = WaitingDomainClaimFactory(organisation=naftan, domain="other.example")
    office, page = desk("coordinator"), "/participants/domains/"
    shown = words(office.get(page))
    assert shown.index("has this domain now") < shown.index("other.example")
    assert desk("admin").get(page).status_code == 403
    assert str(holder.organisation) in words(office.get(f"{page}{row.pk}/settle/"))
    assert office.post(f"{page}{row.pk}/settle/", {"reason": ""})["Location"] == page
    assert office.get(f"{page}{declined.pk}/decline/").status_code == 200
    assert office.post(f"{page}{declined.pk}/decline/", {"reason": ""}).status_code == 422
    office.post(f"{page}{declined.pk}/decline/", {"reason": "Not theirs."})
    states = dict(DomainClaim.objects.values_list("pk", "state"))
    assert states == {holder.pk: "ended", row.pk: "confirmed", declined.pk: "declined"}
    # Somebody else was faster: a page that says so.
    assert office.post(f"{page}{declined.pk}/settle/", {"reason": ""}).status_code == 409


def test_the_offices_list_costs_the_same_however_long(desk: Any) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            desk("coordinator").get("/participants/domains/")
        return sum("clusterkit_directory_domainclaim" in row["sql"] for row in asked.captured_queries)

    WaitingDomainClaimFactory(state=DomainClaimState.DISPUTED)
    one = statements()
    for _number in range(2):
        WaitingDomainClaimFactory(state=DomainClaimState.DISPUTED)
    assert statements() == one


def test_the_link_asks_first_and_confirms_once(
    desk: Any, naftan: Organisation, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    row = WaitingDomainClaimFactory(organisation=naftan, domain="naftan.example")
    with django_capture_on_commit_callbacks(execute=True):
        desk("admin").post(f"/participants/domains/{row.pk}/mail/", {"mailbox": "admin"})
    link = f"/participants/domains/link/{token_in(mailoutbox[0])}/"
    guest = desk("guest")
    for _look in range(2):
        answer = guest.get(link)
        assert "Naftan" in words(answer)
        assert "no-store" in answer["Cache-Control"]
    row.refresh_from_db()
    assert row.state == DomainClaimState.WAITING, "a mail program that opens the link confirms nothing"
    assert "from now on" in words(guest.post(link))
    assert guest.post(link).status_code == 404
    assert "cannot be used" in words(guest.get(link))


def test_one_joins_on_the_page_of_the_organisation(desk: Any, claim: DomainClaim, nadia: Any) -> None:
    client = desk(nadia)
    for page in ("/participants/naftan/", "/participants/mine/"):
        assert "/participants/naftan/join-by-address/" in words(client.get(page))
    path = "/participants/naftan/join-by-address/"
    assert "you need no confirmation" in words(client.get(path))
    assert client.post(path, {"position": ""}).status_code == 422
    with affiliation_confirmation.override(lambda payload: "Not on a Sunday."):
        refused = client.post(path, {"position": "Chemist"})
    assert refused.status_code == 422
    assert "Not on a Sunday." in words(refused)
    assert 'value="Chemist"' in words(refused)
    answer = client.post(path, {"position": "Chemist"}, follow=True)
    assert "You act for the organisation now" in words(answer)
    assert client.get(path).status_code == 409
    other = desk(UserFactory(email="other@naftan.example"))
    DomainClaim.objects.update(admits_at_once=False)
    assert "still confirms you" in words(other.get("/participants/mine/"))
    assert "still confirms you" in words(other.get(path))
    assert "Your request is sent" in words(other.post(path, {"position": "Chemist"}, follow=True))


def test_the_api_does_the_same(
    desk: Any, naftan: Organisation, nadia: Any, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    admin, office, guest = desk("admin"), desk("coordinator"), desk("guest")
    json = {"content_type": "application/json"}
    api = "/api/v1/domain-claims/"
    body = {"organisation": naftan.pk, "domain": "naftan.example"}
    made = admin.post(api, body, **json)
    assert (made.status_code, made.json()["state"], made.json()["mailbox"]) == (201, "waiting", "admin")
    assert admin.post(api, {**body, "organisation": 987654}, **json).status_code == 404
    assert admin.post(api, {**body, "domain": "mail.ru"}, **json).json()["errors"]["domain"]
    pk = made.json()["id"]
    assert [row["id"] for row in admin.get(f"{api}?state=waiting&domain=NAFTAN.example").json()["results"]] == [pk]
    assert desk("outsider").get(f"{api}{pk}/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(f"{api}{pk}/mail/", {"mailbox": "info"}, **json).json()["mailbox"] == "info"
    assert admin.post(f"{api}{pk}/mail/", {}, **json).status_code == 409
    token = token_in(mailoutbox[-1])
    assert guest.post(f"{api}prove/", {"token": token}, **json).json() == {
        "domain": "naftan.example",
        "organisation": "Naftan",
        "state": "confirmed",
    }
    assert guest.post(f"{api}prove/", {"token": token}, **json).status_code == 404
    offers = "/api/v1/domain-offers/"
    client = desk(nadia)
    assert client.get(offers).json() == [
        {"organisation": naftan.pk, "organisation_name": "Naftan", "domain": "naftan.example", "at_once": True}
    ]
    joined = client.post(offers, {"organisation": naftan.pk, "position": "Chemist"}, **json)
    assert (joined.status_code, joined.json()["state"]) == (201, "confirmed")
    assert guest.get(offers).status_code in (401, 403)
    version = admin.get(f"{api}{pk}/").json()["version"]
    change = {"admits_at_once": False, "version": version}
    changed = admin.patch(f"{api}{pk}/", change, **json)
    assert changed.json()["admits_at_once"] is False
    assert admin.patch(f"{api}{pk}/", change, **json).status_code == 409
    assert admin.post(f"{api}{pk}/settle/", **json).status_code == 403
    assert admin.post(f"{api}{pk}/end/", **json).json()["state"] == "ended"
    again = office.post(api, body, **json).json()["id"]
    assert office.post(f"{api}{again}/settle/", **json).json()["proof"] == "office"
    third = office.post(api, {**body, "domain": "third.example"}, **json).json()["id"]
    declined = office.post(f"{api}{third}/decline/", {"reason": "No."}, **json)
    assert declined.json()["state"] == "declined"
