"""Permission answers: three depths, and for each policy the object and the list agree."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.policies import SystemActor, policy_of
from clusterkit.directory import actions
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation, Capability, Contact, Organisation, Sector
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import (
    AffiliationFactory,
    AffiliationRequestFactory,
    CapabilityFactory,
    ContactFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db

EVERYBODY = ["guest", "registered", "member", "coordinator", "admin", "representative", "outsider"]


@pytest.fixture
def rows(naftan: Organisation, people: dict[str, Any]) -> None:
    """Rows of every sort: published and hidden, listed and not, requested, declined, of a person who left."""
    hidden = OrganisationFactory(is_published=False)
    for organisation in (naftan, hidden):
        CapabilityFactory(organisation=organisation)
        ContactFactory(organisation=organisation)
        AffiliationFactory(organisation=organisation)
        AffiliationFactory(organisation=organisation, is_listed=False)
        AffiliationRequestFactory(organisation=organisation)
        AffiliationFactory(organisation=organisation, state=AffiliationState.DECLINED)
        AffiliationFactory(organisation=organisation, user=UserFactory(is_active=False))
    AffiliationRequestFactory(organisation=naftan, user=people["registered"])
    AffiliationFactory(organisation=hidden, user=people["member"])


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("model", [Sector, Organisation, Capability, Contact, Affiliation])
def test_seeing_one_agrees_with_the_list(
    who: str, model: Any, rows: None, people: dict[str, Any], viewers: dict[str, Viewer]
) -> None:
    viewer = viewer_of(people[who]) if who in people else viewers[who]
    policy = policy_of(model)
    one_by_one = {row.pk for row in model.objects.all() if policy.can(viewer, policy.view, row)}
    assert {row.pk for row in policy.visible_to(viewer)} == one_by_one


@pytest.mark.parametrize("model", [Sector, Organisation, Capability, Contact, Affiliation])
def test_the_system_sees_all(model: Any, rows: None) -> None:
    assert policy_of(model).visible_to(SystemActor()).count() == model.objects.count()


@pytest.mark.parametrize(
    ("who", "capabilities", "contacts"),
    [
        ("guest", False, False),
        ("registered", True, False),
        ("outsider", True, False),
        ("member", True, True),
        ("coordinator", True, True),
        ("admin", True, True),
        ("representative", True, True),
    ],
)
def test_three_depths(
    who: str, capabilities: bool, contacts: bool, naftan: Organisation, viewers: dict[str, Viewer]
) -> None:
    viewer = viewers[who]
    assert policy_of(Organisation).can(viewer, actions.VIEW, naftan)
    assert policy_of(Capability).visible_to(viewer).exists() is capabilities
    assert policy_of(Contact).visible_to(viewer).exists() is contacts


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_its_admins_and_coordinators_edit(who: str, naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    assert policy_of(Organisation).can(viewers[who], actions.EDIT, naftan) is (who in ("admin", "coordinator"))
    part = naftan.capabilities.get()
    assert policy_of(Capability).can(viewers[who], actions.EDIT, part) is (who in ("admin", "coordinator"))


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_answers_a_request(who: str, naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    request = AffiliationRequestFactory(organisation=naftan)
    for action in (actions.CONFIRM, actions.DECLINE):
        assert policy_of(Affiliation).can(viewers[who], action, request) is (who in ("admin", "coordinator"))


def test_nobody_confirms_himself_but_a_coordinator(naftan: Organisation, people: dict[str, Any]) -> None:
    own = {name: AffiliationFactory(organisation=OrganisationFactory(), user=people[name]) for name in ("coordinator",)}
    admins = naftan.affiliations.get(user=people["admin"])
    policy = policy_of(Affiliation)
    assert not policy.can(viewer_of(people["admin"]), actions.CONFIRM, admins)
    assert not policy.can(viewer_of(people["admin"]), actions.CHANGE_ROLE, admins)
    assert policy.can(viewer_of(people["coordinator"]), actions.CONFIRM, own["coordinator"])


def test_a_hidden_organisation_is_known_to_its_people_only(viewers: dict[str, Viewer], people: dict[str, Any]) -> None:
    hidden = OrganisationFactory(is_published=False)
    AffiliationFactory(organisation=hidden, user=people["registered"])
    policy = policy_of(Organisation)
    assert policy.can(viewer_of(people["registered"]), actions.VIEW, hidden)
    assert policy.can(viewers["coordinator"], actions.VIEW, hidden)
    assert not policy.can(viewers["member"], actions.VIEW, hidden)
    assert hidden not in policy.visible_to(viewers["guest"])


def test_an_affiliation_counts_from_the_next_reading(naftan: Organisation, people: dict[str, Any]) -> None:
    assert viewer_of(people["admin"]).administered_ids == {naftan.pk}
    assert viewer_of(people["representative"]).organisation_ids == {naftan.pk}
    assert viewer_of(people["representative"]).administered_ids == set()
    naftan.affiliations.filter(user=people["representative"]).update(state=AffiliationState.ENDED)
    assert viewer_of(people["representative"]).organisation_ids == set()
    assert viewer_of(people["representative"]).tier == "registered"
