"""Where people who are found by what they know meet the rest of the site: the search, and the way to their list."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts.actions import SEE_EXPERTISE
from clusterkit.core.surfaces import Entry, SearchGroup, SearchHit, SearchPayload, ViewerPayload
from clusterkit.directory.selectors.people import people, person_card, search_people


def search(payload: SearchPayload) -> SearchGroup | None:
    """People who are found by the words."""
    if not payload.viewer.allows(SEE_EXPERTISE):
        return None
    rows = search_people(payload.viewer, people(payload.viewer), payload.text)[: payload.limit]
    hits = [
        SearchHit(_("Person"), card.name, card.url, ", ".join(tag.name for tag in [*card.skills, *card.topics]))
        for card in map(person_card, rows)
    ]
    more = reverse("clusterkit_directory:people-list", query={"q": payload.text})
    return SearchGroup(_("People"), hits, more, order=15) if hits else None


def account(payload: ViewerPayload) -> Sequence[Entry]:
    """The way to the list, for who may see it."""
    if not payload.viewer.allows(SEE_EXPERTISE):
        return ()
    return [Entry(gettext_lazy("People to ask"), reverse("clusterkit_directory:people-list"), 25)]
