"""The two forms of a feed: RSS 2.0 and JSON Feed 1.1. What stands in it was chosen before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils.feedgenerator import Rss201rev2Feed

RSS_TYPE: Final = "application/rss+xml; charset=utf-8"
JSON_TYPE: Final = "application/feed+json; charset=utf-8"


@dataclass(frozen=True)
class FeedEntry:
    """One item. ``html`` is as much of it as the reader may read; ``author`` is empty where he may not know it."""

    url: str
    title: str
    summary: str
    html: str
    published: datetime | None
    language: str = ""
    author: str = ""
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class FeedDocument:
    """A feed with its entries, the newest first. ``feed_url`` is empty for a secret address: a document is passed on easily."""

    title: str
    description: str
    home_url: str
    language: str
    feed_url: str = ""
    entries: Sequence[FeedEntry] = field(default_factory=list)

    @property
    def etag(self) -> str:
        """Another for each other content; rights and filters are in it by what they let through."""
        return f'"{hashlib.sha256(repr(self).encode()).hexdigest()[:32]}"'

    @property
    def newest(self) -> datetime | None:
        """When the newest entry was published; None for an empty feed. Later changes are in the tag only: a change of what
        the reader may not read is none for him."""
        return max((entry.published for entry in self.entries if entry.published), default=None)

    def as_rss(self) -> str:
        """RSS 2.0."""
        feed = _Rss(
            title=self.title,
            link=self.home_url,
            description=self.description,
            language=self.language or None,
            feed_url=self.feed_url or None,
        )
        for entry in self.entries:
            feed.add_item(
                title=entry.title,
                link=entry.url,
                unique_id=entry.url,
                description=entry.html,
                pubdate=entry.published,
                author_name=entry.author or None,
                categories=entry.tags,
            )
        return feed.writeString("utf-8")

    def as_json(self) -> str:
        """JSON Feed 1.1."""
        document: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": self.home_url,
            "description": self.description,
            "language": self.language,
            "items": [_json_entry(entry) for entry in self.entries],
        }
        if self.feed_url:
            document["feed_url"] = self.feed_url
        return json.dumps(document, ensure_ascii=False)


class _Rss(Rss201rev2Feed):
    """Without the moment at which it was made where it is empty: the same feed is the same document."""

    def add_root_elements(self, handler: Any) -> None:
        """All but the date of a feed that has no date."""
        if not self.items:
            self.latest_post_date = lambda: _EPOCH  # type: ignore[method-assign]
        super().add_root_elements(handler)


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _json_entry(entry: FeedEntry) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "tags": list(entry.tags),
    }
    if entry.published is not None:
        shape["date_published"] = entry.published.isoformat()
    if entry.language:
        shape["language"] = entry.language
    if entry.author:
        shape["authors"] = [{"name": entry.author}]
    return shape
