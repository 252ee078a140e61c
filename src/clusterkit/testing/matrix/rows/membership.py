"""Applications on every step that people meet, and memberships."""

from __future__ import annotations

from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.directory.models import Organisation
from clusterkit.membership.enums import MessageKind, Verdict
from clusterkit.membership.models import Application, Document, Level, Membership, Message, Reason
from clusterkit.membership.services import propose_decision, submit, take_up
from clusterkit.testing.factories.accounts import CoordinatorFactory
from clusterkit.testing.factories.membership import (
    ApplicationFactory,
    DocumentFactory,
    LevelFactory,
    MembershipCertificateFactory,
    MembershipFactory,
    ReasonFactory,
)
from clusterkit.testing.matrix.rows import council
from clusterkit.testing.matrix.world import FIFTH, FIRST, FOURTH, SECOND, THIRD, World


def fill(world: World) -> None:
    """FIRST is a draft, SECOND waits, THIRD has an opinion (all the member's); FOURTH is the stranger's."""
    office = viewer_of(world.users["coordinator"])
    of_whom = {
        FIRST: ("member", FIRST),
        SECOND: ("member", SECOND),
        THIRD: ("member", FIFTH),
        FOURTH: ("stranger", FOURTH),
    }
    for key, (name, organisation) in of_whom.items():
        user = world.users[name]
        application = ApplicationFactory(pk=key, organisation=Organisation.objects.get(pk=organisation), applicant=user)
        world.put(DocumentFactory(pk=key, application=application))
        if key != FIRST:
            submit(application=application, actor=viewer_of(user))
        if key == THIRD:
            taken = take_up(application=application, actor=office)
            propose_decision(
                application=taken,
                actor=viewer_of(CoordinatorFactory()),
                verdict=Verdict.APPROVE,
                reason="Good.",
                revision=taken.revision,
            )
        world.put(Application.objects.get(pk=key))
        for kind, number in ((MessageKind.MESSAGE, key), (MessageKind.NOTE, key + 10)):
            world.put(Message.objects.create(pk=number, application=application, kind=kind, author_name="Somebody"))
    for key, organisation in ((FIRST, FIRST), (SECOND, THIRD)):
        level = LevelFactory(pk=key, code=f"level-{key}", order=key - FIRST)
        term = MembershipFactory(pk=key, organisation_id=organisation, level=level)
        paper = MembershipCertificateFactory(pk=key, membership=term)
        world.put(level, term, paper, ReasonFactory(pk=key + 40_000, code=f"reason-{key}"))
    for prefix in ("/membership/applications/{pk}/", "/api/v1/applications/{pk}/"):
        world.route(prefix, Application)
    world.route("/membership/applications/{pk}/documents/{document}/", Document, pk="application_id", document="pk")
    world.route("/membership/members/{pk}/", Membership)
    world.route("/api/v1/memberships/{pk}/", Membership)
    council.fill(world)
    for prefix in ("/membership/levels/{pk}/", "/api/v1/levels/{pk}/"):
        world.route(prefix, Level)
    for prefix in ("/membership/reasons/{pk}/", "/api/v1/reasons/{pk}/"):
        world.route(prefix, Reason)
    # Who holds the paper has its code: the page answers everybody who types it, and says what is printed on it.
    paper = MembershipCertificateFactory(
        membership=Membership.objects.get(pk=FIRST),
        organisation_name={"en": "A name on paper"},
        level_name={"en": "A level on paper"},
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
        issued_on=timezone.localdate(),
        replaced_on=timezone.localdate(),
    )
    world.secret("/membership/certificates/{code}/", code=paper.code)
