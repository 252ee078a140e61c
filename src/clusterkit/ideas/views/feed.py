"""The feed of new items, as deep as the reader's tier: without a sign-in it holds summaries only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusterkit.core.markdown import render_markdown
from clusterkit.core.web.views import PolicyView
from clusterkit.ideas import actions
from clusterkit.ideas.selectors import listed, owner_of
from clusterkit.tenancy.context import current_cluster

ITEMS_IN_FEED = 30


class ItemFeed(PolicyView):
    """RSS 2.0 of the newest items. Addresses are built from the cluster's stored domain."""

    policy_action = actions.VIEW
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document."""
        cluster = current_cluster()
        reads = self.viewer.allows(actions.READ)
        feed = Rss201rev2Feed(
            title=_("Idea exchange of %(cluster)s") % {"cluster": cluster.name},
            link=cluster.absolute_url(reverse("clusterkit_ideas:list")),
            description=_("New requests, offers and ideas."),
            language=get_language(),
            feed_url=cluster.absolute_url(reverse("clusterkit_ideas:feed")),
        )
        for item in listed(self.viewer)[:ITEMS_IN_FEED]:
            url = cluster.absolute_url(item.get_absolute_url())
            feed.add_item(
                title=f"{item.kind_info.label}: {item.title}",
                link=url,
                unique_id=url,
                description=str(render_markdown(f"{item.summary}\n\n{item.body}")) if reads else item.summary,
                pubdate=item.published_at,
                author_name=owner_of(self.viewer, item).name,
                categories=[*(str(sector) for sector in item.sectors.all()), *item.tags],
            )
        response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
        # Even the guests' feed changes with what a cluster's rules open to guests.
        response["Cache-Control"] = "private, no-store" if self.viewer.is_authenticated else "public, max-age=300"
        return response
