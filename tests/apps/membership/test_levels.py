"""Levels of participation: what the office does with them and what they give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from clusterkit.access.tiers import Tier, tiers
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import (
    Conflict,
    InvalidInput,
    NotPermitted,
    NotVisible,
    StaleVersion,
    StateConflict,
)
from clusterkit.core.policies import SystemActor
from clusterkit.core.translated import Translated
from clusterkit.membership import hooks
from clusterkit.membership.models import Level, Membership, MembershipCertificate
from clusterkit.membership.services import (
    admit,
    change_level,
    create_level,
    default_level,
    delete_level,
    renew_membership,
    resume,
    revoke,
    suspend,
    update_level,
)
from clusterkit.membership.services.levels import add_first_levels
from clusterkit.membership.standing import memberships_of, seats_of
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.membership import LevelFactory, MembershipFactory
from tests.apps.membership.conftest import Party, asked, make_party

Clients = Callable[..., Client]
VALUES = {"code": "partner", "name": {"en": "Partner"}, "tier": "member", "may_hold_seat": False, "order": 5}


def url(name: str, **kwargs: Any) -> str:
    return reverse(f"clusterkit_membership:{name}", kwargs=kwargs)


def observer() -> Level:
    level: Level = LevelFactory(code="observer", tier="registered", may_hold_seat=False, order=30)
    return level


@pytest.mark.django_db
class TestFirstLevels:
    def test_a_cluster_without_levels_gets_three_at_its_first_membership(self) -> None:
        term = admit(organisation=OrganisationFactory(), actor=SystemActor())
        assert [level.code for level in Level.objects.all()] == ["full", "associate", "observer"]
        assert (term.level.code, term.level.tier) == ("full", "member")
        with override("ru"):
            assert str(term.level) == "Полный участник"

    def test_a_new_cluster_gets_them_in_its_languages_and_only_once(self) -> None:
        assert add_first_levels(languages=["ru", "be"]) == 3
        assert set(Level.objects.get(code="full").name) == {"ru", "be"}
        assert add_first_levels(languages=["ru"]) == 0

    def test_an_application_gets_the_first_active_level(self) -> None:
        LevelFactory(code="retired", order=1, is_active=False)
        second = LevelFactory(code="second", order=2)
        assert default_level() == second
        Level.objects.update(is_active=False)
        with pytest.raises(Conflict):
            default_level()


class TestTheList:
    def test_the_office_keeps_it(self, party: Party) -> None:
        office = party.viewer("first")
        level = create_level(values=VALUES, actor=office)
        level = update_level(level=level, values={"name": " Friend ", "order": 7}, actor=office, expected_version=1)
        assert (str(level), level.order, level.version) == ("Friend", 7, 2)
        LevelFactory()
        delete_level(level=level, actor=office)
        assert not Level.objects.filter(code="partner").exists()
        assert AuditRow.objects.filter(action="membership.manage_levels").count() == 3
        with pytest.raises(NotVisible):
            delete_level(level=level, actor=office)
        for who in ("applicant", "stranger"):
            with pytest.raises(NotPermitted):
                create_level(values=VALUES, actor=party.viewer(who))

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"code": "no good"}, "code"),
            ({"code": "full"}, "code"),
            ({"name": {"en": " "}}, "name"),
            ({"name": {"en": "x" * 121}}, "name"),
            ({"description": {"en": "x" * 601}}, "description"),
            ({"tier": "coordinator"}, "tier"),
            ({"tier": "guest"}, "tier"),
            ({"tier": "nonsense"}, "tier"),
            ({"order": -1}, "order"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, party: Party, values: dict[str, Any], field: str) -> None:
        LevelFactory()
        with pytest.raises((InvalidInput, Conflict)) as caught:
            create_level(values={**VALUES, **values}, actor=party.viewer("first"))
        assert caught.value.field == field

    def test_a_tier_of_the_host_may_be_given(self, party: Party) -> None:
        before = dict(tiers._tiers)
        tiers.register(Tier("patron", 250, "patron", ""))
        try:
            level = create_level(values={**VALUES, "tier": "patron"}, actor=party.viewer("first"))
            admit(organisation=party.organisation, level=level, actor=party.viewer("first"))
            assert party.viewer("applicant").tier == "patron"
        finally:
            tiers._tiers = before

    def test_one_in_use_is_retired_not_removed(self, party: Party) -> None:
        office = party.viewer("first")
        term = MembershipFactory(organisation=party.organisation)
        other = LevelFactory(code="other", order=50)
        with pytest.raises(Conflict, match="Retire it"):
            delete_level(level=term.level, actor=office)
        update_level(level=term.level, values={"is_active": False}, actor=office)
        assert party.viewer("applicant").tier == "member"
        with pytest.raises(InvalidInput) as caught:
            admit(organisation=OrganisationFactory(), level=Level.objects.get(code="full"), actor=office)
        assert caught.value.field == "level"
        assert renew_membership(membership=term, actor=office).level.code == "full"
        for last in (
            lambda: update_level(level=other, values={"is_active": False}, actor=office),
            lambda: delete_level(level=other, actor=office),
        ):
            with pytest.raises(Conflict, match="has to stay"):
                last()

    def test_a_stale_form_is_refused(self, party: Party) -> None:
        with pytest.raises(StaleVersion):
            update_level(level=LevelFactory(), values={}, actor=party.viewer("first"), expected_version=9)


class TestAnotherTier:
    def test_it_counts_from_the_next_request_and_is_written_down(self, party: Party) -> None:
        office = party.viewer("first")
        term = MembershipFactory(organisation=party.organisation)
        MembershipFactory(level=term.level, starts_on=timezone.localdate().replace(year=2020))
        with pytest.raises(Conflict) as caught:
            update_level(level=term.level, values={"tier": "registered"}, actor=office)
        assert (caught.value.field, caught.value.details) == ("is_confirmed", {"organisations": 1})
        with pytest.raises(Conflict):
            update_level(level=term.level, values={"tier": "registered"}, affects=2, actor=office)
        assert party.viewer("applicant").tier == "member"
        update_level(level=term.level, values={"tier": "registered"}, affects=1, actor=office)
        assert party.viewer("applicant").tier == "registered"
        row = AuditRow.objects.filter(action="membership.manage_levels").latest("pk")
        assert (row.before["tier"], row.after["tier"], row.after["organisations"]) == ("member", "registered", 1)

    def test_a_level_nobody_has_changes_without_a_word(self, party: Party) -> None:
        level = update_level(level=LevelFactory(), values={"tier": "registered"}, actor=party.viewer("first"))
        assert level.tier == "registered"

    def test_the_page_says_how_many_before_it_is_done(self, party: Party, client_for: Clients) -> None:
        term = MembershipFactory(organisation=party.organisation)
        client = client_for(party.first)
        page = client.get(url("level", pk=term.level_id))
        assert "Give the people of 1 organisation another tier" in page.content.decode()
        data = {"name_en": "Full", "code": "full", "tier": "registered", "order": "10", "version": "1", "affects": "1"}
        data |= {"is_active": "on", "may_hold_seat": "on"}
        refused = client.post(url("level", pk=term.level_id), data)
        assert refused.status_code == 409
        assert "get another tier at once" in refused.content.decode()
        assert party.viewer("applicant").tier == "member"
        assert client.post(url("level", pk=term.level_id), {**data, "is_confirmed": "on"}).status_code == 302
        assert party.viewer("applicant").tier == "registered"


class TestAnotherLevel:
    def test_a_member_gets_it_with_its_next_term_and_a_new_certificate(self, party: Party) -> None:
        office = party.viewer("first")
        term = admit(organisation=party.organisation, actor=office)
        following = renew_membership(membership=term, actor=office)
        level = Level.objects.get(code="observer")
        change_level(membership=term, level=level, reason="The fee", actor=office, expected_version=1)
        assert party.viewer("applicant").tier == "registered"
        following.refresh_from_db()
        assert following.level == level
        papers = MembershipCertificate.objects.filter(membership=term)
        assert [paper.replaced_on for paper in papers.order_by("pk")] == [timezone.localdate(), None]
        row = AuditRow.objects.get(action="membership.change_level")
        assert (row.before, row.after, row.reason) == ({"level": "full"}, {"level": "observer"}, "The fee")
        with pytest.raises(StateConflict, match="already"):
            change_level(membership=term, level=level, actor=office)

    def test_who_may_not_and_when_it_is_over(self, party: Party) -> None:
        term = MembershipFactory(organisation=party.organisation)
        for who in ("affiliated", "applicant"):
            with pytest.raises(NotPermitted):
                change_level(membership=term, level=observer(), actor=party.viewer(who))
        retired = LevelFactory(code="old", is_active=False)
        with pytest.raises(InvalidInput):
            change_level(membership=term, level=retired, actor=party.viewer("first"))
        revoke(membership=term, reason="Rules", actor=party.viewer("first"))
        with pytest.raises(StateConflict):
            change_level(membership=term, level=observer(), actor=party.viewer("first"))

    def test_the_pages(self, party: Party, client_for: Clients) -> None:
        term = MembershipFactory(organisation=party.organisation)
        observer()
        client = client_for(party.first)
        assert "Change the level" in client.get(url("membership", pk=term.pk)).content.decode()
        response = client.post(url("change_level", pk=term.pk), {"version": 1, "level": "observer", "reason": "Asked"})
        assert response["Location"] == url("membership", pk=term.pk)
        assert Membership.objects.get().level.code == "observer"
        assert "Level observer" in client.get(url("levels")).content.decode()
        assert client.post(url("level_new"), {**VALUES, "name_en": "New", "is_active": "on"}).status_code == 302
        new = Level.objects.get(code="partner")
        assert client.post(url("level_delete", pk=new.pk)).status_code == 302
        assert client.post(url("level_delete", pk=term.level_id)).status_code in (302, 409)
        assert client_for(party.applicant).get(url("levels")).status_code == 403


def test_a_level_without_a_seat_gives_no_voice_in_the_council(party: Party) -> None:
    from clusterkit.membership.models import Seat

    today = timezone.localdate()
    term = MembershipFactory(organisation=party.organisation)
    Seat.objects.create(organisation=party.organisation, representative=party.applicant, starts_on=today)
    assert seats_of(party.applicant.pk, today).count() == 1
    Level.objects.filter(pk=term.level_id).update(may_hold_seat=False)
    assert seats_of(party.applicant.pk, today).count() == 0


def test_the_standing_is_one_query(party: Party, django_assert_num_queries: Any) -> None:
    MembershipFactory(organisation=party.organisation)
    with django_assert_num_queries(1):
        rows = list(memberships_of(party.applicant.pk, timezone.localdate()))
    assert rows == [("membership", "member", party.organisation.pk, "")]


@pytest.mark.usefixtures("quiet_hosts")
def test_the_list_of_levels_costs_the_same_for_any_number(
    party: Party, client_for: Clients, django_assert_max_num_queries: Any
) -> None:
    client = client_for(party.first)
    counts = []
    for number in (1, 3):
        for place in range(number):
            MembershipFactory(level=LevelFactory(code=f"level-{number}-{place}"))
        client.get(url("levels"))
        with django_assert_max_num_queries(20) as captured:
            client.get(url("levels"))
        counts.append(asked(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_others_hear_of_each_organisation_whose_tier_changes() -> None:
    party = make_party()
    office = party.viewer("first")
    heard: list[hooks.TierChanged] = []
    term = MembershipFactory(organisation=party.organisation)
    level = observer()
    with hooks.tier_changed.override(heard.append):
        change_level(membership=term, level=level, actor=office)
        suspend(membership=term, reason="The fee", actor=office)
        resume(membership=term, actor=office)
        update_level(level=level, values={"tier": "member"}, affects=1, actor=office)
    assert [(item.before, item.after) for item in heard] == [("member", "registered"), ("registered", "member")]


def test_the_api_names_levels_and_what_they_give(party: Party, client_for: Clients) -> None:
    term = MembershipFactory(organisation=party.organisation)
    answer = client_for().get("/api/v1/levels/").json()
    row = (answer["results"] if isinstance(answer, dict) else answer)[0]
    assert (row["code"], row["tier"], row["name"]["en"]) == ("full", "member", "Level full")
    inner = client_for(party.applicant).get(f"/api/v1/memberships/{term.pk}/").json()
    assert (inner["level"], inner["tier"]) == ("full", "member")
    outer = client_for().get(f"/api/v1/memberships/{MembershipFactory().pk}/").json()
    assert (outer["level"], outer["tier"]) == (None, None)


def test_the_office_filters_members_by_level(party: Party, client_for: Clients) -> None:
    MembershipFactory(organisation=party.organisation)
    MembershipFactory(level=observer())
    page = client_for(party.first).get(url("members"), {"level": "observer"})
    assert [term.level.code for term in page.context["page_obj"].object_list] == ["observer"]
    guest = client_for(party.stranger).get("/api/v1/memberships/", {"level": "observer"}).json()
    assert guest["results"] == []


def test_texts_stand_in_the_language_of_the_visitor(db: None) -> None:
    level = LevelFactory(name=Translated(en="Guest", ru="Гость"))
    with override("ru"):
        assert str(level) == "Гость"
