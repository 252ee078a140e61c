"""Whether the cluster has the members that its rules ask for, today and in the days ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from clusterkit.core.policies import Actor, visible_to
from clusterkit.membership.composition import (
    HORIZON_DAYS,
    CompositionRule,
    MemberOrganisation,
    RuleState,
    composition_rules,
)
from clusterkit.membership.enums import IN_FORCE
from clusterkit.membership.models import CompositionBreach, Membership, OfficeSettings
from clusterkit.membership.policies import watches
from clusterkit.membership.selectors.office import office_settings


def demands(settings: OfficeSettings) -> list[tuple[CompositionRule, int]]:
    """The rules that ask for something here, with how many. Asks the database nothing."""
    found = [(rule, rule.needed(settings)) for rule in composition_rules]
    return [(rule, needed) for rule, needed in found if needed > 0]


def rule_states(
    *, settings: OfficeSettings | None = None, day: date | None = None, without: int | None = None
) -> list[RuleState]:
    """How each rule that asks for something stands on *day* (today) and in the 60 days after it.

    All memberships in force count, whoever asks: the answer holds numbers and no names. *without* leaves an organisation
    out, to see what its leaving would do. One question to the database, none where nothing is asked for.
    """
    asked = demands(settings or office_settings())
    if not asked:
        return []
    first = day or timezone.localdate()
    last = first + timedelta(days=HORIZON_DAYS)
    terms = [term for term in _terms(first, last) if term.organisation_id != without]
    days = [first, *sorted({change for term in terms for change in _changes(term) if first < change <= last})]
    members = {moment: _members(terms, moment) for moment in days}
    return [_state(rule, needed, members) for rule, needed in asked]


def _state(rule: CompositionRule, needed: int, members: dict[date, list[MemberOrganisation]]) -> RuleState:
    (_first, present), *ahead = members.items()
    for moment, then in ahead:
        left = rule.count(then)
        if left < needed:
            return RuleState(rule, needed, rule.count(present), moment, left)
    return RuleState(rule, needed, rule.count(present))


def _terms(first: date, last: date) -> QuerySet[Membership]:
    rows: QuerySet[Membership] = Membership.objects.filter(starts_on__lte=last, grace_until__gte=first)
    return rows.select_related("organisation", "level").only(
        *("starts_on", "ends_on", "grace_until", "suspended_on", "resumed_on", "resigned_on", "revoked_on"),
        *(f"organisation__{name}" for name in ("kind", "country", "region", "size", "is_founder")),
        "level__code",
    )


def _changes(term: Membership) -> Iterable[date]:
    """The days on which the term may come into force or out of it."""
    days = (term.starts_on, term.suspended_on, term.resumed_on, term.resigned_on, term.revoked_on)
    yield from (moment for moment in days if moment is not None)
    yield term.grace_until + timedelta(days=1)


def _members(terms: Iterable[Membership], day: date) -> list[MemberOrganisation]:
    found = {}
    for term in terms:
        if term.status_on(day) in IN_FORCE:
            organisation = term.organisation
            found[term.organisation_id] = MemberOrganisation(
                organisation_id=term.organisation_id,
                kind=organisation.kind,
                country=organisation.country,
                region=organisation.region,
                size=organisation.size,
                is_founder=organisation.is_founder,
                level=term.level.code,
            )
    return list(found.values())


def composition(viewer: Actor) -> list[RuleState]:
    """How the rules stand, for whoever watches over them: the office and the council. Nothing for others."""
    return rule_states() if watches(viewer) else []


def warnings(viewer: Actor) -> list[RuleState]:
    """The rules that are broken, or will be soon, for whoever watches over them; the broken ones first."""
    states = [state for state in composition(viewer) if not state.is_kept]
    return sorted(states, key=lambda state: (not state.is_broken, state.breaks_on or date.min))


def broken_by_leaving(membership: Membership, *, day: date | None = None) -> list[RuleState]:
    """The rules that fail without this member from *day* (today) on, and that its leaving brings nearer to failing.

    For the person who is about to end or to suspend the membership, whoever it is.
    """
    settings = office_settings()
    present = {state.rule.code: state for state in rule_states(settings=settings, day=day)}
    after = rule_states(settings=settings, day=day, without=membership.organisation_id)
    return [state for state in after if state.is_broken and state.counted < present[state.rule.code].counted]


def breaches(viewer: Actor) -> QuerySet[CompositionBreach]:
    """What was found broken, or about to break, the latest first."""
    return visible_to(viewer, CompositionBreach.objects.all())
