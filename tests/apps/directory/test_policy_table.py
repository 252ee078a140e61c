"""Who may do what with organisations, their parts and their people: the whole table.

Every action of the app is tried by everybody with every sort of row, and the lists have to show just what may be seen.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.core.policies import Actor, SystemActor, actions, policy_of
from clusterkit.directory.actions import JOIN_BY_ADDRESS
from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.directory.policies.claims import admitting_claims, claims_for
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory, agree
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    AffiliationFactory,
    AffiliationRequestFactory,
    CapabilityFactory,
    CertificateFactory,
    ContactFactory,
    DomainClaimFactory,
    FormerAddressFactory,
    InvitationFactory,
    OrganisationFactory,
    PictureFactory,
    ProductFactory,
    ProfileFactory,
    SectorFactory,
    WaitingDomainClaimFactory,
)
from tests.apps.permission_table import differences

pytestmark = pytest.mark.django_db

# "admin", "representative" and "partner", who has the tier of members, act for ours, which is hidden; "boss" (its admin) and
# "mate" for theirs, which is published.
OFFICE = "coordinator system"
OWN = "admin representative partner"
MEMBERS = "member partner"
REGISTERED = f"registered {MEMBERS} admin representative boss mate {OFFICE}"
EVERYBODY = f"guest {REGISTERED}"

ALL = " ".join(item.code.removeprefix("directory.") for item in actions if item.code.startswith("directory."))
# What one does with one's own affiliation, which is not even the office's.
PERSONAL = "withdraw_affiliation describe_affiliation choose_organisation"
DECIDING = "confirm_affiliation decline_affiliation change_role"


@pytest.fixture
def ours(db: None) -> Organisation:
    """A hidden organisation."""
    organisation: Organisation = OrganisationFactory(is_published=False)
    return organisation


@pytest.fixture
def theirs(db: None) -> Organisation:
    """A published one."""
    organisation: Organisation = OrganisationFactory()
    return organisation


@pytest.fixture
def users(ours: Organisation, theirs: Organisation) -> dict[str, Any]:
    """Everybody who has an account."""
    return {
        "registered": UserFactory(),
        "member": MemberFactory(),
        "coordinator": CoordinatorFactory(),
        "admin": AdminAffiliationFactory(organisation=ours, is_listed=False).user,
        "representative": AffiliationFactory(organisation=ours, is_listed=False).user,
        "partner": AffiliationFactory(organisation=ours, is_listed=False, user=MemberFactory()).user,
        "boss": AdminAffiliationFactory(organisation=theirs).user,
        "mate": AffiliationFactory(organisation=theirs, is_listed=False).user,
    }


@pytest.fixture
def people(users: dict[str, Any]) -> dict[str, Actor]:
    """Everybody's standing."""
    return standing(users)


def standing(users: dict[str, Any]) -> dict[str, Actor]:
    """What they are now."""
    viewers: dict[str, Actor] = {name: viewer_of(user) for name, user in users.items()}
    return {"guest": viewer_of(AnonymousUser()), **viewers, "system": SystemActor()}


def test_words_are_read_by_all_and_kept_by_the_office(people: dict[str, Actor]) -> None:
    rows = {"sector": SectorFactory(), "profile": ProfileFactory()}
    line = {ALL: OFFICE, "view": EVERYBODY}
    assert differences("directory", people, rows, {"sector": line, "profile": line}) == []


def test_organisations(ours: Organisation, theirs: Organisation, people: dict[str, Actor]) -> None:
    rows = {"ours": ours, "theirs": theirs, "hidden": OrganisationFactory(is_published=False)}
    keeping = "edit_organisation manage_people view_history invite claim_domain view_domain_claims"
    coming = "view_capabilities request_affiliation join_by_address"
    table = {
        "ours": {ALL: OFFICE, keeping: "admin", f"view {coming}": OWN, "view_people": "partner"},
        "theirs": {ALL: OFFICE, keeping: "boss", "view": EVERYBODY, coming: REGISTERED, "view_people": MEMBERS},
        "hidden": {ALL: OFFICE},
    }
    assert differences("directory", people, rows, table) == []


