"""Tiers, the viewer, grants by date, and the rules of a cluster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.access.admin_site import cluster_site
from clusterkit.access.models import Grant, Rule
from clusterkit.access.policies import GIVE_TIERS, SET_RULES
from clusterkit.access.selectors import coordinator_ids, viewer_by_id
from clusterkit.access.services import end_grant, give_tier, movable_actions, set_rule
from clusterkit.access.sources import Row, read_rows
from clusterkit.access.tiers import Tier, Tiers, tier_label, tier_step, tiers
from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.core.policies import (
    COORDINATE,
    COORDINATOR,
    GUEST,
    MEMBER,
    OPEN,
    REGISTERED,
    SIGNED_IN,
    Action,
    SystemActor,
    actions,
    can,
    visible_to,
)
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.plugin import BETA_HOST

TODAY = date(2027, 3, 10)
LADDER = [GUEST, REGISTERED, MEMBER, COORDINATOR]


def of_package(choices: Any) -> list[str]:
    """The codes of the package's own tiers; a host may have more in between."""
    return [code for code, _label in choices if code in LADDER]


@pytest.fixture
def movable() -> Any:
    """An action that a cluster may move between registered and coordinator."""
    action = actions.declare("tests.publish", MEMBER, "Publish", lowest=REGISTERED, highest=COORDINATOR)
    yield action
    actions._actions.pop("tests.publish")


@given(st.sampled_from(LADDER), st.sampled_from(LADDER))
def test_a_higher_tier_reaches_all_that_a_lower_one_does(own: str, needed: str) -> None:
    assert tiers.reaches(own, needed) == (LADDER.index(own) >= LADDER.index(needed))
    assert tiers.highest(own, needed) == LADDER[max(LADDER.index(own), LADDER.index(needed))]


def test_an_unknown_tier_is_never_more_than_a_guest_and_reached_by_nobody() -> None:
    assert tiers.get("gone").code == GUEST
    assert not tiers.reaches("gone", REGISTERED)
    assert not tiers.reaches(COORDINATOR, "gone")
    assert tiers.highest() == GUEST


def test_a_host_registers_a_tier_in_between_and_never_twice() -> None:
    ladder = Tiers()
    for code in LADDER:
        ladder.register(tiers.get(code))
    partner = ladder.register(Tier("partner", 150, "partner", ""))
    assert ladder.register(partner) is partner
    assert [tier.code for tier in ladder.between(REGISTERED, MEMBER)] == [REGISTERED, "partner", MEMBER]
    for double in (Tier("partner", 160, "x", ""), Tier("other", 150, "x", "")):
        with pytest.raises(ValueError, match="already"):
            ladder.register(double)


def test_tiers_speak() -> None:
    assert str(tier_label(MEMBER)) == "member"
    assert "Register" in str(tier_step(REGISTERED))
    assert of_package(tiers.choices()) == LADDER


@pytest.mark.django_db
def test_one_query_tells_the_standing_of_anybody(django_assert_num_queries: Any) -> None:
    user = CoordinatorFactory()
    for person, tier in ((AnonymousUser(), GUEST), (user, COORDINATOR)):
        with django_assert_num_queries(1):
            viewer = viewer_of(person)
        with django_assert_num_queries(0):
            assert viewer.tier == tier
            assert viewer.is_coordinator is (tier == COORDINATOR)
            assert viewer.allows(SIGNED_IN) is (tier != GUEST)


