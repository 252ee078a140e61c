"""Whom a person may mention, and whom he may follow where others mentioned somebody: as the directory shows people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from clusterkit.accounts.models import Expertise
from clusterkit.accounts.selectors import named, shown_expertise
from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.search import MAX_WORDS, search_query
from clusterkit.directory.models import Organisation
from clusterkit.ideas import mentions
from clusterkit.ideas.mentions import ORGANISATION, PERSON
from clusterkit.ideas.models import person_name

SUGGESTED: Final = 5
Mentions = dict[str, tuple[str, str]]
"""Name and address by reference ("person:12"), as ``core.markdown`` takes them."""


def _people(viewer: Actor) -> QuerySet[Expertise]:
    return shown_expertise(viewer).select_related("user")


def _organisations(viewer: Actor) -> QuerySet[Organisation]:
    return visible_to(viewer, Organisation.objects.all())


def mentioned(viewer: Actor, texts: Iterable[str]) -> Mentions:
    """Whom the references in *texts* mean, as far as *viewer* may see them. At most two queries."""
    people, slugs = mentions.references(texts)
    found: Mentions = {}
    if people:
        for row in _people(viewer).filter(user_id__in=people):
            address = reverse("clusterkit_directory:person", args=[row.user_id])
            found[f"{PERSON}:{row.user_id}"] = person_name(row.user), address
    if slugs:
        for organisation in _organisations(viewer).filter(slug__in=slugs):
            found[f"{ORGANISATION}:{organisation.slug}"] = str(organisation), organisation.get_absolute_url()
    return found


def known_references(author: Actor, text: str) -> set[str]:
    """The references that *author* may write in *text*, ``@plant`` for short among them."""
    short = mentions.short_names(text)
    texts = [text, *(mentions.written(ORGANISATION, slug, slug) for slug in short)]
    return set(mentioned(author, texts))


@dataclass(frozen=True)
class Mentionable:
    """Somebody whom the viewer may mention. ``text`` is what stands in the comment then."""

    kind: str
    name: str
    detail: str
    text: str


def mentionable(viewer: Actor, words: str) -> list[Mentionable]:
    """People and organisations whose names have *words*, as far as *viewer* finds them in the directory.

    It asks nothing about the item under discussion: neither who takes part in it nor whose it is.
    """
    typed = words.replace("\x00", "").split()[:MAX_WORDS]
    if not typed:
        return []
    people = _people(viewer)
    for word in typed:
        people = people.filter(named(word, "user__"))
    query = search_query(" ".join(typed))
    by_words = Q(slug__istartswith=typed[0])
    if query is not None:
        by_words |= Q(search=query)
    organisations = _organisations(viewer).filter(by_words).order_by("sort_key", "pk")
    found = [
        Mentionable(PERSON, name, "", mentions.written(PERSON, row.user_id, name))
        for row in people.order_by("pk")[:SUGGESTED]
        if (name := person_name(row.user))
    ]
    found += [
        Mentionable(ORGANISATION, str(row), str(row.name), mentions.written(ORGANISATION, row.slug, str(row)))
        for row in organisations[:SUGGESTED]
    ]
    return found
