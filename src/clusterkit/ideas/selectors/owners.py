"""Whose an item is, for those who may know it. Every surface that names an owner asks here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Value, When
from django.db.models.fields import BooleanField
from django.utils.translation import gettext as _

from clusterkit.core.policies import Actor
from clusterkit.directory.models import Organisation
from clusterkit.ideas.models import Comment, Item, person_name
from clusterkit.ideas.policies import identified_items, may_identify


@dataclass(frozen=True)
class ItemOwner:
    """The owner of an item as the viewer may know him: of an anonymous item nothing but that it is one."""

    organisation: Organisation | None = None
    author: str = ""

    @property
    def is_hidden(self) -> bool:
        """Whether the viewer may not know it."""
        return self.organisation is None

    @property
    def name(self) -> str:
        """The organisation's name, or words in its place."""
        return str(self.organisation) if self.organisation is not None else hidden_owner()

    @property
    def url(self) -> str:
        """The organisation's page; empty where it is hidden."""
        return self.organisation.get_absolute_url() if self.organisation is not None else ""


def hidden_owner() -> str:
    """What stands in the place of an owner's name that is not shown, in the language in force."""
    return _("Name not shown")


def known_owner(viewer: Actor, prefix: str = "") -> Case:
    """The column ``is_identified`` of lists: whether the viewer may know whose the item (behind *prefix*) is."""
    condition = identified_items(viewer, prefix)
    if not condition:
        return Case(default=Value(True), output_field=BooleanField())
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def owner_of(viewer: Actor, item: Item) -> ItemOwner:
    """The owner of *item* for *viewer*. A row of the selectors (``is_identified``) costs no query."""
    known = getattr(item, "is_identified", None)
    if known is None:
        known = may_identify(viewer, item)
    return ItemOwner(item.organisation, person_name(item.author)) if known else ItemOwner()


@dataclass(frozen=True)
class Voice:
    """Who wrote a comment: name and organisation, both empty where it would tell whose an anonymous item is."""

    name: str
    organisation: Organisation | None
    by_owner: bool


def comment_voice(comment: Comment, *, identified: bool) -> Voice:
    """Who wrote *comment* (with its item, author and organisation). *identified* says whether the reader knows the owner."""
    item = comment.item
    by_owner = comment.organisation_id is not None and comment.organisation_id == item.organisation_id
    wrote = comment.author_id is not None and comment.author_id == item.author_id
    if not identified and (by_owner or wrote):
        return Voice(hidden_owner(), None, by_owner=True)
    return Voice(person_name(comment.author), comment.organisation, by_owner=by_owner)
