"""What happens to suggestions when two organisations become one."""

from __future__ import annotations

from clusterkit.directory.hooks import Moved, OrganisationMerge, organisation_merge
from clusterkit.ideas.models import Dismissal, Leaning, Suggestion
from clusterkit.ideas.services.matching import learn


@organisation_merge.connect(order=110)
def move_suggestions(payload: OrganisationMerge) -> list[Moved]:
    """What the merged one put aside stays put aside and teaches the survivor. Suggestions of it are made anew at night."""
    Suggestion.objects.filter(organisation=payload.merged).delete()
    # An item that both were suggested for keeps what was said of the survivor.
    said = Dismissal.objects.filter(organisation=payload.survivor).values("item")
    Dismissal.objects.filter(organisation=payload.merged, item__in=said).delete()
    moved = Dismissal.objects.filter(organisation=payload.merged).update(organisation=payload.survivor)
    moved += Dismissal.objects.filter(by=payload.merged).update(by=payload.survivor)
    Leaning.objects.filter(organisation=payload.merged).delete()
    learn(payload.survivor.pk)
    # Of these two nothing is left to move.
    return [Moved(Dismissal, moved), Moved(Suggestion, 0), Moved(Leaning, 0)]
