"""Mentions in texts that are kept, and telling those who are mentioned."""

from __future__ import annotations

from typing import Any, Final

from clusterkit.core import ports
from clusterkit.core.policies import Actor
from clusterkit.core.transitions import Changed
from clusterkit.ideas import mentions
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors.mentions import known_references
from clusterkit.ideas.services.telling import item_notices

BODY_LENGTH: Final = 20_000


def bind_mentions(text: str, author: Actor, limit: int) -> str:
    """*text* as it is kept: with references to those only whom *author* may see. One past *limit* keeps the short form."""
    if "@" not in text:
        return text
    known = known_references(author, text)
    kept = mentions.bound(text, known)
    if len(kept) <= limit:
        return kept
    return mentions.bound(text, {reference for reference in known if reference in text})


def bind_body(values: dict[str, Any], author: Actor) -> dict[str, Any]:
    """The values of an item with the mentions in its text as they are kept."""
    return {**values, "body": bind_mentions(values["body"], author, BODY_LENGTH)} if "body" in values else values


def tell_mentioned(item: Item) -> None:
    """Tell those who are mentioned in the text of an open item, each once."""
    ports.notify(*item_notices(item))


def on_item_published(payload: Changed[Any]) -> None:
    """An item became open: who is mentioned in it hears of it."""
    tell_mentioned(payload.obj)
