"""The command that gives a tier: the way to the first coordinator."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clusterkit.access.models import Grant
from clusterkit.access.viewer import viewer_of
from clusterkit.core.policies import COORDINATOR
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_registered_person_becomes_coordinator(alpha: Cluster) -> None:
    user = UserFactory(email="anna@example.org")
    out = StringIO()
    call_command("give_tier", "alpha", "Anna@example.org", "coordinator", "--reason", "founding meeting", stdout=out)
    assert viewer_of(user).tier == COORDINATOR
    assert Grant.objects.get().reason == "founding meeting"
    assert "Anna@example.org is coordinator in alpha" in out.getvalue()


def test_it_gives_the_tier_in_that_cluster_only(alpha: Cluster, beta: Cluster) -> None:
    user = UserFactory(email="anna@example.org")
    with cluster_context(beta):
        other = UserFactory(email="anna@example.org", pk=user.pk)
    call_command(
        "give_tier", "beta.testserver", "anna@example.org", "member", "--until", "2999-12-31", stdout=StringIO()
    )
    assert not Grant.objects.exists()
    with cluster_context(beta):
        assert viewer_of(other).tier == "member"
        assert str(Grant.objects.get().valid_until) == "2999-12-31"


@pytest.mark.parametrize(
    ("cluster", "email", "tier", "says"),
    [
        ("gamma", "anna@example.org", "member", "There is no cluster 'gamma'"),
        ("alpha", "nobody@example.org", "member", "Nobody is registered in alpha with nobody@example.org"),
        ("alpha", "anna@example.org", "emperor", "There is no such tier"),
    ],
)
def test_it_says_in_one_line_why_not(alpha: Cluster, cluster: str, email: str, tier: str, says: str) -> None:
    UserFactory(email="anna@example.org")
    with pytest.raises(CommandError, match=says):
        call_command("give_tier", cluster, email, tier)
    assert not Grant.objects.exists()


def test_a_last_day_before_the_first_is_refused(alpha: Cluster) -> None:
    UserFactory(email="anna@example.org")
    with pytest.raises(CommandError, match="before the first"):
        call_command("give_tier", "alpha", "anna@example.org", "member", "--until", "2001-01-01")
