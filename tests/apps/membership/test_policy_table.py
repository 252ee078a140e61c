"""Who may do what with applications, in the council and with memberships: the whole table.

Every action of the app is tried by everybody with every sort of row, and the lists have to show just what may be seen.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.core.policies import Actor, SystemActor
from clusterkit.directory.models import Organisation
from clusterkit.membership.enums import ApplicationState, BallotState, MessageKind, Verdict
from clusterkit.membership.models import Application, Message, OfficeSettings, Opinion, ProtocolYear, Revision, Seat
from clusterkit.membership.policies import may_look_after
from clusterkit.membership.policies.sides import chairs
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.composition import CompositionBreachFactory
from clusterkit.testing.factories.council import (
    BallotFactory,
    ClosedBallotFactory,
    MeetingFactory,
    ProtocolFactory,
    SeatFactory,
    VoteFactory,
)
from clusterkit.testing.factories.directory import AdminAffiliationFactory, AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.membership import (
    ApplicationFactory,
    DocumentFactory,
    LevelFactory,
    MembershipCertificateFactory,
    MembershipFactory,
    ReasonFactory,
)
from tests.apps.permission_table import differences

pytestmark = pytest.mark.django_db

# The applicant side: who administers the organisation. "chief" coordinates the cluster as well.
OWN = "admin chief"
# The office: coordinators who have nothing to do with the organisation, and the platform itself.
OFFICE = "coordinator colleague system"
# All who coordinate: "insider" acts for the organisation, so he is no reviewer of it.
COORDINATORS = f"{OFFICE} insider chief"
# Who sits in the council and has nothing to do with the organisation. "former" chaired it once.
COUNCIL = "seat chair deputy former"
EVERYBODY = f"guest registered member representative admin {COORDINATORS} {COUNCIL} recused"

APPLYING = "apply edit submit resubmit withdraw"
REVIEWING = "review assign take_up request_info propose open_vote break_off approve reject"
TERMS = "admit renew suspend resume revoke change_level"


@pytest.fixture
def ours(db: None) -> Organisation:
    """The organisation about which it goes. It is not published."""
    organisation: Organisation = OrganisationFactory(is_published=False)
    return organisation


@pytest.fixture
def people(ours: Organisation) -> dict[str, Actor]:
    """Everybody's standing. The seats belong to other organisations; "recused" holds one and acts for ours too."""
    users: dict[str, Any] = {
        name: UserFactory() for name in ("registered", "representative", "admin", "deputy", "former", "recused")
    }
    users |= {name: CoordinatorFactory() for name in ("coordinator", "colleague", "insider", "chief")}
    users["member"] = AdminAffiliationFactory(organisation=MembershipFactory().organisation).user
    for name in ("representative", "insider", "recused"):
        AffiliationFactory(organisation=ours, user=users[name], is_listed=False)
    for name in ("admin", "chief"):
        AdminAffiliationFactory(organisation=ours, user=users[name], is_listed=False)
    seats = {name: SeatFactory(is_chair=name == "chair") for name in ("seat", "chair")}
    users |= {name: seat.representative for name, seat in seats.items()}
    SeatFactory(representative=_acting(users["recused"]), organisation=_home(users["recused"]))
    for seat, name in ((seats["chair"], "deputy"), (SeatFactory(), "former")):
        AffiliationFactory(organisation=seat.organisation, user=users[name], is_listed=False)
        Seat.objects.filter(pk=seat.pk).update(deputy=users[name])
    today = timezone.localdate()
    SeatFactory(
        organisation=_home(_acting(users["former"])), representative=users["former"], is_chair=True, vacated_on=today
    )
    viewers: dict[str, Actor] = {name: viewer_of(user) for name, user in users.items()}
    return {"guest": viewer_of(AnonymousUser()), **viewers, "system": SystemActor()}


def _acting(user: Any) -> Any:
    """The person, who administers a member organisation from now on."""
    AdminAffiliationFactory(organisation=MembershipFactory().organisation, user=user, is_listed=False)
    return user


def _home(user: Any) -> Organisation:
    """The member organisation that he began to administer last."""
    organisation: Organisation = Organisation.objects.filter(affiliations__user=user).order_by("-pk")[0]
    return organisation


def sent(organisation: Organisation, state: ApplicationState) -> Application:
    """An application that the office received once."""
    application: Application = ApplicationFactory(organisation=organisation, state=state, submitted_at=timezone.now())
    return application


def voted(organisation: Organisation) -> Application:
    """An application on which the council decided."""
    application = sent(organisation, ApplicationState.APPROVED)
    ClosedBallotFactory(application=application)
    return application


def in_revision(document: Any) -> Any:
    """The document, sent in a revision."""
    revision, _made = Revision.objects.get_or_create(
        application=document.application, number=1, defaults={"answers": {}}
    )
    revision.documents.add(document)
    return document


