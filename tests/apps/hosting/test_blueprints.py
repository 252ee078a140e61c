"""What a new cluster begins with."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from clusterkit.access.models import Rule
from clusterkit.core.policies import actions
from clusterkit.directory.models import Sector
from clusterkit.hosting.blueprints import Blueprint, Blueprints, PageSeed, SectorSeed, UnknownBlueprintError, blueprints
from clusterkit.hosting.creation import open_cluster, seed_from
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.exceptions import ProvisioningError
from clusterkit.tenancy.models import Cluster

needs_news = pytest.mark.skipif(not apps.is_installed("clusterkit.news"), reason="the settings leave the news out")


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Blueprints:
    """The registry, put back afterwards."""
    monkeypatch.setattr(blueprints, "_known", dict(blueprints._known))
    return blueprints


def opened(blueprint: str, slug: str = "gamma", **fields: Any) -> Cluster:
    return open_cluster(slug=slug, host=f"{slug}.testserver", name="Gamma", blueprint=blueprint, **fields)


@pytest.mark.django_db
def test_an_empty_one_brings_nothing() -> None:
    with cluster_context(opened("empty")):
        assert not Sector.objects.exists()
        assert not Rule.objects.exists()


@pytest.mark.django_db
def test_an_industrial_one_brings_languages_and_sectors() -> None:
    cluster = opened("industry")
    assert cluster.languages == ["ru", "be", "en"]
    with cluster_context(cluster):
        assert list(Sector.objects.values_list("code", flat=True)[:2]) == ["chemistry", "engineering"]
        assert set(Sector.objects.get(code="it").name) == {"ru", "be", "en"}


@needs_news
@pytest.mark.django_db
def test_an_industrial_one_brings_pages_that_are_shown(client_for: Any) -> None:
    from clusterkit.news.models import Page

    with cluster_context(opened("industry")):
        assert set(Page.objects.values_list("slug", flat=True)) == {"about", "charter", "contacts"}
        page = Page.objects.get(slug="about").get_absolute_url()
    answer = client_for(host="gamma.testserver").get(page)
    assert answer.status_code == 200
    assert b"About the cluster" in answer.content


@pytest.mark.django_db
def test_texts_are_limited_to_the_languages_of_the_cluster() -> None:
    with cluster_context(opened("industry", languages=["be"])):
        assert set(Sector.objects.get(code="it").name) == {"be"}


@pytest.mark.django_db
def test_seeding_twice_changes_nothing() -> None:
    cluster = opened("industry")
    with cluster_context(cluster):
        Sector.objects.filter(code="it").update(name={"ru": "Своё"})
        before = list(Sector.objects.values_list("pk", "code", "name"))
        seed_from(blueprints.get("industry"), cluster)
        assert list(Sector.objects.values_list("pk", "code", "name")) == before


@pytest.mark.django_db
def test_a_host_brings_its_own_with_rules_and_rows(own: Blueprints) -> None:
    movable = next(action for action in actions if action.movable and action.tier != action.highest)

    def seed(cluster: Cluster) -> None:
        Sector.objects.create(code=f"of-{cluster.slug}", name="Own")

    own.register(
        Blueprint(
            "glass",
            "Glass",
            languages=("en",),
            sectors=[SectorSeed("glass", {"en": "Glass"})],
            pages=[PageSeed("kilns", {"en": "Kilns"}, {"en": "Hot."})],
            rules={movable.code: movable.highest, "left_out.action": "member"},
            seed=seed,
        )
    )
    with cluster_context(opened("glass")):
        assert list(Rule.objects.values_list("action", "tier")) == [(movable.code, movable.highest)]
        assert set(Sector.objects.values_list("code", flat=True)) == {"glass", "of-gamma"}


@pytest.mark.django_db
def test_a_tier_that_is_not_there_makes_no_cluster(own: Blueprints) -> None:
    own.register(Blueprint("guild", "Guild", tiers=("grand-master",)))
    with pytest.raises(ProvisioningError, match="grand-master"):
        opened("guild")
    with public_schema():
        assert not Cluster.objects.filter(slug="gamma").exists()


def test_unknown_and_doubled_codes_are_told(own: Blueprints) -> None:
    with pytest.raises(UnknownBlueprintError, match="There are: empty, industry"):
        own.get("nothing")
    own.register(own.get("empty"))
    with pytest.raises(ValueError, match="already"):
        own.register(Blueprint("empty", "Another"))
