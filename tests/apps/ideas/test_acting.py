"""Who acts for two organisations writes, answers and speaks for the one that he chose."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.access.viewer import viewer_of
from clusterkit.directory.models import Organisation
from clusterkit.directory.services import choose_organisation
from clusterkit.ideas.models import Comment, Interest, Item
from clusterkit.ideas.services import add_comment
from clusterkit.testing.factories.accounts import MemberFactory
from clusterkit.testing.factories.directory import AffiliationFactory
from clusterkit.testing.factories.ideas import ItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(_stand_in_alpha: None) -> tuple[Any, Organisation, Organisation]:
    """A member who acts for two organisations, and chose the second."""
    user = MemberFactory()
    one, two = (AffiliationFactory(user=user).organisation for _number in range(2))
    choose_organisation(organisation_id=two.pk, actor=viewer_of(user))
    return user, one, two


def test_the_forms_come_with_it_chosen(pair: Any, client_for: Any) -> None:
    user, one, two = pair
    client, item = client_for(user), ItemFactory()
    for path in ("/ideas/new/request/", f"/ideas/{item.pk}/respond/"):
        form = client.get(path).context_data["form"]
        assert form["organisation"].value() == two.pk, path
    # Where the chosen one answered already, the other one is left.
    answered = client.post(f"/ideas/{item.pk}/respond/", {"organisation": two.pk, "message": "We can."})
    assert answered.status_code == 302
    assert client.get(f"/ideas/{item.pk}/respond/").context_data["form"]["organisation"].value() == one.pk


def test_a_comment_speaks_with_its_voice(pair: Any) -> None:
    user, one, two = pair
    comment: Comment = add_comment(item=ItemFactory(organisation=one), actor=viewer_of(user), text="How much of it?")
    assert comment.organisation_id == two.pk


def test_the_api_takes_it_where_no_organisation_is_given(pair: Any, client_for: Any) -> None:
    user, one, two = pair
    client, item = client_for(user), ItemFactory()
    json: dict[str, Any] = {"content_type": "application/json"}
    draft = {"kind": "request", "title": "Inhibitors"}
    assert client.post("/api/v1/items/", draft, **json).status_code == 201
    assert Item.objects.get(title="Inhibitors").organisation_id == two.pk
    header = {"headers": {"X-Acting-Organisation": str(one.pk)}}
    client.post("/api/v1/items/", {**draft, "title": "By the other"}, **json, **header)
    assert Item.objects.get(title="By the other").organisation_id == one.pk
    client.post(f"/api/v1/items/{item.pk}/interests/", {"message": "We can."}, **json)
    assert Interest.objects.get().organisation_id == two.pk
    undecided = MemberFactory()
    for _number in range(2):
        AffiliationFactory(user=undecided)
    refused = client_for(undecided).post("/api/v1/items/", draft, **json)
    assert (refused.status_code, [*refused.json()["errors"]]) == (400, ["organisation"])
