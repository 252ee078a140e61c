"""The matrix can fail: every sort of leak is built in on purpose, and reported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from clusterkit.testing.matrix.build import built, judge_for, urlconfs
from clusterkit.testing.matrix.walk import Walk
from clusterkit.testing.matrix.world import Site, World

LEAKING = "tests.isolation.leaking"
PLAIN = {"plain": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "plain"}}


def add(world: World) -> None:
    """The addresses of the leaking views that lead to items."""
    from clusterkit.ideas.models import Item

    for name in ("item", "header", "refused"):
        world.route(f"/leak/{name}/{{pk}}/", Item)


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    with (
        django_db_blocker.unblock(),
        override_settings(ROOT_URLCONF=LEAKING, CACHES={**settings.CACHES, **PLAIN}),
        built(add, lambda world: None, urlconf=LEAKING, public_urlconf=urlconfs()[1]) as sites,
    ):
        yield sites["cluster"]


def reports(site: Site, name: str, prefix: str) -> str:
    """What the walk of one person below *prefix* finds."""
    person = next(person for person in site.people if person.name == name)
    walk = Walk(site, person, judge_for(site))
    walk.run(prefix=prefix)
    return "\n".join(walk.faults)


@pytest.mark.parametrize(
    ("prefix", "name", "phrase"),
    [
        ("/leak/row/", "guest", "shows canary-beta-ideas.item-700001 in the body"),
        ("/leak/silent/", "guest", "reads the other cluster's tables"),
        ("/leak/archive/", "guest", "in rows.csv in inner.zip in the body"),
        ("/leak/calendar/", "guest", "shows canary-beta-ideas.item-700001 in the body"),
        ("/leak/memory/", "guest", "shows canary-beta-ideas.item-700001 in the body"),
        ("/leak/cache/", "guest", "in the cache 'plain' under a key without a cluster"),
        ("/leak/cached/", "guest", "keeps a text of beta in the cache 'default'"),
        ("/leak/item/", "guest", "for a row that guest must not know, not 404"),
        ("/leak/item/", "member", "shows canary-alpha-ideas.item-700005 in the body, which member must not see"),
        ("/leak/header/", "guest", "shows canary-alpha-ideas.item-700002 in the header X-Title"),
        ("/leak/header/", "guest", "tells a row from nothing"),
        ("/leak/refused/", "member", "answers 403 for a row that member must not know, not 404"),
        ("/leak/mail/", "guest", "in a mail"),
        ("/leak/mail/", "registered", "writes 1 rows for registered, who may not do core.coordinate"),
        ("/leak/mail/", "coordinator-of-the-other", "answers 200, not the way to sign in"),
        ("/leak/crash/", "operator", "answers 500 RuntimeError('torn')"),
        ("/leak/key/", "guest", "nothing is known to put into {number}"),
        ("/leak/closed/", "coordinator", "answers 403 although core.open is open to coordinator"),
    ],
)
def test_a_leak_is_reported(site: Site, prefix: str, name: str, phrase: str) -> None:
    assert phrase in reports(site, name, prefix)


def test_what_does_not_leak_is_not_reported(site: Site) -> None:
    assert reports(site, "member", "/ideas/talks/") == ""


def test_an_address_without_a_known_key_says_how_to_give_one(site: Site) -> None:
    sentence = reports(site, "guest", "/leak/key/")
    assert 'world.route("/leak/key/{number}/", Model, number="pk")' in sentence
    assert "pytest_clusterkit_world" in sentence
