"""What the cluster asks of the whole of its members: counted live, foreseen, and told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.core.policies import policy_of
from clusterkit.core.ports import notice_kinds
from clusterkit.directory.enums import OrganisationKind
from clusterkit.membership import actions, board_receivers
from clusterkit.membership.composition import CompositionRule, composition_rules
from clusterkit.membership.models import CompositionBreach, Membership, OfficeSettings
from clusterkit.membership.selectors.composition import (
    breaches,
    broken_by_leaving,
    composition,
    rule_states,
    warnings,
)
from clusterkit.membership.services import admit, renew_membership, resign, revoke, suspend, watch_composition
from clusterkit.membership.services.council import change_office_settings, plan_meeting
from clusterkit.notifications.models import Notification
from clusterkit.notifications.texts import text_of
from clusterkit.tenancy.context import current_cluster
from clusterkit.tenancy.hooks import WorkerTick
from clusterkit.testing.factories.accounts import MemberFactory
from clusterkit.testing.factories.composition import CompositionBreachFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.membership import MembershipFactory
from tests.apps.membership.council import Council, make_council

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
KIND = "membership.composition"


def today() -> date:
    return timezone.localdate()


def asks(members: int = 0, types: int = 0) -> None:
    OfficeSettings.objects.update_or_create(key=1, defaults={"min_members": members, "min_types": types})


def member(days: int = 300, grace: int = 0, **fields: Any) -> Membership:
    """A member whose term ends in so many days."""
    ends = today() + timedelta(days=days)
    term: Membership = MembershipFactory(
        starts_on=today() - timedelta(days=400), ends_on=ends, grace_until=ends + timedelta(days=grace), **fields
    )
    return term


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content.replace("\xa0", " ")


def words() -> str:
    """What the first person who was told reads, subject and all."""
    notice = Notification.objects.filter(kind=KIND).earliest("pk")
    kind = notice_kinds.get(KIND)
    assert kind is not None
    found = text_of(kind, notice.context, recipient_name="Felix First")
    return f"{found.subject}\n{found.body}".replace("\xa0", " ")


def told() -> list[str]:
    return sorted(Notification.objects.filter(kind=KIND).values_list("recipient__name", flat=True))


@pytest.fixture
def council() -> Council:
    """Two seats, whose organisations are members, and the office."""
    return make_council("Alpha", "Beta")


@pytest.fixture
def foreign_rule() -> Iterator[CompositionRule]:
    """A rule of a host: one member from abroad at least."""
    rule = composition_rules.register(
        CompositionRule(
            "abroad",
            "Members from abroad",
            lambda settings: 1,
            lambda members: sum(member.country != "BY" for member in members),
        )
    )
    yield rule
    composition_rules.unregister("abroad")


class TestCounting:
    def test_memberships_in_force_are_counted_each_organisation_once(self) -> None:
        asks(3, 2)
        first = member(organisation__kind=OrganisationKind.UNIVERSITY)
        member(-2, grace=30)
        MembershipFactory(
            organisation=first.organisation, starts_on=today(), ends_on=today(), grace_until=today(), previous=None
        )
        member(suspended_on=today())
        member(resigned_on=today())
        member(-40)
        members, types = rule_states()
        assert (members.counted, members.needed, members.is_broken) == (2, 3, True)
        assert (types.counted, types.needed, types.is_broken) == (2, 2, False)

    def test_nothing_is_counted_where_nothing_is_asked_for(self, django_assert_num_queries: Any) -> None:
        member()
        asks()
        with django_assert_num_queries(1):
            assert rule_states() == []

    @pytest.mark.parametrize("number", [1, 3])
    def test_more_members_ask_the_database_no_more(self, number: int, django_assert_num_queries: Any) -> None:
        asks(1, 1)
        for days in range(number):
            member(10 + days)
        settings = OfficeSettings.objects.get()
        with django_assert_num_queries(1):
            assert len(rule_states(settings=settings)) == 2

    def test_the_first_day_with_too_few_is_foreseen_from_the_ends_of_terms(self) -> None:
        asks(2)
        member()
        ending = member(20, grace=10)
        (state,) = rule_states()
        assert (state.counted, state.left, state.breaks_on) == (2, 1, today() + timedelta(days=31))
        assert state.is_coming
        assert not state.is_broken
        renewed = MembershipFactory(
            organisation=ending.organisation,
            previous=ending,
            starts_on=ending.ends_on + timedelta(days=1),
            ends_on=ending.ends_on + timedelta(days=365),
        )
        assert rule_states()[0].is_kept
        Membership.objects.filter(pk=renewed.pk).update(revoked_on=renewed.starts_on)
        assert rule_states()[0].is_coming

    def test_an_end_beyond_sixty_days_is_not_foreseen(self) -> None:
        asks(1)
        term = member(59)
        assert rule_states()[0].is_coming
        Membership.objects.filter(pk=term.pk).update(
            ends_on=today() + timedelta(days=60), grace_until=today() + timedelta(days=60)
        )
        assert rule_states()[0].is_kept

    def test_days_of_leaving_and_of_coming_back_count_ahead(self) -> None:
        asks(1)
        leaving = today() + timedelta(days=9)
        member(resigned_on=leaving)
        assert rule_states()[0].breaks_on == leaving
        member(suspended_on=today() - timedelta(days=1), resumed_on=leaving)
        assert rule_states()[0].is_kept

    def test_a_host_adds_a_rule(self, foreign_rule: CompositionRule) -> None:
        member()
        assert [(state.rule.code, state.counted) for state in rule_states()] == [("abroad", 0)]
        member(organisation__country="PL")
        assert rule_states()[0].is_kept
        assert composition_rules.get("abroad") is foreign_rule
        with pytest.raises(ValueError, match="exists already"):
            composition_rules.register(CompositionRule("abroad", "Another", lambda settings: 2, len))


class TestWarning:
    def test_council_and_office_are_told_once_before_and_once_when_it_is_there(self, council: Council) -> None:
        asks(3)
        ending = member(10)
        everybody = [
            "Alex Affiliated",
            "Dina Alpha",
            "Dina Beta",
            "Felix First",
            "Rita Alpha",
            "Rita Beta",
            "Sofia Second",
        ]
        assert [watch_composition(), watch_composition()] == [1, 0]
        assert told() == everybody
        breach = CompositionBreach.objects.get()
        assert (breach.since, breach.expected_on, breach.counted) == (None, ending.ends_on + timedelta(days=1), 2)
        assert "will soon have fewer members" in words()
        assert "Members: 2 from" in words()
        revoke(membership=ending, reason="Left us.", actor=council.office)
        assert told() == sorted(everybody * 2)
        assert watch_composition() == 0
        breach.refresh_from_db()
        assert (breach.since, breach.counted, breach.ended_at) == (today(), 2, None)

    def test_a_breach_that_is_healed_and_comes_again_is_told_again(self, council: Council) -> None:
        asks(3)
        assert watch_composition() == 1
        admit(organisation=OrganisationFactory(), actor=council.office)
        assert watch_composition() == 0
        assert CompositionBreach.objects.get().ended_at is not None
        Membership.objects.latest("pk")
        suspend(membership=Membership.objects.latest("pk"), reason="Dues.", actor=council.office)
        assert CompositionBreach.objects.filter(ended_at=None).count() == 1
        assert len(told()) == 14

    def test_what_is_healed_for_a_while_only_is_another_breach(self, council: Council) -> None:
        asks(3)
        assert watch_composition() == 1
        member(10)
        assert watch_composition() == 1
        first, second = CompositionBreach.objects.order_by("pk")
        assert first.ended_at is not None
        assert (second.since, second.counted) == (None, 2)
        Membership.objects.update(ends_on=today() + timedelta(days=200), grace_until=today() + timedelta(days=200))
        assert watch_composition() == 0
        assert not CompositionBreach.objects.filter(ended_at=None).exists()

    def test_a_renewal_in_time_warns_nobody_and_a_day_that_moves_tells_nobody_again(self, council: Council) -> None:
        asks(3)
        ending = member(10)
        watch_composition()
        Membership.objects.filter(pk=ending.pk).update(
            ends_on=today() + timedelta(days=20), grace_until=today() + timedelta(days=20)
        )
        assert watch_composition() == 0
        assert CompositionBreach.objects.get().expected_on == today() + timedelta(days=21)
        renew_membership(membership=Membership.objects.get(pk=ending.pk), actor=council.office)
        assert watch_composition() == 0
        assert CompositionBreach.objects.get().ended_at is not None

    def test_the_office_that_asks_for_more_is_told_at_once(self, council: Council) -> None:
        change_office_settings(values={"min_members": 5}, actor=council.office)
        assert "Felix First" in told()
        assert "fewer members than its rules ask for" in words()
        assert "Members: 2. At least 5 are needed." in words()
        change_office_settings(values={"min_members": 0}, actor=council.office)
        assert CompositionBreach.objects.get().ended_at is not None

    def test_the_worker_looks_by_itself(self, council: Council) -> None:
        asks(5)
        board_receivers.tick(WorkerTick(current_cluster(), timezone.now()))
        assert CompositionBreach.objects.get().since == today()

    def test_a_rule_of_a_host_has_its_own_words(self, council: Council, foreign_rule: CompositionRule) -> None:
        assert watch_composition() == 1
        assert "Members from abroad: 0. At least 1" in words()
        composition_rules.unregister("abroad")
        watch_composition()
        assert CompositionBreach.objects.get().ended_at is not None


class TestWhoSees:
    def test_office_and_council_and_nobody_else(self, council: Council) -> None:
        asks(5)
        breach = CompositionBreachFactory()
        policy = policy_of(CompositionBreach)
        seat, member_ = viewer_of(council.people["Alpha"]), viewer_of(MemberFactory())
        for actor, sees in ((council.office, True), (seat, True), (member_, False)):
            assert policy.can(actor, actions.VIEW_COMPOSITION, breach) == sees
            assert list(breaches(actor)) == ([breach] if sees else [])
            assert bool(composition(actor)) == bool(warnings(actor)) == sees
            assert not policy.can(actor, actions.SET_UP, breach)
        assert str(breach) == "Breach of the rule “members”"

    def test_the_page_shows_rules_ends_and_what_was_found(self, client_for: Clients, council: Council) -> None:
        asks(3, 1)
        ending = member(10)
        watch_composition()
        CompositionBreachFactory(rule="forgotten", ended_at=timezone.now())
        url = reverse("clusterkit_membership:composition")
        page = text(client_for(council.party.first).get(url))
        assert "too few soon" in page
        assert "enough" in page
        assert "forgotten: 14" in page
        assert ending.get_absolute_url() in page
        seat = text(client_for(council.people["Alpha"]).get(url))
        assert "too few soon" in seat
        assert ending.get_absolute_url() not in seat
        assert client_for(council.party.stranger).get(url).status_code == 404
        assert client_for().get(url).status_code == 302

    def test_without_rules_the_page_says_what_to_do(self, client_for: Clients, council: Council) -> None:
        url = reverse("clusterkit_membership:composition")
        assert "Write it down" in text(client_for(council.party.first).get(url))
        assert "The office can say" in text(client_for(council.people["Alpha"]).get(url))

    def test_board_and_meeting_carry_a_banner_while_there_are_too_few(
        self, client_for: Clients, council: Council
    ) -> None:
        meeting = plan_meeting(actor=council.office, title="Spring", starts_at=timezone.now() + timedelta(days=1))
        office, seat = client_for(council.party.first), client_for(council.people["Alpha"])
        pages = [(office, "/board/"), (office, meeting.get_absolute_url()), (seat, meeting.get_absolute_url())]
        warning = "fewer members than its rules ask for"
        assert [warning in text(client.get(url)) for client, url in pages] == [False] * 3
        asks(4, 1)
        found = [text(client.get(url)) for client, url in pages]
        assert all(warning in page for page in found)
        assert all("Members: 2. At least 4 are needed." in page for page in found)


class TestLeaving:
    def test_whoever_ends_a_membership_reads_first_what_it_would_break(
        self, client_for: Clients, council: Council
    ) -> None:
        term = member(organisation__kind=OrganisationKind.UNIVERSITY)
        AdminAffiliationFactory(organisation=term.organisation, user=council.party.stranger)
        asks(3, 2)
        office, own = client_for(council.party.first), client_for(council.party.stranger)
        for client, name in ((office, "suspend"), (office, "revoke"), (own, "resign")):
            page = text(client.get(reverse(f"clusterkit_membership:{name}", kwargs={"pk": term.pk})))
            assert "Without this member the cluster has too few" in page
            assert "Members: 2. At least 3 are needed." in page
            assert "Types of organisations: 1. At least 2 are needed." in page
        answer = own.post(
            reverse("clusterkit_membership:resign", kwargs={"pk": term.pk}), {"leaves_on": today().isoformat()}
        )
        assert answer.status_code == 302
        assert CompositionBreach.objects.filter(since=today()).count() == 2

    def test_nothing_is_said_where_enough_are_left_or_the_member_does_not_count(
        self, client_for: Clients, council: Council
    ) -> None:
        term = member()
        asks(2)
        url = reverse("clusterkit_membership:revoke", kwargs={"pk": term.pk})
        assert "has too few" not in text(client_for(council.party.first).get(url))
        asks(5)
        assert broken_by_leaving(term)
        suspended = member(suspended_on=today())
        assert broken_by_leaving(suspended) == []

    def test_the_day_in_the_form_is_the_one_that_is_asked_about(self, client_for: Clients, council: Council) -> None:
        term = member()
        asks(3)
        later = today() + timedelta(days=30)
        member(20)
        assert [state.counted for state in broken_by_leaving(term, day=later)] == [2]
        assert broken_by_leaving(term) == []
        answer = client_for(council.party.first).post(
            reverse("clusterkit_membership:resign", kwargs={"pk": term.pk}),
            {"leaves_on": later.isoformat(), "version": 7},
        )
        assert answer.status_code == 409
        assert "Without this member" in text(answer)

    def test_a_day_of_leaving_in_the_future_warns_ahead(self, council: Council) -> None:
        term = member()
        asks(3)
        resign(membership=term, actor=council.office, leaves_on=today() + timedelta(days=5))
        breach = CompositionBreach.objects.get()
        assert (breach.since, breach.expected_on) == (None, today() + timedelta(days=5))
