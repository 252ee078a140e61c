""" "Does not fit" and "Fits after all": what an organisation thinks of suggestions, and what is learnt from it."""

from __future__ import annotations

from collections import Counter
from typing import Final

from django.db import transaction

from clusterkit.accounts.services import require_present
from clusterkit.core import ports
from clusterkit.core.exceptions import NotVisible
from clusterkit.core.policies import Actor, policy_of
from clusterkit.ideas import actions
from clusterkit.ideas.matching.candidates import open_items
from clusterkit.ideas.models import Dismissal, Leaning, Suggestion
from clusterkit.ideas.services.matching.storing import LOCK, match_item
from clusterkit.ideas.services.matching.waiting import match_soon
from clusterkit.tenancy.guards import check_same_schema
from clusterkit.tenancy.locks import hold

DAMPING: Final = 0.8
"""What each "does not fit" leaves of the weight of what spoke for the suggestion."""
FLOOR: Final = 0.3
"""No value falls below: an organisation that puts aside much still gets suggestions."""
LEARNT: Final = 500
"""So many values an organisation's leanings have at most, those damped most."""
MATCHED_AGAIN: Final = 100


@transaction.atomic
def dismiss(*, suggestion: Suggestion, actor: Actor) -> Dismissal:
    """Put a suggestion aside for the whole organisation of the item. What spoke for it counts less for its items from now on.

    Raises ``NotVisible`` when it is gone already, ``NotPermitted``.
    """
    check_same_schema("This suggestion", getattr(suggestion._state, "schema", None))
    hold(LOCK)
    row = (
        Suggestion.objects.select_related("item", "other__organisation", "organisation")
        .filter(pk=suggestion.pk)
        .first()
    )
    if row is None:
        raise NotVisible
    policy_of(Suggestion).require(actor, actions.DISMISS, row)
    dismissal, _new = Dismissal.objects.get_or_create(
        item=row.item,
        other=row.other,
        organisation=row.organisation,
        defaults={"by_id": row.item.organisation_id, "user_id": actor.user_id, "parts": row.parts},
    )
    require_present(actor)
    row.delete()
    learn(dismissal.by_id)
    ports.record(
        actor=actor,
        action=actions.DISMISS.code,
        target=dismissal.item,
        after={"other": dismissal.other_id, "suggested_organisation": dismissal.organisation_id},
    )
    return dismissal


@transaction.atomic
def fits_after_all(*, dismissal: Dismissal, actor: Actor) -> None:
    """Take "does not fit" back: the suggestion may come again, and what it taught is forgotten.

    Raises ``NotVisible`` when it was taken back already, ``NotPermitted``.
    """
    check_same_schema("This choice", getattr(dismissal._state, "schema", None))
    hold(LOCK)
    row = Dismissal.objects.select_related("item").filter(pk=dismissal.pk).first()
    if row is None:
        raise NotVisible
    policy_of(Dismissal).require(actor, actions.DISMISS, row)
    before = {"other": row.other_id, "suggested_organisation": row.organisation_id}
    row.delete()
    learn(row.by_id)
    ports.record(actor=actor, action=actions.DISMISS.code, target=row.item, before=before)
    match_item(row.item_id)


def learn(organisation_id: int) -> None:
    """Make the leanings anew from all that was put aside: in any order the same ones come out, and taking one back is exact."""
    times: Counter[tuple[str, str]] = Counter()
    for parts in Dismissal.objects.filter(by=organisation_id).values_list("parts", flat=True):
        times.update({(part["attribute"][:20], key) for part in parts for key in part.get("keys", ())})
    Leaning.objects.filter(organisation=organisation_id).delete()
    Leaning.objects.bulk_create(
        Leaning(
            organisation_id=organisation_id,
            attribute=attribute,
            value=value,
            weight=max(FLOOR, DAMPING**number),
        )
        for (attribute, value), number in sorted(times.most_common(LEARNT))
    )
    # After the commit: who matches locks the waiting row first and waits for our lock then.
    ports.on_commit.call(lambda: _match_again(organisation_id))


def _match_again(organisation_id: int) -> None:
    own = open_items().filter(organisation=organisation_id).order_by("-published_at", "-pk")
    match_soon(own.values_list("pk", flat=True)[:MATCHED_AGAIN])
