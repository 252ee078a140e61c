"""What the people of an organisation want to know first of its membership: until when, and what to do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.web.elements import Fact
from clusterkit.membership import actions
from clusterkit.membership.enums import IN_FORCE, REMINDER_DAYS, MembershipStatus
from clusterkit.membership.models import Membership, MembershipCertificate
from clusterkit.membership.policies import MembershipPolicy
from clusterkit.membership.selectors.terms import first_day, own_memberships

S = MembershipStatus


@dataclass(frozen=True)
class OwnCard:
    """The term of one organisation that matters today."""

    term: Membership
    facts: list[Fact]
    has_next: bool
    ends_soon: bool
    may_ask_renewal: bool
    has_certificate: bool


def own_cards(viewer: Actor) -> list[OwnCard]:
    """One card for each organisation that *viewer* acts for: the term in force, else the newest one. Two queries."""
    terms = own_memberships(viewer)
    papers = set(
        visible_to(viewer, MembershipCertificate.objects.filter(membership__in=terms)).values_list(
            "membership_id", flat=True
        )
    )
    by_organisation: dict[int, list[Membership]] = {}
    for term in terms:
        by_organisation.setdefault(term.organisation_id, []).append(term)
    return [_card(viewer, own, papers) for own in by_organisation.values()]


def _card(viewer: Actor, terms: list[Membership], papers: set[int]) -> OwnCard:
    """*terms* are those of one organisation, the newest first."""
    ranks = [S.ACTIVE, S.GRACE, S.SUSPENDED, S.SCHEDULED]
    term = min(
        terms, key=lambda row: ranks.index(row.effective_status) if row.effective_status in ranks else len(ranks)
    )
    following = next((row for row in terms if row.previous_id == term.pk), None)
    facts = [
        Fact(_("Member since"), first_day(terms, term)),
        Fact(_("Last day"), term.ends_on),
        Fact(_("Renewed until"), following.ends_on if following is not None else ""),
        Fact(_("Number of the membership"), term.display_number),
    ]
    return OwnCard(
        term=term,
        facts=facts,
        has_next=following is not None,
        ends_soon=ends_soon(term),
        may_ask_renewal=may_ask_renewal(viewer, term, has_next=following is not None),
        has_certificate=term.pk in papers,
    )


def ends_soon(term: Membership) -> bool:
    """Whether its last day is so near that its people are reminded."""
    return term.ends_on <= timezone.localdate() + timedelta(days=REMINDER_DAYS[0])


def may_ask_renewal(viewer: Actor, term: Membership, *, has_next: bool) -> bool:
    """Whether one click of *viewer* tells the office that the organisation wants to stay: from two months before the end."""
    return (
        not has_next
        and term.renewal_asked_at is None
        and term.effective_status in IN_FORCE
        and ends_soon(term)
        and MembershipPolicy().can(viewer, actions.ASK_RENEWAL, term)
    )
