"""Whatever is done with memberships in whatever order: objects, queries, standing and papers agree on every day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.access.viewer import viewer_of
from clusterkit.core.exceptions import DomainError
from clusterkit.core.policies import SystemActor
from clusterkit.membership.enums import IN_FORCE, MembershipStatus
from clusterkit.membership.models import Level, Membership, MembershipCertificate
from clusterkit.membership.selectors.certificates import certificate_answer
from clusterkit.membership.services import admit, change_level, renew_membership, resign, resume, revoke, suspend
from clusterkit.membership.standing import memberships_of
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.membership import LevelFactory

OFFICE = SystemActor()
BEGIN = date(2026, 3, 2)
ACTS = ("admit", "renew", "suspend", "resume", "resign", "revoke", "full", "observer")
TERMINAL = {MembershipStatus.RESIGNED, MembershipStatus.REVOKED}
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 60), st.integers(1, 90)), min_size=1, max_size=9)


def act(name: str, organisation: Any, length: int) -> None:
    """One act of the office today. What is refused changes nothing."""
    today = timezone.localdate()
    term = Membership.objects.filter(organisation=organisation).order_by("-starts_on", "-pk").first()
    with suppress(DomainError), transaction.atomic():
        if name == "admit":
            admit(organisation=organisation, actor=OFFICE, ends_on=today + timedelta(days=length))
        elif term is None:
            return
        elif name == "renew":
            renew_membership(membership=term, actor=OFFICE, ends_on=term.ends_on + timedelta(days=length))
        elif name == "suspend":
            suspend(membership=term, actor=OFFICE, reason="because")
        elif name == "resume":
            resume(membership=term, actor=OFFICE)
        elif name == "resign":
            resign(membership=term, actor=OFFICE, leaves_on=today + timedelta(days=length % 5))
        elif name == "revoke":
            revoke(membership=term, actor=OFFICE, reason="because")
        else:
            change_level(membership=term, level=Level.objects.get(code=name), actor=OFFICE)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, looks=st.lists(st.integers(-30, 500), min_size=3, max_size=6))
def test_objects_queries_standing_and_papers_agree(steps: list[tuple[str, int, int]], looks: list[int]) -> None:
    with transaction.atomic():
        LevelFactory(tier="member")
        LevelFactory(code="observer", tier="registered", may_hold_seat=False, order=30)
        organisation = OrganisationFactory()
        user = UserFactory()
        AdminAffiliationFactory(organisation=organisation, user=user)
        today = BEGIN
        seen: dict[int, MembershipStatus] = {}
        for name, waits, length in steps:
            today += timedelta(days=waits)
            with patch("django.utils.timezone.localdate", return_value=today):
                act(name, organisation, length)
                for term in Membership.objects.all():
                    status = term.status_on(today)
                    # What is over for good is never undone: a later act finds it as it was.
                    if seen.get(term.pk) in TERMINAL and status != MembershipStatus.REVOKED:
                        assert status == seen[term.pk]
                    seen[term.pk] = status
        for day in {today, *(BEGIN + timedelta(days=offset) for offset in looks), *_edges()}:
            _agree(user, day)
        transaction.set_rollback(True)


def _edges() -> set[date]:
    """The days on which something begins or ends, and those after."""
    found: set[date] = set()
    for term in Membership.objects.all():
        for day in (term.starts_on, term.ends_on, term.grace_until, term.suspended_on, term.resumed_on):
            found |= {day, day + timedelta(days=1)} if day is not None else set()
        found |= {day for day in (term.resigned_on, term.revoked_on) if day is not None}
    return found


def _agree(user: Any, day: date) -> None:
    terms = {term.pk: term for term in Membership.objects.select_related("level")}
    statuses = {pk: term.status_on(day) for pk, term in terms.items()}
    rows: list[Any] = list(Membership.objects.with_status(day))
    queried = {row.pk: row.status_on_day for row in rows}
    assert queried == statuses
    in_force = {pk for pk, status in statuses.items() if status in IN_FORCE}
    assert set(Membership.objects.in_force_on(day).values_list("pk", flat=True)) == in_force
    given_tiers = sorted(row[1] for row in memberships_of(user.pk, day))
    assert given_tiers == sorted(terms[pk].level.tier for pk in in_force)
    wanted = "member" if "member" in given_tiers else "registered"
    assert viewer_of(user, day=day).tier == wanted
    for paper in MembershipCertificate.objects.select_related("membership"):
        answer = certificate_answer(paper.code, day=day)
        assert answer is not None
        if answer.is_valid:
            assert paper.membership_id in in_force
