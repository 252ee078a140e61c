"""Certificates of membership are issued when a term is opened, and anew when what they say has changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.exceptions import NotVisible
from clusterkit.core.policies import Actor, policy_of
from clusterkit.membership import actions
from clusterkit.membership.models import Membership, MembershipCertificate


def write_certificate(membership: Membership) -> MembershipCertificate:
    """The certificate that says what is true now, under the lock of the membership's row. Called by use cases.

    The current one is kept where it still says that; else it is replaced, and its code says so from then on.
    """
    current = MembershipCertificate.objects.filter(membership=membership, replaced_on__isnull=True).first()
    wanted = _content(membership)
    if current is not None:
        if says(current, membership):
            return current
        current.replaced_on = timezone.localdate()
        current.save(update_fields=["replaced_on"])
    made: MembershipCertificate = MembershipCertificate.objects.create(
        membership=membership, issued_on=timezone.localdate(), **wanted
    )
    return made


def says(certificate: MembershipCertificate, membership: Membership) -> bool:
    """Whether *certificate* says what is true now."""
    return all(getattr(certificate, name) == value for name, value in _content(membership).items())


@transaction.atomic
def issue_certificate(*, membership: Membership, actor: Actor) -> MembershipCertificate:
    """Issue the certificate anew after the organisation's name or the level's changed. One that is up to date stays.

    Raises ``NotPermitted`` for others than its administrators and the office.
    """
    locked = Membership.objects.select_for_update(of=("self",)).filter(pk=membership.pk).first()
    if locked is None:
        raise NotVisible
    policy_of(Membership).require(actor, actions.ISSUE_CERTIFICATE, locked)
    before = MembershipCertificate.objects.filter(membership=locked, replaced_on__isnull=True).first()
    certificate = write_certificate(locked)
    if before is None or before.pk != certificate.pk:
        ports.record(
            actor=actor, action=actions.ISSUE_CERTIFICATE.code, target=locked, after={"certificate": certificate.pk}
        )
    return certificate


def _content(membership: Membership) -> dict[str, Any]:
    organisation = membership.organisation
    return {
        "organisation_name": organisation.name or organisation.short_name,
        "level_name": membership.level.name,
        "starts_on": membership.starts_on,
        "ends_on": membership.ends_on,
    }
