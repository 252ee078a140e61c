"""Actions and policies: bounds, default deny, what one may not know."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from clusterkit.access.models import Grant
from clusterkit.access.viewer import Viewer
from clusterkit.core.exceptions import NotPermitted, NotVisible
from clusterkit.core.policies import (
    COORDINATOR,
    GUEST,
    MEMBER,
    REGISTERED,
    Actions,
    Policies,
    Policy,
    SystemActor,
    actions,
    can,
    policies,
    requires,
    visible_to,
)

pytestmark = pytest.mark.django_db


def test_an_action_is_declared_once_with_its_bounds() -> None:
    registry = Actions()
    fixed = registry.declare("t.fixed", MEMBER, "Fixed")
    moved = registry.declare("t.moved", MEMBER, "Moved", lowest=GUEST, highest=COORDINATOR)
    assert (fixed.movable, moved.movable) == (False, True)
    assert registry.declare("t.fixed", MEMBER, "Fixed") is fixed
    assert registry.get("t.none") is None
    assert {action.code for action in registry} == {"t.fixed", "t.moved"}
    with pytest.raises(ValueError, match="declared already"):
        registry.declare("t.fixed", GUEST, "Fixed")


def test_every_action_of_the_package_has_bounds_around_its_tier() -> None:
    from clusterkit.access.tiers import tiers

    for action in actions:
        assert tiers.get(action.lowest).rank <= tiers.get(action.tier).rank <= tiers.get(action.highest).rank
        assert str(action.label)


def test_a_model_without_policy_is_refused() -> None:
    with pytest.raises(LookupError):
        Policies().of(Grant)
    assert policies.of(Grant) is policies.of(Grant)


def test_what_a_tier_may_not_know_is_not_there() -> None:
    registered = Viewer(AnonymousUser(), tier=REGISTERED)
    coordinator = Viewer(AnonymousUser(), tier=COORDINATOR)
    grant = Grant(tier=MEMBER)
    policy = policies.of(Grant)
    assert not can(registered, policy.view, grant)
    assert can(coordinator, policy.view, grant)
    assert not visible_to(registered, Grant.objects.all()).exists()
    with pytest.raises(NotVisible):
        policy.require(registered, policy.view, grant)
    with pytest.raises(NotPermitted) as refusal:
        policy.require(registered, policy.view)
    assert refusal.value.needed_tier == COORDINATOR
    policy.require(coordinator, policy.view, grant)


def test_a_policy_decides_nothing_by_itself() -> None:
    class Bare(Policy[Grant]):
        model = Grant
        view = policies.of(Grant).view

    with pytest.raises(NotImplementedError):
        Bare().can(SystemActor(), Bare.view, Grant())
    with pytest.raises(NotImplementedError):
        Bare().visible_to(SystemActor())


def test_a_function_declares_its_action() -> None:
    action = policies.of(Grant).view

    @requires(action)
    def view() -> None: ...

    assert view.policy_action is action  # type: ignore[attr-defined]
