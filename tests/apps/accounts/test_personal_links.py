"""Addresses with a personal secret: made, shown once, resolved to their person, revoked, bound to their cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts import services
from clusterkit.accounts.actions import MANAGE_OWN
from clusterkit.accounts.models import PersonalLink
from clusterkit.accounts.personal_links import LinkPurpose, link_purposes
from clusterkit.accounts.selectors import link_of_secret
from clusterkit.core.exceptions import NotVisible
from clusterkit.core.policies import COORDINATE
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory

ClientFor = Callable[..., Client]

pytestmark = pytest.mark.django_db


def _addresses(secret: str) -> list[tuple[str, str]]:
    return [("Plain", f"/somewhere/{secret}/")]


@pytest.fixture
def purpose() -> Iterator[LinkPurpose]:
    """A thing that everybody who is registered may read by a program."""
    made = LinkPurpose("testing.feed", "clusterkit_accounts", "Testing feed", "What is new", MANAGE_OWN, _addresses)
    yield link_purposes.register(made)
    del link_purposes._known[made.code]


def test_an_address_is_shown_once_and_found_by_its_secret(client_for: ClientFor, purpose: LinkPurpose) -> None:
    user = UserFactory()
    client = client_for(user)
    make = reverse("clusterkit_accounts:link-make", args=[purpose.code])
    assert client.get(make).status_code == 200
    answer = client.post(make)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "private, no-store"
    ((_label, address),) = answer.context["addresses"]
    secret = address.rstrip("/").rsplit("/", 1)[1]
    link = link_of_secret(secret, purpose.code)
    assert link is not None
    assert link.user == user
    assert secret not in client.get(reverse("clusterkit_accounts:links")).content.decode()
    assert secret not in str(list(PersonalLink.objects.values()))


def test_a_new_address_takes_the_place_of_the_old_one(purpose: LinkPurpose) -> None:
    viewer = viewer_of(UserFactory())
    _first, old = services.create_link(purpose=purpose, actor=viewer)
    _second, new = services.create_link(purpose=purpose, actor=viewer)
    assert link_of_secret(old, purpose.code) is None
    assert link_of_secret(new, purpose.code) is not None


def test_a_revoked_address_opens_nothing(client_for: ClientFor, purpose: LinkPurpose) -> None:
    user = UserFactory()
    link, secret = services.create_link(purpose=purpose, actor=viewer_of(user))
    remove = reverse("clusterkit_accounts:link-revoke", args=[link.pk])
    stranger = client_for(UserFactory())
    assert stranger.get(remove).status_code == 404
    assert stranger.post(remove).status_code == 404
    assert link_of_secret(secret, purpose.code) is not None
    client = client_for(user)
    assert "Testing feed" in client.get(remove).content.decode()
    assert client.post(remove).status_code == 302
    assert link_of_secret(secret, purpose.code) is None


def test_an_address_of_a_closed_account_opens_nothing(purpose: LinkPurpose) -> None:
    user = UserFactory()
    _link, secret = services.create_link(purpose=purpose, actor=viewer_of(user))
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert link_of_secret(secret, purpose.code) is None


def test_an_address_of_one_purpose_opens_no_other(purpose: LinkPurpose) -> None:
    _link, secret = services.create_link(purpose=purpose, actor=viewer_of(UserFactory()))
    assert link_of_secret(secret, "testing.other") is None


def test_an_address_of_one_cluster_opens_nothing_in_another(purpose: LinkPurpose, beta: Cluster) -> None:
    user = UserFactory()
    link, secret = services.create_link(purpose=purpose, actor=viewer_of(user))
    with cluster_context(beta):
        assert link_of_secret(secret, purpose.code) is None
        # Not even a row with the same digest, as a copy of the table would bring it there.
        PersonalLink.objects.create(user=UserFactory(), purpose=purpose.code, digest=link.digest)
        assert link_of_secret(secret, purpose.code) is None
    assert link_of_secret(secret, purpose.code) == link


def test_nobody_gets_an_address_of_what_his_tier_does_not_reach(client_for: ClientFor) -> None:
    made = LinkPurpose("testing.office", "clusterkit_accounts", "Office feed", "", COORDINATE, _addresses)
    link_purposes.register(made)
    try:
        user = UserFactory()
        client = client_for(user)
        make = reverse("clusterkit_accounts:link-make", args=[made.code])
        assert client.get(make).status_code == 404
        assert client.post(make).status_code == 404
        assert "Office feed" not in client.get(reverse("clusterkit_accounts:links")).content.decode()
        with pytest.raises(NotVisible):
            services.create_link(purpose=made, actor=viewer_of(user))
    finally:
        del link_purposes._known[made.code]
    assert client_for(UserFactory()).get(reverse("clusterkit_accounts:link-make", args=["no"])).status_code == 404


def test_the_day_of_the_last_use_is_noted(purpose: LinkPurpose) -> None:
    link, _secret = services.create_link(purpose=purpose, actor=viewer_of(UserFactory()))
    assert link.used_on is None
    services.note_use(link)
    assert PersonalLink.objects.get(pk=link.pk).used_on is not None
