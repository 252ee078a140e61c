"""Terms: what they are on a day, what people do with them, what they give."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.access.viewer import viewer_of
from clusterkit.core.exceptions import (
    Conflict,
    InvalidInput,
    NotPermitted,
    NotVisible,
    StaleVersion,
    StateConflict,
)
from clusterkit.core.policies import SystemActor
from clusterkit.membership import hooks, selectors
from clusterkit.membership.enums import IN_FORCE, MembershipStatus
from clusterkit.membership.models import Membership
from clusterkit.membership.selectors.terms import first_day
from clusterkit.membership.services import (
    admit,
    ask_for_renewal,
    remind_of_ends,
    renew_membership,
    resign,
    resume,
    revoke,
    suspend,
)
from clusterkit.notifications.models import Notification
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.membership import LevelFactory, MembershipFactory
from tests.apps.membership.conftest import Party

DAY = date(2026, 6, 15)
near = st.integers(-400, 400).map(lambda days: DAY + timedelta(days=days))
maybe = st.none() | near


@pytest.mark.django_db
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(starts=near, days=st.integers(0, 400), grace=st.integers(0, 60), dates=st.tuples(maybe, maybe, maybe, maybe))
def test_the_database_and_the_object_agree_on_every_day(
    starts: date, days: int, grace: int, dates: tuple[date | None, date | None, date | None, date | None]
) -> None:
    Membership.objects.all().delete()
    organisation = OrganisationFactory()
    ends = starts + timedelta(days=days)
    term = Membership.objects.create(
        organisation=organisation,
        level=LevelFactory(),
        starts_on=starts,
        ends_on=ends,
        grace_until=ends + timedelta(days=grace),
        suspended_on=dates[0],
        resumed_on=dates[1],
        resigned_on=dates[2],
        revoked_on=dates[3],
    )
    for day in (DAY, starts, ends, ends + timedelta(days=1), *(item for item in dates if item)):
        status = term.status_on(day)
        row = Membership.objects.with_status(day).get()
        assert row.status_on_day == status  # type: ignore[attr-defined]
        assert Membership.objects.in_force_on(day).exists() == (status in IN_FORCE)
    organisation_pk = organisation.pk
    term.delete()
    type(organisation).objects.filter(pk=organisation_pk).delete()


@pytest.mark.parametrize(
    ("offset", "status"),
    [
        (-1, MembershipStatus.SCHEDULED),
        (0, MembershipStatus.ACTIVE),
        (364, MembershipStatus.ACTIVE),
        (365, MembershipStatus.GRACE),
        (394, MembershipStatus.GRACE),
        (395, MembershipStatus.LAPSED),
    ],
)
@pytest.mark.django_db
def test_a_term_day_by_day(offset: int, status: MembershipStatus) -> None:
    term: Membership = MembershipFactory(starts_on=DAY)
    assert term.status_on(DAY + timedelta(days=offset)) == status


def test_people_have_the_tier_while_the_term_is_in_force(party: Party) -> None:
    today = timezone.localdate()
    MembershipFactory(organisation=party.organisation, starts_on=today - timedelta(days=380))
    assert party.viewer("applicant").tier == "member"
    for offset in (-381, 15):
        assert viewer_of(party.applicant, day=today + timedelta(days=offset)).tier == "registered"
    assert party.viewer("stranger").tier == "registered"


def test_a_membership_agreed_on_paper_is_entered(party: Party) -> None:
    term = admit(organisation=party.organisation, actor=party.viewer("first"), reason="Founder")
    assert term.number == term.pk
    assert term.display_number.endswith(str(term.pk))
    party.organisation.refresh_from_db()
    assert party.organisation.is_published
    with pytest.raises(Conflict):
        admit(organisation=party.organisation, actor=party.viewer("second"))
    for who in ("affiliated", "applicant"):
        with pytest.raises(NotPermitted):
            admit(organisation=party.organisation, actor=party.viewer(who))


def test_dates_must_make_sense(party: Party) -> None:
    today = timezone.localdate()
    with pytest.raises(InvalidInput):
        admit(
            organisation=party.organisation,
            actor=SystemActor(),
            starts_on=today,
            ends_on=today - timedelta(days=1),
        )


def test_a_membership_may_begin_later(party: Party) -> None:
    term = admit(
        organisation=party.organisation,
        actor=SystemActor(),
        starts_on=timezone.localdate() + timedelta(days=5),
    )
    assert term.effective_status == MembershipStatus.SCHEDULED
    assert party.viewer("applicant").tier == "registered"


def test_a_renewal_follows_without_a_gap(party: Party) -> None:
    term: Membership = MembershipFactory(
        organisation=party.organisation, starts_on=timezone.localdate() - timedelta(days=370), number=7
    )
    assert term.effective_status == MembershipStatus.GRACE
    new = renew_membership(membership=term, actor=party.viewer("first"))
    assert (new.starts_on, new.number, new.previous) == (term.ends_on + timedelta(days=1), 7, term)
    assert new.effective_status == MembershipStatus.ACTIVE
    with pytest.raises(StateConflict, match="renewed"):
        renew_membership(membership=term, actor=party.viewer("second"))
    assert first_day([term, new], new) == term.starts_on
    assert selectors.current_membership(party.viewer("applicant"), party.organisation.pk) in (term, new)


def test_a_lapsed_term_is_not_renewed(party: Party) -> None:
    term: Membership = MembershipFactory(
        organisation=party.organisation, starts_on=timezone.localdate() - timedelta(days=800)
    )
    with pytest.raises(StateConflict):
        renew_membership(membership=term, actor=party.viewer("first"))


def test_suspension_takes_the_tier_and_gives_it_back(party: Party) -> None:
    term: Membership = MembershipFactory(organisation=party.organisation)
    with pytest.raises(InvalidInput) as caught:
        suspend(membership=term, reason=" ", actor=party.viewer("first"))
    assert caught.value.field == "reason"
    term = suspend(membership=term, reason="The fee", actor=party.viewer("first"))
    assert term.effective_status == MembershipStatus.SUSPENDED
    assert party.viewer("applicant").tier == "registered"
    with pytest.raises(StateConflict):
        suspend(membership=term, reason="Again", actor=party.viewer("first"))
    term = resume(membership=term, actor=party.viewer("second"))
    assert party.viewer("applicant").tier == "member"


def test_an_organisation_leaves(party: Party) -> None:
    term: Membership = MembershipFactory(organisation=party.organisation)
    today = timezone.localdate()
    with pytest.raises(InvalidInput):
        resign(membership=term, actor=party.viewer("applicant"), leaves_on=today - timedelta(days=1))
    with pytest.raises(NotVisible):
        resign(membership=term, actor=party.viewer("stranger"))
    later = resign(membership=term, actor=party.viewer("applicant"), leaves_on=today + timedelta(days=3))
    assert later.effective_status == MembershipStatus.ACTIVE
    assert later.status_on(today + timedelta(days=3)) == MembershipStatus.RESIGNED


def test_revoking_takes_the_next_term_too(party: Party) -> None:
    term: Membership = MembershipFactory(organisation=party.organisation)
    new = renew_membership(membership=term, actor=party.viewer("first"))
    term = revoke(membership=term, reason="Broken rules", actor=party.viewer("first"))
    new.refresh_from_db()
    assert term.effective_status == MembershipStatus.REVOKED
    assert new.status_on(new.starts_on) == MembershipStatus.REVOKED
    assert party.viewer("applicant").tier == "registered"
    assert not viewer_of(party.applicant, day=new.starts_on).member_organisation_ids


@pytest.mark.parametrize("act", [suspend, revoke])
def test_the_affiliated_do_not_change_terms(party: Party, act: Any) -> None:
    term: Membership = MembershipFactory(organisation=party.organisation)
    for who in ("affiliated", "applicant"):
        with pytest.raises(NotPermitted):
            act(membership=term, reason="Because", actor=party.viewer(who))


def test_a_stale_form_and_a_term_that_is_gone(party: Party) -> None:
    term: Membership = MembershipFactory(organisation=party.organisation)
    with pytest.raises(StaleVersion):
        suspend(membership=term, reason="The fee", actor=party.viewer("first"), expected_version=9)
    gone = Membership.objects.get()
    Membership.objects.all().delete()
    with pytest.raises(NotVisible):
        suspend(membership=gone, reason="The fee", actor=party.viewer("first"))


@pytest.mark.django_db(transaction=True)
def test_others_hear_of_a_changed_tier() -> None:
    from tests.apps.membership.conftest import make_party

    party = make_party()
    heard: list[hooks.TierChanged] = []
    with hooks.tier_changed.override(heard.append):
        term = admit(organisation=party.organisation, actor=party.viewer("first"))
        suspend(membership=term, reason="The fee", actor=party.viewer("first"))
        resume(membership=term, actor=party.viewer("first"))
        resign(membership=term, actor=party.viewer("applicant"))
    assert [(item.before, item.after) for item in heard] == [
        ("registered", "member"),
        ("member", "registered"),
        ("registered", "member"),
        ("member", "registered"),
    ]


def test_cards_tell_by_tier(party: Party) -> None:
    party.organisation.is_published = True
    party.organisation.save()
    term: Membership = MembershipFactory(organisation=party.organisation)
    outer = selectors.membership_card(party.viewer("stranger"), term)
    assert (outer.is_member, outer.member_since, outer.ends_on, outer.status) == (True, term.starts_on, None, None)
    for who in ("applicant", "first"):
        inner = selectors.membership_card(party.viewer(who), term)
        assert (inner.ends_on, inner.status) == (term.ends_on, "active")


def test_reminders_are_sent_once_each(party: Party) -> None:
    term: Membership = MembershipFactory(organisation=party.organisation)
    days = [61, 60, 60, 59, 30, 29, 7, 7, 1, 0, -1]
    told = [remind_of_ends(day=term.ends_on - timedelta(days=left)) for left in days]
    assert told == [0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0]
    assert selectors.ending_for(party.viewer("applicant"), day=term.ends_on - timedelta(days=61)) == []
    assert selectors.ending_for(party.viewer("applicant"), day=term.ends_on - timedelta(days=60)) == [term]
    renew_membership(membership=term, actor=party.viewer("first"))
    assert selectors.ending_for(party.viewer("applicant"), day=term.ends_on) == []


class TestAskingForRenewal:
    def soon(self, party: Party) -> Membership:
        term: Membership = MembershipFactory(
            organisation=party.organisation, starts_on=timezone.localdate() - timedelta(days=330)
        )
        return term

    def test_one_click_tells_the_office_which_renews(self, party: Party, client_for: Any) -> None:
        term = self.soon(party)
        client = client_for(party.applicant)
        mine = reverse("clusterkit_membership:mine")
        ask = reverse("clusterkit_membership:ask_renewal", kwargs={"pk": term.pk})
        assert ask in client.get(mine).content.decode().replace("\xa0", " ")
        assert client.post(ask).status_code == 302
        page = client.get(mine).content.decode().replace("\xa0", " ")
        assert ask not in page
        assert "asked for the renewal" in page
        assert Notification.objects.filter(kind="membership.renewal_asked").count() == 2
        assert selectors.renewals_asked(party.viewer("first")) == [term]
        assert selectors.renewals_asked(party.viewer("affiliated")) == []
        assert "wants to renew its membership" in client_for(party.first).get("/board/").content.decode().replace(
            "\xa0", " "
        )
        with pytest.raises(StateConflict):
            ask_for_renewal(membership=term, actor=party.viewer("applicant"))
        renew_membership(membership=term, actor=party.viewer("first"))
        assert selectors.renewals_asked(party.viewer("first")) == []
        assert "Renewed until" in client.get(mine).content.decode().replace("\xa0", " ")
        with pytest.raises(StateConflict):
            ask_for_renewal(membership=term, actor=party.viewer("applicant"))

    def test_only_its_administrators_ask(self, party: Party) -> None:
        term = self.soon(party)
        for who in ("first", "affiliated"):
            with pytest.raises(NotPermitted):
                ask_for_renewal(membership=term, actor=party.viewer(who))
        with pytest.raises(NotVisible):
            ask_for_renewal(membership=term, actor=party.viewer("stranger"))

    def test_it_is_not_offered_long_before_the_end(self, party: Party, client_for: Any) -> None:
        term = MembershipFactory(organisation=party.organisation)
        page = client_for(party.applicant).get(reverse("clusterkit_membership:membership", kwargs={"pk": term.pk}))
        assert "We want to renew" not in page.content.decode().replace("\xa0", " ")

    def test_a_suspended_one_says_what_to_do(self, party: Party, client_for: Any) -> None:
        suspend(membership=self.soon(party), reason="The fee", actor=party.viewer("first"))
        page = (
            client_for(party.applicant).get(reverse("clusterkit_membership:mine")).content.decode().replace("\xa0", " ")
        )
        assert "The membership rests" in page
