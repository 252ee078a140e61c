"""The page of the rules with what a host adds to it, and with what a host took away again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from clusterkit.access.models import Rule
from clusterkit.access.tiers import tiers
from clusterkit.access.viewer import viewer_of
from clusterkit.core.apps import part_of_site
from clusterkit.core.policies import COORDINATOR, GUEST, MEMBER, REGISTERED, Action, actions
from clusterkit.tenancy.context import enter
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]
Declare = Callable[[Action], Action]


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Declare:
    """Declares an action for the length of the test."""

    def declare(action: Action) -> Action:
        monkeypatch.setitem(actions._actions, action.code, action)
        return action

    return declare


def _page(client: Client) -> str:
    answer = client.get("/rules/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_actions_of_a_host_stand_under_the_name_of_its_app(
    client_for: Make, declared: Declare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apps.get_app_config("auth"), "verbose_name", "Job offers & co")
    declared(Action("auth.offer", MEMBER, "Offer a place of work", REGISTERED, COORDINATOR))
    declared(Action("nobody.knows", MEMBER, "Do a thing of no app", REGISTERED, COORDINATOR))
    html = _page(client_for(CoordinatorFactory()))
    assert '<legend class="ck-group__legend">Job offers &amp; co</legend>' in html
    assert html.index("Job offers &amp; co") < html.index("Offer a place of work")
    assert html.index("More actions") < html.index("Do a thing of no app")


def test_parts_of_the_site_have_the_names_of_the_menu() -> None:
    assert str(part_of_site("events.manage")) == "Events"
    assert str(part_of_site("notices.choose")) == str(apps.get_app_config("clusterkit_notifications").verbose_name)
    assert part_of_site("nobody.knows") is None
    assert part_of_site("") is None


@pytest.mark.parametrize(
    "action",
    [
        Action("test.usual", "gone", "Its usual tier is gone", REGISTERED, COORDINATOR),
        Action("test.lowest", MEMBER, "Its lowest tier is gone", "gone", COORDINATOR),
        Action("test.highest", MEMBER, "Its highest tier is gone", REGISTERED, "gone"),
        Action("test.all", "gone", "All of them are gone", "gone", "gone too"),
    ],
    ids=lambda action: action.code,
)
def test_tier_that_is_not_registered_breaks_nothing(
    action: Action, client_for: Make, declared: Declare, alpha: Cluster
) -> None:
    declared(action)
    client = client_for(CoordinatorFactory())
    html = _page(client)
    assert str(action.label) in html
    if action.tier == "gone":
        assert "Usually: nobody, since the tier “gone” is not on the ladder." in html
    name = action.code.replace(".", "-")
    same = {field: _chosen(client, field) for field in client.get("/rules/").context["form"].fields}
    assert client.post("/rules/", same).status_code == 302
    enter(alpha)
    assert not Rule.objects.exists()
    assert client.post("/rules/", {**same, name: GUEST}).status_code == 422


def _chosen(client: Client, field: str) -> str:
    return str(client.get("/rules/").context["form"][field].value())


def test_bound_that_is_not_registered_opens_nothing(declared: Declare) -> None:
    action = declared(Action("test.lowest", MEMBER, "Its lowest tier is gone", "gone", COORDINATOR))
    Rule.objects.create(action=action.code, tier=GUEST)
    assert tiers.between(action.lowest, action.highest) == []
    assert not viewer_of(AnonymousUser()).allows(action)


def test_office_may_give_an_action_whose_usual_tier_is_gone_to_another(
    client_for: Make, declared: Declare, alpha: Cluster
) -> None:
    action = declared(Action("test.usual", "gone", "Its usual tier is gone", REGISTERED, COORDINATOR))
    office = CoordinatorFactory()
    client = client_for(office)
    form = client.get("/rules/").context["form"]
    data = {field: form[field].value() for field in form.fields}
    assert not viewer_of(office).allows(action)
    assert client.post("/rules/", {**data, "test-usual": COORDINATOR}).status_code == 302
    enter(alpha)
    assert viewer_of(office).allows(action)