@pytest.mark.parametrize(
    ("factory", "depth"),
    [
        pytest.param(PictureFactory, EVERYBODY, id="picture"),
        pytest.param(CapabilityFactory, REGISTERED, id="capability"),
        pytest.param(ProductFactory, REGISTERED, id="product"),
        pytest.param(CertificateFactory, REGISTERED, id="certificate"),
        pytest.param(ContactFactory, f"{MEMBERS} boss mate {OFFICE}", id="contact"),
    ],
)
def test_parts_open_with_their_depth(
    factory: Any, depth: str, ours: Organisation, theirs: Organisation, people: dict[str, Actor]
) -> None:
    rows = {
        "ours": factory(organisation=ours),
        "theirs": factory(organisation=theirs),
        "hidden": factory(organisation=OrganisationFactory(is_published=False)),
    }
    table = {
        "ours": {"view": f"{OWN} {OFFICE}", "edit_organisation": f"admin {OFFICE}"},
        "theirs": {"view": depth, "edit_organisation": f"boss {OFFICE}"},
        "hidden": {"view edit_organisation": OFFICE},
    }
    assert differences("directory", people, rows, table) == []


def test_what_ran_out_is_for_its_own_people_and_the_office(
    ours: Organisation, theirs: Organisation, people: dict[str, Actor]
) -> None:
    today = timezone.localdate()
    rows = {
        "ours, run out": CertificateFactory(organisation=ours, valid_until=today - timedelta(days=1)),
        "theirs, run out": CertificateFactory(organisation=theirs, valid_until=today - timedelta(days=1)),
        "theirs, valid today": CertificateFactory(organisation=theirs, valid_until=today),
    }
    table = {
        "ours, run out": {"view": f"{OWN} {OFFICE}", "edit_organisation": f"admin {OFFICE}"},
        "theirs, run out": {"view": f"boss mate {OFFICE}", "edit_organisation": f"boss {OFFICE}"},
        "theirs, valid today": {"view": REGISTERED, "edit_organisation": f"boss {OFFICE}"},
    }
    assert differences("directory", people, rows, table) == []


def test_former_addresses_lead_on_whoever_sees_the_organisation(
    ours: Organisation, theirs: Organisation, people: dict[str, Actor]
) -> None:
    rows = {
        "ours": FormerAddressFactory(organisation=ours),
        "theirs": FormerAddressFactory(organisation=theirs),
        "hidden": FormerAddressFactory(organisation=OrganisationFactory(is_published=False)),
    }
    table = {"ours": {"view": f"{OWN} {OFFICE}"}, "theirs": {"view": EVERYBODY}, "hidden": {"view": OFFICE}}
    assert differences("directory", people, rows, table) == []


# The office may all but what is personal; ``join_by_address`` is tried below.
REST = " ".join(sorted({*ALL.split()} - {*PERSONAL.split(), "join_by_address"}))


def test_people_of_organisations(ours: Organisation, theirs: Organisation, people: dict[str, Actor]) -> None:
    agreed = UserFactory()
    agree(agreed, LISTED)
    rows = {
        "listed": AffiliationFactory(organisation=theirs),
        "of a hidden organisation": AffiliationFactory(organisation=ours),
        "not listed": AffiliationFactory(organisation=theirs, is_listed=False),
        "not listed, agreed": AffiliationFactory(organisation=theirs, is_listed=False, user=agreed),
        "without consent": AffiliationFactory(organisation=theirs, consent=False),
        "asked for": AffiliationRequestFactory(organisation=theirs),
        "ended": AffiliationFactory(organisation=theirs, state=AffiliationState.ENDED),
        "of somebody shut out": AffiliationFactory(organisation=theirs, user=UserFactory(is_active=False)),
    }
    deciding = f"{DECIDING} end_affiliation"
    closed = {REST: OFFICE, deciding: "boss", "view_affiliations": "boss"}
    table = dict.fromkeys(rows, closed) | {
        "listed": {**closed, "view_affiliations": f"boss mate {MEMBERS}"},
        "of a hidden organisation": {REST: OFFICE, deciding: "admin", "view_affiliations": OWN},
    }
    assert differences("directory", people, rows, table) == []


