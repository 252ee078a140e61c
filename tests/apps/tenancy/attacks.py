"""Attacks with objects, query sets and relations of another cluster: what each gets of it, or None."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.db import models

from clusterkit.access.models import Grant, Rule
from clusterkit.tenancy import context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import OrganisationFactory, SectorFactory

KEY = 4711


def twins(beta: Cluster) -> Rule:
    """Rows of one key in both, ours is returned."""
    with context.cluster_context(beta):
        Rule.objects.create(pk=KEY, action="canary.beta", tier="member")
    return Rule.objects.create(pk=KEY, action="canary.alpha", tier="member")


def instance(alpha: Cluster, beta: Cluster) -> Any:
    ours = twins(beta)
    with context.cluster_context(beta):
        ours.save()
        return Rule.objects.filter(action="canary.alpha").first()


def query_set(alpha: Cluster, beta: Cluster) -> Any:
    twins(beta)
    ours = Rule.objects.filter(pk=KEY)
    with context.cluster_context(beta):
        return ours.get().action


def raw_query_set(alpha: Cluster, beta: Cluster) -> Any:
    twins(beta)
    ours = Rule.objects.raw("SELECT * FROM clusterkit_access_rule WHERE id = %s", [KEY])
    with context.cluster_context(beta):
        return ours[0].action


def iterator_continued(alpha: Cluster, beta: Cluster) -> Any:
    """The second object was read in alpha, and would be saved over beta's row of its key."""
    twins(beta)
    Rule.objects.create(pk=KEY - 1, action="canary.first", tier="member")
    return _saved_over_theirs(Rule.objects.order_by("pk").iterator(), beta)


def raw_iterator_continued(alpha: Cluster, beta: Cluster) -> Any:
    twins(beta)
    Rule.objects.create(pk=KEY - 1, action="canary.first", tier="member")
    return _saved_over_theirs(Rule.objects.raw("SELECT * FROM clusterkit_access_rule ORDER BY id").iterator(), beta)


def _saved_over_theirs(rows: Any, beta: Cluster) -> Any:
    try:
        next(rows)
        with context.cluster_context(beta):
            next(rows).save()
            return Rule.objects.filter(action="canary.alpha").first()
    finally:
        rows.close()


def joined_query_sets(alpha: Cluster, beta: Cluster) -> Any:
    twins(beta)
    ours = Rule.objects.filter(pk=KEY)
    with context.cluster_context(beta):
        return Rule.objects.filter(pk=0).union(ours).first() or (Rule.objects.filter(pk=0) | ours).first()


def updated_with_a_stranger(alpha: Cluster, beta: Cluster) -> Any:
    with context.cluster_context(beta):
        stranger = UserFactory(pk=KEY)
    UserFactory(pk=KEY)
    Grant.objects.create(user=UserFactory(), tier="coordinator", valid_from=date(2026, 1, 1))
    Grant.objects.update(user=stranger)
    return Grant.objects.filter(user_id=KEY).first()


def asked_for_a_stranger(alpha: Cluster, beta: Cluster) -> Any:
    theirs = twins(beta)
    with context.cluster_context(beta):
        return Rule.objects.all().contains(theirs) or None


def assigned_relation(alpha: Cluster, beta: Cluster) -> Any:
    with context.cluster_context(beta):
        stranger = UserFactory(pk=KEY)
    UserFactory(pk=KEY)
    Grant(user=stranger, tier="coordinator", valid_from=date(2026, 1, 1)).save()
    return Grant.objects.filter(user_id=KEY).first()


def followed_relation(alpha: Cluster, beta: Cluster) -> Any:
    user = UserFactory(pk=KEY)
    grant = Grant.objects.create(user=user, tier="member", valid_from=date(2026, 1, 1))
    fresh = Grant.objects.get(pk=grant.pk)
    with context.cluster_context(beta):
        UserFactory(pk=KEY, email="canary@example.org")
        return fresh.user.email


def filtered_by_a_stranger(alpha: Cluster, beta: Cluster) -> Any:
    with context.cluster_context(beta):
        stranger = UserFactory(pk=KEY)
    Grant.objects.create(user=UserFactory(pk=KEY), tier="member", valid_from=date(2026, 1, 1))
    return Grant.objects.filter(user=stranger).first()


def linked_to_a_stranger(alpha: Cluster, beta: Cluster) -> Any:
    """Django goes by the number: our sector of that number would be linked, and nobody would notice."""
    organisation, stranger = _organisation_and_strange_sector(beta)
    organisation.sectors.add(stranger)
    return organisation.sectors.first()


def set_to_a_stranger(alpha: Cluster, beta: Cluster) -> Any:
    organisation, stranger = _organisation_and_strange_sector(beta)
    organisation.sectors.set(each for each in [stranger])
    return organisation.sectors.first()


def unlinked_from_a_stranger(alpha: Cluster, beta: Cluster) -> Any:
    organisation, stranger = _organisation_and_strange_sector(beta)
    organisation.sectors.add(KEY)
    organisation.sectors.remove(stranger)
    return None if organisation.sectors.exists() else "ours is gone"


def linked_from_the_other_end(alpha: Cluster, beta: Cluster) -> Any:
    OrganisationFactory(pk=KEY)
    sector = SectorFactory()
    with context.cluster_context(beta):
        stranger = OrganisationFactory(pk=KEY)
    sector.organisations.add(stranger)
    return sector.organisations.first()


def linked_elsewhere(alpha: Cluster, beta: Cluster) -> Any:
    """The organisation is the stranger here, and nothing but a number is given to it."""
    organisation, sector = _organisation_and_strange_sector(beta)
    with context.cluster_context(beta):
        theirs = OrganisationFactory(pk=organisation.pk)
        organisation.sectors.add(sector.pk)
        return theirs.sectors.first()


def taken_over_by_a_relation(alpha: Cluster, beta: Cluster) -> Any:
    """A grant of theirs added to a person of ours would move our grant of that number."""
    user = UserFactory()
    with context.cluster_context(beta):
        stranger = _grant_of(UserFactory(), pk=KEY)
    _grant_of(UserFactory(), pk=KEY)
    user.tier_grants.add(stranger)
    return Grant.objects.filter(user=user).first()


def relation_of_another_package(alpha: Cluster, beta: Cluster) -> Any:
    ours = UserFactory(pk=KEY)
    with context.cluster_context(beta):
        theirs = UserFactory(pk=KEY)
        group = Group.objects.create(name="canary")
        ours.groups.add(group)
        return theirs.groups.first()


def _grant_of(user: Any, **values: Any) -> Grant:
    return Grant.objects.create(user=user, tier="member", valid_from=date(2026, 1, 1), **values)


def _organisation_and_strange_sector(beta: Cluster) -> tuple[Any, Any]:
    """An organisation of ours, and a sector of theirs that has the key of one of ours."""
    SectorFactory(pk=KEY)
    with context.cluster_context(beta):
        stranger = SectorFactory(pk=KEY)
    return OrganisationFactory(), stranger


def subquery(alpha: Cluster, beta: Cluster) -> Any:
    twins(beta)
    ours = Rule.objects.filter(pk=KEY)
    with context.cluster_context(beta):
        return Rule.objects.annotate(found=models.Subquery(ours.values("action")[:1])).values_list("found").first()


def exists(alpha: Cluster, beta: Cluster) -> Any:
    twins(beta)
    ours = Rule.objects.filter(pk=KEY)
    with context.cluster_context(beta):
        return Rule.objects.filter(models.Exists(ours)).first()