def test_applications(ours: Organisation, people: dict[str, Actor]) -> None:
    broken_off = sent(ours, ApplicationState.WITHDRAWN)
    BallotFactory(application=broken_off, state=BallotState.VOID)
    rows: dict[str, Application] = {
        "draft": ApplicationFactory(organisation=ours),
        "sent": sent(ours, ApplicationState.EXPIRED),
        "vote broken off": broken_off,
        "voted on": voted(ours),
    }
    received = {
        APPLYING: OWN,
        REVIEWING: OFFICE,
        "view_application": f"{OWN} {OFFICE}",
        "write": f"{OWN} {OFFICE}",
        "close_vote": OFFICE,
        "expire": "system",
    }
    table = {
        "draft": {APPLYING: OWN, "view_application write": OWN, "close_vote expire": "system"},
        "sent": received,
        "vote broken off": received,
        "voted on": {
            **received,
            "view_application": f"{OWN} {OFFICE} {COUNCIL}",
            "close_vote": f"{OFFICE} chair",
        },
    }
    assert differences("membership", people, rows, table) == []
    for name, lookers in (("draft", ""), ("sent", OFFICE)):
        assert {who for who, actor in people.items() if may_look_after(actor, rows[name])} == set(lookers.split())


def test_revisions_are_read_with_the_application_and_changed_by_nobody(
    ours: Organisation, people: dict[str, Actor]
) -> None:
    applications = {"sent": sent(ours, ApplicationState.EXPIRED), "voted on": voted(ours)}
    rows = {
        name: Revision.objects.get_or_create(application=row, number=1, defaults={"answers": {}})[0]
        for name, row in applications.items()
    }
    table = {
        "sent": {"view_application": f"{OWN} {OFFICE}"},
        "voted on": {"view_application": f"{OWN} {OFFICE} {COUNCIL}"},
    }
    assert differences("membership", people, rows, table) == []


def test_documents_are_read_once_they_were_sent(ours: Organisation, people: dict[str, Actor]) -> None:
    received, decided = sent(ours, ApplicationState.EXPIRED), voted(ours)
    rows = {
        "of a draft": DocumentFactory(application=ApplicationFactory(organisation=ours)),
        "sent": in_revision(DocumentFactory(application=received)),
        "added since": DocumentFactory(application=received),
        "voted on": in_revision(DocumentFactory(application=decided)),
        "added after the vote": DocumentFactory(application=decided),
    }
    table = {
        "of a draft": {"view_application edit": OWN},
        "sent": {"view_application": f"{OWN} {OFFICE}", "edit": OWN},
        "added since": {"view_application edit": OWN},
        "voted on": {"view_application": f"{OWN} {OFFICE} {COUNCIL}", "edit": OWN},
        "added after the vote": {"view_application edit": OWN},
    }
    assert differences("membership", people, rows, table) == []


def test_notes_are_the_offices_and_messages_both_sides(ours: Organisation, people: dict[str, Actor]) -> None:
    files = {"sent": sent(ours, ApplicationState.EXPIRED), "voted on": voted(ours)}
    rows = {
        f"{kind.value}, {name}": Message.objects.create(application=application, kind=kind, author_name="Somebody")
        for name, application in files.items()
        for kind in MessageKind
    }
    table = {
        "note, sent": {"view_application": OFFICE},
        "message, sent": {"view_application": f"{OWN} {OFFICE}"},
        "step, sent": {"view_application": f"{OWN} {OFFICE}"},
        "note, voted on": {"view_application": OFFICE},
        "message, voted on": {"view_application": f"{OWN} {OFFICE} {COUNCIL}"},
        "step, voted on": {"view_application": f"{OWN} {OFFICE} {COUNCIL}"},
    }
    assert differences("membership", people, rows, table) == []


def test_opinions_are_the_offices_and_taken_back_by_who_gave_them(ours: Organisation, people: dict[str, Actor]) -> None:
    files: dict[str, Application] = {
        "of a draft": ApplicationFactory(organisation=ours),
        "of what was sent": sent(ours, ApplicationState.EXPIRED),
    }
    reviewer = people["coordinator"].user_id
    assert reviewer is not None
    rows = {}
    for name, application in files.items():
        revision = Revision.objects.create(application=application, number=1, answers={})
        rows[name] = Opinion.objects.create(
            application=application,
            revision=revision,
            reviewer_id=reviewer,
            reviewer_name="Somebody",
            verdict=Verdict.APPROVE,
        )
    table: dict[str, dict[str, str]] = {
        "of a draft": {},
        "of what was sent": {"review": OFFICE, "propose": "coordinator"},
    }
    assert differences("membership", people, rows, table) == []


def test_meetings_are_led_by_the_office_and_known_to_the_council(people: dict[str, Actor]) -> None:
    table = {"meeting": {"view_ballot": f"{COORDINATORS} {COUNCIL} recused", "meet": COORDINATORS}}
    assert differences("membership", people, {"meeting": MeetingFactory()}, table) == []


def test_the_council_is_chaired_by_who_represents_that_seat_today(people: dict[str, Actor]) -> None:
    assert {who for who, actor in people.items() if chairs(actor)} == {"chair"}


