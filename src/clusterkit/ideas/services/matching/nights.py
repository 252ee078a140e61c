"""Once a night everything is matched anew that changed, and what fits no more is cleared away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from clusterkit.core.conf import conf
from clusterkit.directory.models import Organisation
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.matching.candidates import open_items, telling_words
from clusterkit.ideas.matching.rarity import rarity_of
from clusterkit.ideas.matching.scorers import Weighing, scorers
from clusterkit.ideas.matching.subjects import organisation_subjects
from clusterkit.ideas.models import MatchNight
from clusterkit.ideas.selectors.search import candidates
from clusterkit.ideas.services.matching.storing import clear_away
from clusterkit.ideas.services.matching.telling import tell_of_suggestions
from clusterkit.ideas.services.matching.waiting import match_soon

BEGINS: Final = 2
"""The hour, in the cluster's time, from which on a day's night may begin."""
PORTION: Final = 1000
OF_ORGANISATION: Final = 200
"""So many items are matched anew because an organisation changed."""
KEPT_NIGHTS: Final = 30


def nightly(now: datetime | None = None) -> bool:
    """One portion of this night's work. Returns whether there was any. Called again and again, also by several workers."""
    now = now or timezone.now()
    local = timezone.localtime(now)
    if local.hour < BEGINS:
        return False
    today = local.date()
    with transaction.atomic():
        _begin(today, now)
        night = MatchNight.objects.select_for_update(skip_locked=True).filter(day=today, finished_at=None).first()
        if night is None:
            return False
        _portion(night, now)
    return True


def recipe() -> str:
    """What the scores are made by: where it changes, all are made anew."""
    made_by = [scorers.in_force().code, sorted(dict(conf.MATCHING_WEIGHTS).items())]
    return hashlib.sha256(json.dumps(made_by).encode()).hexdigest()


def _begin(today: date, now: datetime) -> None:
    if MatchNight.objects.filter(day=today).exists():
        return
    before = MatchNight.objects.exclude(finished_at=None).order_by("-day").first()
    made_by = recipe()
    since = before.began_at if before is not None and before.recipe == made_by else None
    MatchNight.objects.bulk_create(
        [MatchNight(day=today, began_at=now, since=since, recipe=made_by)], ignore_conflicts=True
    )


def _portion(night: MatchNight, now: datetime) -> None:
    rows = open_items().filter(pk__gt=night.cursor)
    if night.since is not None:
        rows = rows.filter(updated_at__gte=night.since)
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:PORTION])
    match_soon(pks)
    if len(pks) == PORTION:
        night.cursor = pks[-1]
        night.save(update_fields=["cursor"])
        return
    if night.since is not None:
        match_soon(_touched_by_organisations(night.since))
    while clear_away(limit=PORTION) == PORTION:
        pass
    tell_of_suggestions(now)
    old = MatchNight.objects.order_by("-day").values_list("pk", flat=True)[KEPT_NIGHTS:]
    MatchNight.objects.filter(pk__in=list(old)).delete()
    night.finished_at = timezone.now()
    night.save(update_fields=["finished_at"])


def _touched_by_organisations(since: datetime) -> Iterable[int]:
    """Items to which an organisation that changed may fit: by its words, and by its sectors the newest."""
    kinds = [kind.code for kind in item_kinds if kind.fits_organisations]
    rows = open_items().filter(kind__in=kinds)
    changed = Organisation.objects.published().filter(updated_at__gte=since)
    found: set[int] = set(rows.filter(suggestions__organisation__updated_at__gte=since).values_list("pk", flat=True))
    for subject in organisation_subjects(changed):
        stems = {stem for passage in subject.passages for stem in passage.words}
        words = telling_words(subject, Weighing({}, rarity_of(stems)))
        found |= set(candidates(rows, words, limit=OF_ORGANISATION).values_list("pk", flat=True))
    return found