@pytest.mark.django_db
def test_a_request_asks_once_however_often_the_viewer_is_used(client_for: Callable[..., Client]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_for(CoordinatorFactory())
    client.get("/rules/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/rules/").status_code == 200
    assert sum("clusterkit_access_rule" in query["sql"] for query in captured) == 1


@pytest.mark.django_db
def test_an_inactive_person_is_a_guest() -> None:
    user = CoordinatorFactory(is_active=False)
    viewer = viewer_of(user)
    assert (viewer.tier, viewer.is_authenticated, viewer.user_id, viewer.display_name) == (GUEST, False, None, "")
    assert viewer_by_id(user.pk) is None
    assert coordinator_ids() == []


@pytest.mark.django_db
def test_a_viewer_says_who_he_is() -> None:
    user = MemberFactory(name="Anna")
    viewer = viewer_of(user, address="10.0.0.1")
    assert (viewer.display_name, viewer.user_id, viewer.tier_label) == ("Anna", user.pk, "member")
    assert (viewer.is_system, viewer.address) == (False, "10.0.0.1")
    assert viewer.organisation_ids == viewer.administered_ids == viewer.member_organisation_ids == frozenset()
    found = viewer_by_id(user.pk)
    assert found is not None
    assert found.tier == MEMBER
    assert viewer_by_id(10**9) is None


def test_organisations_and_roles() -> None:
    viewer = Viewer(AnonymousUser(), organisations={1: "admin", 2: "representative"})
    assert viewer.organisation_ids == {1, 2}
    assert viewer.administered_ids == {1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "ends", "tier"),
    [
        (0, None, MEMBER),
        (0, 0, MEMBER),
        (-10, -1, REGISTERED),
        (1, None, REGISTERED),
        (-10, 10, MEMBER),
    ],
)
def test_a_grant_holds_from_its_day_to_its_day(starts: int, ends: int | None, tier: str) -> None:
    user = UserFactory()
    Grant.objects.create(
        user=user,
        tier=MEMBER,
        valid_from=TODAY + timedelta(days=starts),
        valid_until=None if ends is None else TODAY + timedelta(days=ends),
    )
    assert viewer_of(user, day=TODAY).tier == tier


@pytest.mark.django_db
def test_the_highest_of_several_grants_counts_and_is_this_clusters_only(beta: Cluster) -> None:
    user = UserFactory()
    for tier in (MEMBER, COORDINATOR, REGISTERED):
        Grant.objects.create(user=user, tier=tier, valid_from=TODAY)
    assert viewer_of(user, day=TODAY).tier == COORDINATOR
    with cluster_context(beta):
        twin = UserFactory(pk=user.pk, email=user.email)
        assert viewer_of(twin, day=TODAY).tier == REGISTERED


@pytest.mark.django_db
def test_the_database_refuses_a_grant_that_ends_before_it_begins() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=UserFactory(), tier=MEMBER, valid_from=TODAY, valid_until=TODAY - timedelta(days=1))


@pytest.mark.django_db
def test_giving_and_taking_a_tier() -> None:
    boss, user = viewer_of(CoordinatorFactory()), UserFactory()
    grant = give_tier(user=user, tier=COORDINATOR, actor=boss, reason="holidays")
    assert grant.valid_from == timezone.localdate()
    assert str(grant) == f"{user}: coordinator"
    assert viewer_of(user).is_coordinator
    assert sorted(coordinator_ids()) == sorted([boss.user_id or 0, user.pk])
    end_grant(grant=grant, actor=boss)
    assert viewer_of(user).tier == REGISTERED


@pytest.mark.django_db
def test_giving_a_tier_is_checked() -> None:
    user = UserFactory()
    with pytest.raises(InvalidInput):
        give_tier(user=user, tier="king", actor=SystemActor())
    with pytest.raises(InvalidInput):
        give_tier(user=user, tier=MEMBER, actor=SystemActor(), valid_from=TODAY, valid_until=TODAY - timedelta(days=1))
    with pytest.raises(NotPermitted):
        give_tier(user=user, tier=COORDINATOR, actor=viewer_of(user))
    assert not Grant.objects.exists()


@pytest.mark.django_db
def test_a_rule_moves_an_action_for_the_next_request(movable: Action) -> None:
    member, person, boss = MemberFactory(), UserFactory(), viewer_of(CoordinatorFactory())
    assert viewer_of(member).allows(movable)
    rule = set_rule(action=movable, tier=COORDINATOR, actor=boss)
    assert str(rule) == "tests.publish: coordinator"
    assert not viewer_of(member).allows(movable)
    set_rule(action=movable, tier=REGISTERED, actor=boss)
    assert viewer_of(person).allows(movable)
    assert set_rule(action=movable, tier=MEMBER, actor=boss) is None
    assert not viewer_of(person).allows(movable)
    assert not Rule.objects.exists()


@pytest.mark.django_db
def test_a_rule_outside_the_bounds_is_refused_and_ignored(movable: Action) -> None:
    with pytest.raises(InvalidInput):
        set_rule(action=movable, tier=GUEST, actor=SystemActor())
    with pytest.raises(NotPermitted):
        set_rule(action=movable, tier=REGISTERED, actor=viewer_of(MemberFactory()))
    Rule.objects.create(action=movable.code, tier=GUEST)
    Rule.objects.create(action=COORDINATE.code, tier=REGISTERED)  # an action that nobody may move
    viewer = viewer_of(UserFactory())
    assert not viewer.allows(movable)
    assert not viewer.allows(COORDINATE)