def test_ballots_are_closed_by_the_office_or_the_chair(ours: Organisation, people: dict[str, Actor]) -> None:
    rows = {
        "open": BallotFactory(application=sent(ours, ApplicationState.IN_VOTE)),
        "closed": voted(ours).ballots.get(),
    }
    line = {
        "view_ballot": f"{OFFICE} {COUNCIL}",
        "cast": COUNCIL,
        "close_vote": f"{OFFICE} chair",
        "open_vote break_off meet": OFFICE,
    }
    assert differences("membership", people, rows, {"open": line, "closed": line}) == []


def test_votes_are_secret_until_the_ballot_is_closed_but_to_their_seat(
    ours: Organisation, people: dict[str, Actor]
) -> None:
    under_way = BallotFactory(application=sent(ours, ApplicationState.IN_VOTE))
    seats = {name: Seat.objects.get(representative_id=people[name].user_id) for name in ("seat", "chair")}
    rows = {
        "of the seat, open": VoteFactory(ballot=under_way, seat=seats["seat"]),
        "of the chair, open": VoteFactory(ballot=under_way, seat=seats["chair"]),
        "closed": VoteFactory(ballot=voted(ours).ballots.get(), seat=seats["seat"]),
    }
    table = {
        "of the seat, open": {"view_ballot": "seat"},
        "of the chair, open": {"view_ballot": "chair deputy"},
        "closed": {"view_ballot": f"{OFFICE} {COUNCIL}"},
    }
    assert differences("membership", people, rows, table) == []


def test_protocols_are_the_offices_and_the_councils(ours: Organisation, people: dict[str, Actor]) -> None:
    rows = {"protocol": ProtocolFactory(ballot=voted(ours).ballots.get())}
    table = {"protocol": {"view_ballot": f"{OFFICE} {COUNCIL}"}}
    assert differences("membership", people, rows, table) == []


def test_what_the_tier_alone_decides(people: dict[str, Actor]) -> None:
    rows = {
        "seat": SeatFactory(),
        "settings": OfficeSettings.objects.get_or_create(key=1)[0],
        "numbering": ProtocolYear.objects.create(year=2026),
        "reason": ReasonFactory(code="table"),
    }
    for_the_office = {"set_up review seat": COORDINATORS, "view_council": f"{COORDINATORS} {COUNCIL} member recused"}
    table = dict.fromkeys(rows, for_the_office)
    assert differences("membership", people, rows, table, only="set_up review seat view_council") == []


def test_breaches_of_the_composition_are_known_to_the_office_and_the_council(people: dict[str, Actor]) -> None:
    table = {"breach": {"view_composition": f"{COORDINATORS} {COUNCIL} recused"}}
    assert differences("membership", people, {"breach": CompositionBreachFactory()}, table) == []


def test_levels_are_public_and_kept_by_the_office(people: dict[str, Actor]) -> None:
    table = {"level": {"view": EVERYBODY, "manage_levels": COORDINATORS}}
    assert differences("membership", people, {"level": LevelFactory(code="table")}, table) == []


def term(organisation: Organisation, *, begun: int = 30) -> Any:
    """A term of a year that began so many days ago."""
    return MembershipFactory(organisation=organisation, starts_on=timezone.localdate() - timedelta(days=begun))


def test_memberships(ours: Organisation, people: dict[str, Actor]) -> None:
    rows = {
        "ours": term(ours),
        "published, in force": term(OrganisationFactory()),
        "published, in grace": term(OrganisationFactory(), begun=380),
        "published, lapsed": term(OrganisationFactory(), begun=900),
        "hidden, in force": term(OrganisationFactory(is_published=False)),
    }
    # With other organisations than ours every coordinator is impartial.
    foreign = {TERMS: COORDINATORS, "resign issue_certificate view_own": COORDINATORS}
    table = {
        "ours": {
            TERMS: OFFICE,
            "resign": f"{OWN} {OFFICE}",
            "ask_renewal": OWN,
            "issue_certificate": f"{OWN} {COORDINATORS}",
            "view view_own": f"{OWN} {COORDINATORS} representative recused",
        },
        "published, in force": {**foreign, "view": EVERYBODY},
        "published, in grace": {**foreign, "view": EVERYBODY},
        "published, lapsed": {**foreign, "view": COORDINATORS},
        "hidden, in force": {**foreign, "view": COORDINATORS},
    }
    assert differences("membership", people, rows, table) == []


def test_certificates_in_force_are_for_the_organisation_and_the_office(
    ours: Organisation, people: dict[str, Actor]
) -> None:
    in_force = term(ours)
    rows = {
        "current": MembershipCertificateFactory(membership=in_force),
        "replaced": MembershipCertificateFactory(membership=in_force, replaced_on=timezone.localdate()),
        "of a term that lapsed": MembershipCertificateFactory(membership=term(ours, begun=900)),
        "of another organisation": MembershipCertificateFactory(membership=term(OrganisationFactory())),
    }
    both = "download_certificate issue_certificate"
    table: dict[str, dict[str, str]] = {
        "current": {both: f"{OWN} {COORDINATORS}"},
        "replaced": {},
        "of a term that lapsed": {},
        "of another organisation": {both: COORDINATORS},
    }
    assert differences("membership", people, rows, table) == []
