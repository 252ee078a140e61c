"""What a certificate says, to its holder and to everybody who has its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.translated import Translated
from clusterkit.membership.enums import IN_FORCE, MembershipStatus
from clusterkit.membership.models import Membership, MembershipCertificate
from clusterkit.membership.models.certificates import ALPHABET, CODE_LENGTH

S = MembershipStatus


@dataclass(frozen=True)
class CertificateAnswer:
    """What anybody who holds the paper may know: what is printed on it, and whether that is true today.

    ``outcome`` is "valid", "grace" (the term is over, the membership in force until ``day``), "early" (it begins later),
    "replaced" (another paper was issued on ``day``), "renewed" (the term ended, the next one runs) or "over" (the
    membership is not in force since ``day``; the paper does not say why).
    """

    code: str
    organisation: Translated
    number: str
    level: Translated
    starts_on: date
    ends_on: date
    outcome: str
    day: date

    @property
    def is_valid(self) -> bool:
        """Whether the paper may be relied on today."""
        return self.outcome in ("valid", "grace")


def plain_code(typed: str) -> str:
    """What somebody typed, as codes are stored; empty for what cannot be one."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def certificate_answer(code: str, *, day: date | None = None) -> CertificateAnswer | None:
    """The answer for a *code* in its stored form; None for one that was never issued here. Two queries."""
    rows = MembershipCertificate.objects.select_related("membership")
    found = rows.filter(code=code).first() if code else None
    if found is None:
        return None
    today = day or timezone.localdate()
    outcome, since = _outcome(found, today)
    return CertificateAnswer(
        code=found.display_code,
        organisation=found.organisation_name,
        number=found.membership.display_number,
        level=found.level_name,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        outcome=outcome,
        day=since,
    )


def _outcome(certificate: MembershipCertificate, day: date) -> tuple[str, date]:
    term = certificate.membership
    status = term.status_on(day)
    if status == S.SCHEDULED:
        return "early", term.starts_on
    if status not in IN_FORCE and status != S.LAPSED:
        changed = {S.SUSPENDED: term.suspended_on, S.RESIGNED: term.resigned_on, S.REVOKED: term.revoked_on}[status]
        return "over", changed or day
    if certificate.replaced_on is not None and certificate.replaced_on <= day:
        return "replaced", certificate.replaced_on
    if day > term.ends_on and Membership.objects.in_force_on(day).filter(previous=term).exists():
        return "renewed", term.ends_on
    if status == S.LAPSED:
        return "over", term.grace_until + timedelta(days=1)
    return ("grace", term.grace_until) if status == S.GRACE else ("valid", term.ends_on)


def current_certificate(viewer: Actor, membership: Membership) -> MembershipCertificate | None:
    """The paper that *viewer* may download for this term today."""
    rows = MembershipCertificate.objects.filter(membership=membership)
    return visible_to(viewer, rows).select_related("membership__organisation", "membership__level").first()