@pytest.mark.django_db
def test_a_rule_of_one_cluster_leaves_the_other_alone(movable: Action, beta: Cluster) -> None:
    set_rule(action=movable, tier=REGISTERED, actor=SystemActor())
    with cluster_context(beta):
        assert not viewer_of(UserFactory()).allows(movable)


@pytest.mark.django_db
def test_grants_and_rules_are_seen_by_coordinators_only() -> None:
    boss, member = viewer_of(CoordinatorFactory()), viewer_of(MemberFactory())
    grant = Grant.objects.get(tier=MEMBER)
    rule = Rule.objects.create(action="x", tier=MEMBER)
    for row, action in ((grant, GIVE_TIERS), (rule, SET_RULES)):
        for viewer, may in ((boss, True), (member, False)):
            assert can(viewer, action, row) is may
            assert visible_to(viewer, type(row)._default_manager.all()).filter(pk=row.pk).exists() is may


@pytest.mark.django_db
def test_rows_of_the_union_have_their_kind(movable: Action) -> None:
    user = MemberFactory()
    set_rule(action=movable, tier=COORDINATOR, actor=SystemActor())
    from clusterkit.access.sources import RULE, standing

    rows = read_rows(lambda: standing(Rule.objects.all(), kind=RULE, code="action", value="tier"), user.pk, TODAY)
    assert Row("rule", "tests.publish", None, COORDINATOR) in rows
    assert Row("grant", MEMBER, None, "") in rows


@pytest.mark.django_db
def test_the_page_of_rules(client_for: Callable[..., Client], movable: Action) -> None:
    assert client_for().get("/rules/").headers["Location"] == "/accounts/login/?next=%2Frules%2F"
    assert client_for(MemberFactory()).get("/rules/").status_code == 403
    client = client_for(CoordinatorFactory())
    page = client.get("/rules/")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert "Publish" in page.text
    form = page.context["form"]
    assert of_package(form.fields["tests-publish"].choices) == [REGISTERED, MEMBER, COORDINATOR]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    refused = client.post("/rules/", {**values, "tests-publish": GUEST})
    assert refused.status_code == 422
    assert not Rule.objects.exists()
    assert client.post("/rules/", {**values, "tests-publish": REGISTERED}).headers["Location"] == "/rules/"
    assert list(Rule.objects.values_list("action", "tier")) == [("tests.publish", REGISTERED)]
    assert client.get("/rules/").context["form"].get_initial_for_field(form.fields["tests-publish"], "tests-publish")
    assert client_for(host=BETA_HOST).get("/rules/").status_code == 302


def test_movable_actions_are_those_with_room(movable: Action) -> None:
    found = movable_actions()
    assert movable in found
    assert OPEN not in found
    assert [action.code for action in found] == sorted(action.code for action in found)


@pytest.mark.django_db
def test_the_coordinators_menu_leads_to_the_rules(client_for: Callable[..., Client]) -> None:
    link = 'href="/rules/"'
    assert link in client_for(CoordinatorFactory()).get("/accounts/profile/").text
    assert link not in client_for(MemberFactory()).get("/accounts/profile/").text


@pytest.mark.django_db
def test_the_admin_gives_tiers_through_the_service(rf: Any) -> None:
    user, boss = UserFactory(), CoordinatorFactory()
    request = rf.post("/")
    request.user, request.viewer = boss, viewer_of(boss)
    model_admin: Any = cluster_site._registry[Grant]
    assert cluster_site.has_permission(request)
    assert model_admin.has_module_permission(request)
    assert model_admin.has_add_permission(request)
    assert not model_admin.has_change_permission(request)
    form = model_admin.get_form(request)
    assert of_package(form.base_fields["tier"].choices) == LADDER
    model_admin.save_model(request, Grant(user=user, tier=MEMBER, valid_from=TODAY), None, False)
    assert viewer_of(user, day=TODAY).tier == MEMBER
    model_admin.delete_queryset(request, Grant.objects.filter(user=user))
    assert viewer_of(user, day=TODAY).tier == REGISTERED
    request.viewer = viewer_of(user)
    assert not cluster_site.has_permission(request)
    assert not model_admin.has_view_permission(request)
    assert not model_admin.has_delete_permission(request)
