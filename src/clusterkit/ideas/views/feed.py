"""Feeds of new items, as deep as their reader sees: without a sign-in summaries only, by a personal address all he may read."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.html import linebreaks
from django.utils.http import http_date, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.models import PersonalLink
from clusterkit.accounts.personal_links import LinkPurpose, Text, link_purposes
from clusterkit.accounts.selectors import language_of, link_of_secret
from clusterkit.accounts.services import note_use
from clusterkit.core.markdown import render_markdown
from clusterkit.core.policies import Actor
from clusterkit.core.web.views import PolicyView
from clusterkit.ideas import actions
from clusterkit.ideas.feeds import JSON_TYPE, RSS_TYPE, FeedDocument, FeedEntry
from clusterkit.ideas.filters import ItemFilter
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import in_order, listed, owner_of
from clusterkit.ideas.selectors.ordering import NEWEST
from clusterkit.tenancy.context import current_cluster

ITEMS_IN_FEED = 30
PURPOSE = "ideas.feed"


class ItemFeed(PolicyView):
    """The newest items in RSS 2.0, narrowed by the filters of the list. Addresses are built from the cluster's stored domain."""

    policy_action = actions.VIEW
    http_method_names = ["get", "head", "options"]
    address_name: ClassVar[str] = "clusterkit_ideas:feed"
    content_type: ClassVar[str] = RSS_TYPE
    write: ClassVar[Callable[[FeedDocument], str]] = FeedDocument.as_rss

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document, or 304 where the reader has it already."""
        document = self.document()
        response = HttpResponse(type(self).write(document), content_type=self.content_type)
        response["ETag"] = document.etag
        response["Cache-Control"] = self.cache_control()
        newest = timegm(document.newest.utctimetuple()) if document.newest is not None else None
        if newest is not None:
            response["Last-Modified"] = http_date(newest)
        return get_conditional_response(request, document.etag, newest, response) or response

    def cache_control(self) -> str:
        """Nobody else's cache keeps it: it changes with the reader, and with what the cluster's rules open to guests."""
        return "private, no-cache" if self.viewer.is_authenticated else "private, max-age=300"

    def own_address(self) -> str:
        """The feed's address for the document, with its filters."""
        query = urlencode(self.bound.chosen)
        return current_cluster().absolute_url(reverse(self.address_name)) + (f"?{query}" if query else "")

    def document(self) -> FeedDocument:
        """What this reader sees now."""
        cluster, viewer = current_cluster(), self.viewer
        self.bound = ItemFilter(self.request.GET, queryset=listed(viewer), viewer=viewer)
        query = urlencode(self.bound.chosen)
        rows = in_order(self.bound.without(""), NEWEST)[:ITEMS_IN_FEED]
        return FeedDocument(
            title=_("Idea exchange of %(cluster)s") % {"cluster": cluster.name},
            description=_("New requests, offers and ideas."),
            home_url=cluster.absolute_url(reverse("clusterkit_ideas:list")) + (f"?{query}" if query else ""),
            language=translation.get_language() or "",
            feed_url=self.own_address(),
            entries=[_entry(viewer, item) for item in rows],
        )


def _entry(viewer: Actor, item: Item) -> FeedEntry:
    owner = owner_of(viewer, item)
    reads = viewer.allows(actions.READ)
    text = render_markdown(f"{item.summary}\n\n{item.body}") if reads else linebreaks(item.summary, autoescape=True)
    return FeedEntry(
        url=current_cluster().absolute_url(item.get_absolute_url()),
        title=f"{item.kind_info.label}: {item.title}",
        summary=item.summary,
        html=str(text),
        published=item.published_at,
        language=item.language,
        author="" if owner.is_hidden else owner.name,
        tags=[*(str(sector) for sector in item.sectors.all()), *item.tags],
    )


class ItemJsonFeed(ItemFeed):
    """The same as JSON Feed 1.1."""

    address_name = "clusterkit_ideas:feed-json"
    content_type = JSON_TYPE
    write = FeedDocument.as_json


class OfPerson:
    """By a secret address: the reader is its owner, with the rights that he has at this moment. Else there is nothing."""

    kwargs: dict[str, Any]
    link: PersonalLink
    reader: Actor

    @property
    def viewer(self) -> Actor:
        """The owner of the address, whoever fetches it."""
        return self.reader

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the owner; 404 where the address opens nothing (any more), in his language where it does."""
        found = link_of_secret(self.kwargs["secret"], PURPOSE)
        if found is None:
            raise Http404
        self.link, self.reader = found, viewer_of(found.user)
        if not self.reader.allows(actions.VIEW):
            raise Http404
        note_use(found)
        with translation.override(language_of(found.user_id) or translation.get_language()):
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        response["X-Robots-Tag"] = "noindex"
        return response

    def own_address(self) -> str:
        """None: who passes the document on should not pass the secret on."""
        return ""


class PersonalFeed(OfPerson, ItemFeed):
    """The feed of one person, for a program of his."""


class PersonalJsonFeed(OfPerson, ItemJsonFeed):
    """The same as JSON Feed 1.1."""


def personal_addresses(secret: str) -> Sequence[tuple[Text, str]]:
    """What to paste into a feed reader."""
    return [
        ("RSS", reverse("clusterkit_ideas:feed-personal", args=[secret])),
        ("JSON Feed", reverse("clusterkit_ideas:feed-personal-json", args=[secret])),
    ]


def connect() -> None:
    """Offer the feed among one's own addresses."""
    link_purposes.register(
        LinkPurpose(
            PURPOSE,
            "clusterkit_ideas",
            gettext_lazy("New items of the idea exchange"),
            gettext_lazy(
                "Add the filters of the list to the address to read a part of them: ?kind=request or ?whose=followed."
            ),
            actions.VIEW,
            personal_addresses,
        )
    )
