"""Pages of news, for readers and for who writes."""

from __future__ import annotations

from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.web.views import ActionView, DetailPage, FormPage, ListPage, PolicyView
from clusterkit.news import services
from clusterkit.news.actions import EDIT, VIEW
from clusterkit.news.forms import ArticleForm, PageForm
from clusterkit.news.models import Article, Page
from clusterkit.news.selectors import articles_for, latest_articles


class ArticleList(ListPage[Article]):
    """All news."""

    policy_action = VIEW
    model = Article
    template_name = "clusterkit/news/list.html"

    def get_rows(self) -> QuerySet[Article]:
        """What the viewer may read."""
        return articles_for(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether to offer writing."""
        return super().get_context_data(may_edit=self.viewer.allows(EDIT), **kwargs)


class ArticleDetail(DetailPage[Article]):
    """One article."""

    policy_action = VIEW
    model = Article
    template_name = "clusterkit/news/article.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the other recent ones."""
        others = [item for item in latest_articles(self.viewer, 4) if item.pk != self.object.pk][:3]
        return super().get_context_data(others=others, may_edit=self.viewer.allows(EDIT), **kwargs)


class PageDetail(DetailPage[Page]):
    """One page that stands."""

    policy_action = VIEW
    model = Page
    template_name = "clusterkit/news/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether to offer editing."""
        return super().get_context_data(may_edit=self.viewer.allows(EDIT), **kwargs)


class ArticleCreate(FormPage[ArticleForm]):
    """A new article, kept as a draft."""

    policy_action = EDIT
    form_class = ArticleForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The draft is kept. Publish it when it is ready.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(
            title=_("New article"),
            submit_label=_("Keep the draft"),
            cancel_url=reverse("clusterkit_news:list"),
            **kwargs,
        )

    def perform(self, form: ArticleForm) -> Article:
        """Make the draft."""
        values = {name: form.cleaned_data[name] for name in ("title", "summary", "body")}
        return services.create_article(actor=self.viewer, values=values)


class ArticleUpdate(FormPage[ArticleForm]):
    """Change an article."""

    policy_action = EDIT
    form_class = ArticleForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("Saved.")

    @cached_property
    def article(self) -> Article:
        """The article of the address."""
        return self.get_visible(Article, slug=self.kwargs["slug"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """The stored article, and the version it is opened on."""
        return {**super().get_form_kwargs(), "instance": self.article, "initial": {"version": self.article.version}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(
            title=_("Edit the article"), submit_label=_("Save"), cancel_url=self.article.get_absolute_url(), **kwargs
        )

    def perform(self, form: ArticleForm) -> Article:
        """Save it."""
        values = {name: form.cleaned_data[name] for name in ("title", "summary", "body")}
        return services.update_article(
            article=self.article, actor=self.viewer, values=values, expected_version=form.cleaned_data["version"]
        )


class ArticleAction(ActionView):
    """Base of the buttons on an article."""

    policy_action = EDIT

    def get_subject(self) -> Article:
        """The article of the address."""
        return self.get_visible(Article, slug=self.kwargs["slug"])

    def get_success_url(self) -> str:
        """Back to the article."""
        return reverse("clusterkit_news:article", kwargs={"slug": self.kwargs["slug"]})


class ArticlePublish(ArticleAction):
    """Publish."""

    title = gettext_lazy("Publish this article?")
    text = gettext_lazy("Everybody will see it on the site.")
    button = gettext_lazy("Publish")
    success_message = gettext_lazy("The article is published.")

    def perform(self) -> Article:
        """Publish it."""
        return services.publish_article(article=self.get_subject(), actor=self.viewer)


class ArticleWithdraw(ArticleAction):
    """Take off the site."""

    title = gettext_lazy("Take this article off the site?")
    text = gettext_lazy("Readers will not find it any more. You can publish it again.")
    button = gettext_lazy("Take off the site")
    tone = "danger"
    success_message = gettext_lazy("The article is off the site.")

    def perform(self) -> Article:
        """Withdraw it."""
        return services.withdraw_article(article=self.get_subject(), actor=self.viewer)


class PageEdit(FormPage[PageForm]):
    """Make or change a page."""

    policy_action = EDIT
    form_class = PageForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("Saved.")
    page: Page | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """The stored page, if there is one."""
        if "slug" in self.kwargs:
            self.page = self.get_visible(Page, slug=self.kwargs["slug"])
        return {**super().get_form_kwargs(), "instance": self.page}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        back = self.page.get_absolute_url() if self.page and self.page.pk else reverse("clusterkit_news:list")
        title = _("Edit the page") if self.page else _("New page")
        return super().get_context_data(title=title, submit_label=_("Save"), cancel_url=back, **kwargs)

    def perform(self, form: PageForm) -> Page:
        """Save it."""
        return services.save_page(actor=self.viewer, page=self.page, values=form.cleaned_data)


class ArticleFeed(PolicyView, Feed):  # type: ignore[type-arg]
    """The newest articles as RSS, as much as this reader may see."""

    policy_action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed."""
        return Feed.__call__(self, request, *args, **kwargs)

    def title(self) -> str:
        """Name of the feed."""
        return _("News of %(cluster)s") % {"cluster": self.request.tenant}  # type: ignore[attr-defined]

    def link(self) -> str:
        """The page of it."""
        return reverse("clusterkit_news:list")

    def items(self) -> list[Article]:
        """The newest twenty."""
        return latest_articles(self.viewer, 20)

    def item_title(self, item: Any) -> str:
        """Its title."""
        return str(item.title)

    def item_description(self, item: Any) -> str:
        """Its summary."""
        return str(item.summary)

    def item_pubdate(self, item: Any) -> Any:
        """When it was published."""
        return item.published_at
