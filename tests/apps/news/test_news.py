"""News: written by coordinators, read by everybody once published, in HTML and JSON alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clusterkit.core.exceptions import InvalidInput, NotPermitted, StaleVersion, StateConflict
from clusterkit.core.policies import COORDINATOR, GUEST, REGISTERED, policy_of, visible_to
from clusterkit.core.ports import make_viewer
from clusterkit.news import services
from clusterkit.news.actions import VIEW
from clusterkit.news.enums import ArticleState
from clusterkit.news.models import Article, Page
from clusterkit.tenancy.context import cluster_context, enter, tenant_connection
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.news import ArticleFactory, PageFactory

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]


def coordinator() -> Any:
    return make_viewer.call(CoordinatorFactory())


def test_an_article_is_drafted_published_and_taken_off() -> None:
    actor = coordinator()
    article = services.create_article(actor=actor, values={"title": {"en": "A new laboratory"}, "body": {"en": "Text"}})
    assert (article.slug, article.state, article.published_at) == ("a-new-laboratory", "draft", None)
    published = services.publish_article(article=article, actor=actor, expected_version=1)
    assert published.published_at is not None
    assert services.withdraw_article(article=published, actor=actor).state == "withdrawn"
    with pytest.raises(StateConflict):
        services.withdraw_article(article=published, actor=actor)


def test_two_articles_of_one_title_have_two_addresses() -> None:
    actor = coordinator()
    values = {"title": {"en": "News"}, "body": {"en": "Text"}}
    slugs = [services.create_article(actor=actor, values=values).slug for _number in range(2)]
    assert slugs == ["news", "news-2"]
    assert services.create_article(actor=actor, values={**values, "title": {"en": "Feed"}}).slug == "feed-2"
    with pytest.raises(InvalidInput):
        services.create_article(actor=actor, values={**values, "slug": "news"})


def test_a_stale_form_is_a_conflict_and_only_coordinators_write() -> None:
    actor = coordinator()
    article = ArticleFactory()
    services.update_article(article=article, actor=actor, values={"title": {"en": "Changed"}}, expected_version=1)
    with pytest.raises(StaleVersion):
        services.update_article(article=article, actor=actor, values={"title": {"en": "Again"}}, expected_version=1)
    with pytest.raises(NotPermitted):
        services.create_article(
            actor=make_viewer.call(UserFactory()), values={"title": {"en": "x"}, "body": {"en": "x"}}
        )


@pytest.mark.parametrize("tier", [GUEST, REGISTERED, COORDINATOR])
def test_list_and_object_answers_agree(tier: str) -> None:
    from django.contrib.auth.models import AnonymousUser

    from clusterkit.access.viewer import Viewer

    viewer = Viewer(AnonymousUser(), tier=tier)
    for state in ArticleState:
        ArticleFactory(state=state)
    PageFactory(is_published=False)
    PageFactory()
    for model in (Article, Page):
        seen = set(visible_to(viewer, model.objects.all()).values_list("pk", flat=True))
        policy = policy_of(model)
        assert seen == {row.pk for row in model.objects.all() if policy.can(viewer, VIEW, row)}


def test_a_guest_reads_what_is_published_and_nothing_else(client_for: Make) -> None:
    ArticleFactory(slug="open", title={"en": "Open news"})
    ArticleFactory(slug="secret", title={"en": "Canary draft"}, state=ArticleState.DRAFT)
    PageFactory(slug="hidden", title={"en": "Canary page"}, is_published=False)
    client = client_for()
    for address in ("/news/", "/news/feed/", "/api/v1/news/", "/api/v1/pages/"):
        response = client.get(address)
        assert response.status_code == 200
        assert b"Canary" not in response.content, address
    assert b"Open news" in client.get("/news/").content
    assert b"<strong>today</strong>" in client.get("/news/open/").content
    for address in ("/news/secret/", "/pages/hidden/", "/api/v1/news/secret/", "/api/v1/pages/hidden/", "/news/none/"):
        assert client.get(address).status_code == 404


def test_a_coordinator_writes_and_publishes_in_the_browser(client_for: Make, alpha: Cluster) -> None:
    client = client_for(CoordinatorFactory())
    form = client.get("/news/new/")
    assert form.status_code == 200
    empty = client.post("/news/new/", {"summary_en": "Kept words"})
    assert empty.status_code == 422
    assert b"Kept words" in empty.content
    made = client.post("/news/new/", {"title_en": "Pumps", "body_en": "Text"}, follow=True)
    assert made.status_code == 200
    enter(alpha)
    article = Article.objects.get()
    assert client.get(f"/news/{article.slug}/publish/").status_code == 200
    assert client.post(f"/news/{article.slug}/publish/").status_code == 302
    assert client.post(f"/news/{article.slug}/publish/").status_code == 409
    assert client.get(f"/news/{article.slug}/edit/").status_code == 200
    edited = client.post(
        f"/news/{article.slug}/edit/", {"title_en": "Pumps and valves", "body_en": "Text", "version": 2}
    )
    assert edited.status_code == 302
    stale = client.post(f"/news/{article.slug}/edit/", {"title_en": "Too late", "body_en": "Text", "version": 2})
    assert stale.status_code == 409
    assert b"Too late" in stale.content
    assert client.post(f"/news/{article.slug}/withdraw/").status_code == 302
    assert (
        client.post("/pages/new/", {"title_en": "Rules", "body_en": "x", "slug": "rules", "order": 5}).status_code
        == 302
    )
    assert (
        client.post("/pages/new/", {"title_en": "Rules", "body_en": "x", "slug": "rules", "order": 5}).status_code
        == 422
    )
    assert client.get("/pages/rules/edit/").status_code == 200


def test_a_guest_is_sent_to_sign_in_and_others_are_told_who_may(client_for: Make) -> None:
    response = client_for().get("/news/new/")
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/login/?next=%2Fnews%2Fnew%2F")
    assert client_for(UserFactory()).get("/news/new/").status_code == 403


def test_the_api_writes_with_the_same_rules(client_for: Make) -> None:
    client = client_for(CoordinatorFactory())
    made = client.post(
        "/api/v1/news/", {"title": {"en": "Valves"}, "body": {"en": "Text"}}, content_type="application/json"
    )
    assert made.status_code == 201
    slug = made.json()["slug"]
    assert client.post(f"/api/v1/news/{slug}/publish/").json()["state"] == "published"
    conflict = client.post(f"/api/v1/news/{slug}/publish/")
    assert (conflict.status_code, conflict.headers["Content-Type"]) == (409, "application/problem+json")
    changed = client.patch(
        f"/api/v1/news/{slug}/", {"title": {"en": "Valves!"}, "version": 2}, content_type="application/json"
    )
    assert changed.json()["title"] == {"en": "Valves!"}
    stale = client.patch(f"/api/v1/news/{slug}/", {"title": "x", "version": 2}, content_type="application/json")
    assert stale.json()["code"] == "stale_version"
    for bad in ({"title": 5}, {"title": {"xx": "y"}}, {"title": {"en": "x" * 201}}, {"title": {"en": 4}}, {}):
        refused = client.post("/api/v1/news/", bad, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid")
    assert client.post(f"/api/v1/news/{slug}/withdraw/").json()["state"] == "withdrawn"
    guest = client_for().post("/api/v1/news/", {}, content_type="application/json")
    assert guest.status_code in (401, 403)


def test_the_list_costs_the_same_for_one_and_three(client_for: Make, alpha: Cluster) -> None:
    client = client_for()

    def cost() -> int:
        client.get("/news/")
        with CaptureQueriesContext(tenant_connection()) as queries:
            assert client.get("/news/").status_code == 200
        enter(alpha)
        return len(queries)

    ArticleFactory()
    one = cost()
    ArticleFactory.create_batch(2)
    assert cost() == one <= 8


def test_news_of_another_cluster_are_not_there(client_for: Make, beta: Cluster) -> None:
    ArticleFactory(pk=4711, slug="ours", title={"en": "Ours"})
    with cluster_context(beta):
        ArticleFactory(pk=4711, slug="theirs", title={"en": "Canary of beta"})
    client = client_for()
    assert client.get("/news/theirs/").status_code == 404
    for address in ("/news/", "/news/feed/", "/api/v1/news/"):
        assert b"Canary" not in client.get(address).content


@pytest.mark.parametrize("address", ["/api/v1/news/%00/", "/api/v1/pages/7%00/"])
def test_an_address_that_can_be_no_slug_is_not_there(client_for: Make, address: str) -> None:
    response = client_for().get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_token_that_is_no_text_is_a_problem(client_for: Make) -> None:
    response = client_for().get("/api/v1/news/", headers={"authorization": "Token \x00\xff"})
    assert (response.status_code, response.json()["code"]) == (400, "parse_error")


def test_missing_pages_are_added_together_and_taken_addresses_stay() -> None:
    actor = coordinator()
    PageFactory(slug="rules", title={"en": "Ours"})
    rows = [{"slug": slug, "title": {"en": slug}, "body": {"en": "Text"}} for slug in ("rules", "history", "new")]
    with pytest.raises(NotPermitted):
        services.add_missing_pages(rows=rows, actor=make_viewer.call(UserFactory()))
    free = [row["slug"] for row in rows if row["slug"] not in services.RESERVED_SLUGS | {"rules"}]
    assert services.add_missing_pages(rows=rows, actor=actor) == len(free)
    assert services.add_missing_pages(rows=rows, actor=actor) == 0
    assert str(Page.objects.get(slug="rules").title) == "Ours"
    assert str(Page.objects.get(slug="history").title) == "history"
