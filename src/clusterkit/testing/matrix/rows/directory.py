"""Organisations: open and closed ones, the member's and others'."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from clusterkit.directory.enums import AffiliationState, DomainClaimState
from clusterkit.directory.invitation_links import token_of
from clusterkit.directory.models import Affiliation, DomainClaim, Invitation, Organisation, Profile, Sector
from clusterkit.directory.services.claim_links import claim_token, digest_of
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    AffiliationFactory,
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
)
from clusterkit.testing.matrix.world import FIFTH, FIRST, FOURTH, SECOND, SEVENTH, SIXTH, THIRD, World


def fill(world: World) -> None:
    """FIRST, SECOND and FIFTH are the member's, THIRD and FOURTH the stranger's; SECOND and FOURTH are not published."""
    world.put(SectorFactory(pk=FIRST, code="known-1"), SectorFactory(pk=SECOND, code="known-2"))
    world.put(ProfileFactory(pk=FIRST, sector_id=FIRST, code="known-profile-1"))
    for key, slug in (
        (FIRST, "known-1"),
        (SECOND, "known-2"),
        (THIRD, "known-3"),
        (FOURTH, "known-4"),
        (FIFTH, "known-5"),
    ):
        world.put(OrganisationFactory(pk=key, slug=slug, is_published=key not in (SECOND, FOURTH)))
        world.put(CapabilityFactory(pk=key, organisation_id=key), ContactFactory(pk=key, organisation_id=key))
        world.put(ProductFactory(pk=key, organisation_id=key), PictureFactory(pk=key, organisation_id=key))
        # Those of the second half have run out: their own people and coordinators see them only.
        last_day = date(2020, 1, 1) if key in (FOURTH, FIFTH) else None
        world.put(CertificateFactory(pk=key, organisation_id=key, valid_until=last_day))
        world.put(FormerAddressFactory(pk=key, organisation_id=key, slug=f"{slug}-before"), planted=False)
    invitations(world)
    member, stranger = world.users["member"], world.users["stranger"]
    requested = {"state": AffiliationState.REQUESTED, "is_listed": False}
    world.put(
        AdminAffiliationFactory(pk=FIRST, organisation_id=FIRST, user=member),
        AdminAffiliationFactory(pk=SECOND, organisation_id=SECOND, user=member),
        AdminAffiliationFactory(pk=THIRD, organisation_id=THIRD, user=stranger),
        AdminAffiliationFactory(pk=FOURTH, organisation_id=FOURTH, user=stranger),
        AdminAffiliationFactory(pk=FIFTH, organisation_id=FIFTH, user=member),
        AffiliationFactory(pk=SIXTH, organisation_id=FIRST, user=world.users["registered"], **requested),
        AffiliationFactory(pk=SEVENTH, organisation_id=THIRD, user=world.users["newcomer"], **requested),
    )
    mail_domains(world)
    world.route("/participants/{slug}/", Organisation, slug="slug")
    world.route("/participants/affiliations/{pk}/", Affiliation)
    world.route("/participants/sectors/{pk}/", Sector)
    world.route("/participants/profiles/{pk}/", Profile)
    world.route("/api/v1/profiles/{pk}/", Profile)
    world.route("/api/v1/organisations/{pk}/", Organisation)
    world.route("/api/v1/affiliations/{pk}/", Affiliation)
    world.route("/api/v1/sectors/{pk}/", Sector)


def invitations(world: World) -> None:
    """FIRST waits with the member's organisation, and its link opens to whoever has it; FOURTH with the stranger's."""
    for key, inviter in ((FIRST, "member"), (FOURTH, "stranger")):
        # What the link shows to everybody who has it is no secret of the row.
        label = "invited" if key == FIRST else "directory.invitation"
        words = f"canary-{world.name}-{label}-{key}"
        world.put(
            InvitationFactory(
                pk=key,
                organisation_id=key,
                invited_by=world.users[inviter],
                email=f"{words}@example.org",
                key=words,
            ),
            planted=False,
        )
    world.route("/participants/invitations/{pk}/", Invitation)
    world.route("/api/v1/invitations/{pk}/", Invitation)
    world.secret("/participants/invitations/open/{token}/", token=token_of(f"canary-{world.name}-invited-{FIRST}"))


def mail_domains(world: World) -> None:
    """FIRST and THIRD are confirmed, FOURTH is disputed, SECOND and FIFTH wait; the link of FIFTH opens to whoever has it."""
    states = {
        FIRST: DomainClaimState.CONFIRMED,
        THIRD: DomainClaimState.CONFIRMED,
        FOURTH: DomainClaimState.DISPUTED,
    }
    for key in (FIRST, SECOND, THIRD, FOURTH, FIFTH):
        # What the link shows to everybody who has it is no secret of the row.
        label = "claimed" if key == FIFTH else "directory.domainclaim"
        has_link = key == FIFTH
        world.put(
            DomainClaimFactory(
                pk=key,
                organisation_id=key,
                domain=f"canary-{world.name}-{label}-{key}.example",
                state=states.get(key, DomainClaimState.WAITING),
                key_digest=digest_of(f"claim-{world.name}") if has_link else "",
                link_expires_at=timezone.now() + timedelta(days=1) if has_link else None,
            ),
            planted=False,
        )
    world.route("/participants/domains/{pk}/", DomainClaim)
    world.route("/api/v1/domain-claims/{pk}/", DomainClaim)
    world.secret("/participants/domains/link/{token}/", token=claim_token(FIFTH, f"claim-{world.name}"))
