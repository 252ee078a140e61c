"""Searches that people keep, and the notices of what they find."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.services import lock_person
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotVisible
from clusterkit.core.policies import Actor, policy_of
from clusterkit.ideas import actions, notices
from clusterkit.ideas.enums import AlertRhythm
from clusterkit.ideas.models import Item, SavedSearch
from clusterkit.ideas.selectors import in_order, is_filter, listed, narrow
from clusterkit.ideas.selectors.filtering import NARROWING
from clusterkit.ideas.selectors.ordering import NEWEST
from clusterkit.ideas.selectors.searches import due_searches, stored_query

logger = logging.getLogger("clusterkit.ideas")

SEARCHES_AT_MOST: Final = 20
TITLES_SHOWN: Final = 5
PEOPLE_A_TICK: Final = 50
SETTLED: Final = timedelta(minutes=1)
"""What was published so short a time ago waits for the next look: its transaction may not have ended for everybody."""


@transaction.atomic
def keep_search(*, name: str, query: Mapping[str, str], actor: Actor, rhythm: str = AlertRhythm.DAILY) -> SavedSearch:
    """Keep the filters of the list under *name*; he hears of what is published from now on.

    Raises ``InvalidInput`` for filters that are wrong or none, and beyond the number that a person may keep.
    """
    policy_of(SavedSearch).require(actor, actions.SAVE_SEARCH)
    if actor.user_id is None:
        raise NotVisible
    lock_person(actor.user_id)
    if SavedSearch.objects.filter(user_id=actor.user_id).count() >= SEARCHES_AT_MOST:
        raise InvalidInput(
            _("You keep %(number)d searches already. Remove one that you need no more.") % {"number": SEARCHES_AT_MOST}
        )
    now = timezone.now()
    search: SavedSearch = SavedSearch.objects.create(
        user_id=actor.user_id,
        name=_clean_name(name),
        query=clean_query(query),
        rhythm=_clean_rhythm(rhythm),
        seen_until=now,
        checked_at=now,
    )
    return search


@transaction.atomic
def change_search(
    *, search: SavedSearch, actor: Actor, name: str | None = None, rhythm: str | None = None
) -> SavedSearch:
    """Another name, another rhythm. Who wants to hear again hears of what is published from now on."""
    policy_of(SavedSearch).require(actor, actions.SAVE_SEARCH, search)
    locked: SavedSearch | None = SavedSearch.objects.select_for_update().filter(pk=search.pk).first()
    if locked is None:
        raise NotVisible
    if name is not None:
        locked.name = _clean_name(name)
    if rhythm is not None:
        if locked.rhythm == AlertRhythm.NONE and rhythm != AlertRhythm.NONE:
            locked.seen_until = locked.checked_at = timezone.now()
        locked.rhythm = _clean_rhythm(rhythm)
    locked.save()
    return locked


@transaction.atomic
def remove_search(*, search: SavedSearch, actor: Actor) -> None:
    """Keep it no more."""
    policy_of(SavedSearch).require(actor, actions.SAVE_SEARCH, search)
    search.delete()


def clean_query(query: Mapping[str, str]) -> dict[str, str]:
    """The filters among *query*. Raises ``InvalidInput`` where none is left, or one is wrong."""
    given = {name: str(query[name]) for name in NARROWING if query.get(name)}
    if not given or not all(is_filter(name, value) for name, value in given.items()):
        raise InvalidInput(_("Choose words or filters in the list first, then keep the search."), field="query")
    return given


def _clean_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > 120 or "\0" in clean:
        raise InvalidInput(_("Give the search a name of at most 120 characters."), field="name")
    return clean


def _clean_rhythm(rhythm: str) -> str:
    if rhythm not in AlertRhythm.values:
        raise InvalidInput(_("Choose how often you want to hear of it."), field="rhythm")
    return rhythm


def found_since(search: SavedSearch, viewer: Actor, *, until: datetime) -> list[Item]:
    """What *search* finds for *viewer* of what was published after he last heard of it; nothing of his own
    organisations, and nothing at all where the filters are wrong by now."""
    query = stored_query(search)
    if not query or not all(is_filter(name, value) for name, value in query.items()):
        return []
    fresh = narrow(listed(viewer), viewer, query).filter(published_at__gt=search.seen_until, published_at__lte=until)
    fresh = fresh.exclude(organisation_id__in=viewer.organisation_ids)
    return list(in_order(fresh, NEWEST).prefetch_related(None)[: TITLES_SHOWN + 1])


def tell_saved_searches(*, now: datetime | None = None) -> int:
    """Tell people what their searches found, one notice a person, as far as each sees it now. Returns how many were told.

    A search that cannot be read is passed over and tried again when it is due again: it never keeps the others.
    """
    now = now or timezone.now()
    people = due_searches(now).order_by("user").values_list("user", flat=True).distinct()[:PEOPLE_A_TICK]
    told = 0
    for user_id in list(people):
        try:
            with transaction.atomic():
                told += _tell(user_id, now)
        except Exception:
            logger.exception("the searches of person %s could not be looked through", user_id)
            due_searches(now).filter(user_id=user_id).update(checked_at=now)
    return told


def _tell(user_id: int, now: datetime) -> int:
    due = due_searches(now).select_related("user").filter(user_id=user_id).order_by("pk")
    searches: Sequence[SavedSearch] = list(due.select_for_update(of=("self",), skip_locked=True))
    if not searches:
        return 0
    viewer, until = viewer_of(searches[0].user), now - SETTLED
    may = viewer.allows(actions.SAVE_SEARCH) and viewer.allows(actions.VIEW)
    findings: list[dict[str, Any]] = []
    for search in searches:
        found = found_since(search, viewer, until=until) if may else []
        if found:
            findings.append(_finding(search, found))
        search.checked_at, search.seen_until = now, max(search.seen_until, until)
        search.save(update_fields=["checked_at", "seen_until"])
    if not findings:
        return 0
    ports.notify(
        ports.Notice(
            notices.SAVED_SEARCH,
            [user_id],
            findings[0]["path"] if len(findings) == 1 else reverse("clusterkit_ideas:searches"),
            f"ideas.saved_search:{user_id}:{now.isoformat()}",
            {"name": findings[0]["name"], "count": len(findings), "searches": findings},
        )
    )
    return 1


def _finding(search: SavedSearch, found: Sequence[Item]) -> dict[str, Any]:
    # Titles only: whose an item is, the recipient may not know.
    return {
        "name": search.name,
        "titles": [item.title for item in found[:TITLES_SHOWN]],
        "has_more": len(found) > TITLES_SHOWN,
        "path": f"{reverse('clusterkit_ideas:list')}?{urlencode(stored_query(search))}",
    }