def test_nobody_but_the_office_decides_on_himself(theirs: Organisation, users: dict[str, Any]) -> None:
    rows = {
        "the boss's": Affiliation.objects.get(user=users["boss"]),
        "the mate's": Affiliation.objects.get(user=users["mate"]),
        "asked for": AffiliationRequestFactory(organisation=theirs, user=users["registered"]),
        "the coordinator's": AffiliationFactory(organisation=theirs, user=users["coordinator"], is_listed=False),
    }
    end, see = "end_affiliation", "view_affiliations"
    table = {
        "the boss's": {REST: OFFICE, end: "boss", see: f"boss mate {MEMBERS}", PERSONAL: "boss"},
        "the mate's": {REST: OFFICE, DECIDING: "boss", f"{end} {see}": "boss mate", PERSONAL: "mate"},
        "asked for": {REST: OFFICE, DECIDING: "boss", f"{end} {see}": "boss registered", PERSONAL: "registered"},
        "the coordinator's": {REST: OFFICE, DECIDING: "boss", f"{end} {see}": "boss", PERSONAL: "coordinator"},
    }
    assert differences("directory", standing(users), rows, table) == []


@pytest.mark.parametrize(
    ("address", "claim", "known", "admitted"),
    [
        pytest.param("rita@naftan.example", {}, True, True, id="at the domain"),
        pytest.param("Rita@NAFTAN.example", {}, True, True, id="written otherwise"),
        pytest.param("rita@naftan.example", {"admits_at_once": False}, True, False, id="admins confirm"),
        pytest.param("rita@naftan.example", {"state": "waiting"}, False, False, id="mail not answered"),
        pytest.param("rita@naftan.example", {"organisation__is_published": False}, False, False, id="hidden"),
        pytest.param("rita@polymer.example", {}, False, False, id="at another domain"),
        pytest.param("rita@localhost", {"domain": ""}, False, False, id="at no domain"),
    ],
)
def test_who_is_let_in_by_his_address(address: str, claim: dict[str, Any], known: bool, admitted: bool) -> None:
    made = DomainClaimFactory(**{"domain": "naftan.example", **claim})
    DomainClaimFactory()
    user = UserFactory(email=address)
    person, stranger = viewer_of(user), viewer_of(UserFactory(email=f"x{address}"))
    assert list(claims_for(person)) == ([made] if known else [])
    assert list(admitting_claims(person)) == ([made] if admitted else [])
    policy = policy_of(Affiliation)
    request = AffiliationRequestFactory(organisation=made.organisation, user=user)
    elsewhere = AffiliationRequestFactory(user=user)
    assert policy.can(person, JOIN_BY_ADDRESS, request) is admitted
    assert not policy.can(person, JOIN_BY_ADDRESS, elsewhere)
    assert not policy.can(stranger, JOIN_BY_ADDRESS, request)


def test_an_address_that_was_not_confirmed_lets_nobody_in() -> None:
    claim = DomainClaimFactory(domain="naftan.example")
    user = UserFactory(email="rita@naftan.example", confirmed=False)
    request = AffiliationRequestFactory(organisation=claim.organisation, user=user)
    assert not policy_of(Affiliation).can(viewer_of(user), JOIN_BY_ADDRESS, request)
    assert list(claims_for(viewer_of(AnonymousUser()))) == []


def test_domain_claims(ours: Organisation, theirs: Organisation, people: dict[str, Actor]) -> None:
    rows = {"ours": WaitingDomainClaimFactory(organisation=ours), "theirs": DomainClaimFactory(organisation=theirs)}
    keeping = "view_domain_claims claim_domain end_domain_claim"
    table = {
        name: {ALL: OFFICE, "prove_domain": EVERYBODY, keeping: admin}
        for name, admin in {"ours": "admin", "theirs": "boss"}.items()
    }
    assert differences("directory", people, rows, table) == []


def test_invitations(ours: Organisation, theirs: Organisation, people: dict[str, Actor]) -> None:
    rows = {"ours": InvitationFactory(organisation=ours), "theirs": InvitationFactory(organisation=theirs)}
    keeping = "view_invitations resend_invitation revoke_invitation"
    table = {name: {keeping: f"{admin} {OFFICE}"} for name, admin in {"ours": "admin", "theirs": "boss"}.items()}
    assert differences("directory", people, rows, table) == []
