"""How an item ends well: its outcome, confirmed by the other side."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.ideas import actions, notices
from clusterkit.ideas.enums import InterestState, OutcomeKind
from clusterkit.ideas.models import Interest, Item, Outcome
from clusterkit.ideas.selectors import owners, senders
from clusterkit.ideas.services.items import lapse_interests
from clusterkit.ideas.transitions import ITEM


def close_with_outcome(
    *,
    item: Item,
    kind: str,
    actor: Actor,
    text: str = "",
    interest: Interest | None = None,
    expected_version: int | None = None,
) -> Item:
    """Close an open item and say what came of it. *interest* is the accepted one it came from, whose side confirms.

    Interests that still wait lapse. Raises ``InvalidInput`` for an unknown kind or an interest that was not accepted.
    """
    if kind not in OutcomeKind.values:
        raise InvalidInput(_("Choose what came of it."), field="kind")
    if interest is not None and (interest.item_id != item.pk or interest.state != InterestState.ACCEPTED):
        raise InvalidInput(_("Choose one of the organisations you are in talks with."), field="interest")

    def write(row: Item) -> dict[str, Any]:
        Outcome.objects.create(
            item=row, interest=interest, kind=kind, text=text.strip()[:2000], author_id=actor.user_id
        )
        return {"outcome": kind, **lapse_interests(row, actor)}

    def tell(row: Item) -> list[ports.Notice]:
        if interest is None:
            return []
        context = {"title": row.title, "organisation": str(row.organisation)}
        event = f"ideas.item:{row.pk}:outcome:{row.version}"
        return [ports.Notice(notices.OUTCOME, senders(interest), row.get_absolute_url(), event, context, row)]

    return apply(ITEM, "fulfil", item, actor=actor, expected_version=expected_version, effect=write, notices=tell)


@transaction.atomic
def confirm_outcome(*, outcome: Outcome, actor: Actor) -> Outcome:
    """Confirm, as the other side, that it came so. Raises ``Conflict`` when it is confirmed already."""
    locked: Outcome = (
        Outcome.objects.select_for_update(of=("self",))
        .select_related("item__organisation", "interest__organisation")
        .get(pk=outcome.pk)
    )
    policy_of(Outcome).require(actor, actions.CONFIRM_OUTCOME, locked)
    if locked.confirmed_at is not None:
        raise Conflict(_("This outcome is confirmed already."))
    locked.confirmed_at = timezone.now()
    locked.confirmed_by_id = actor.user_id
    locked.save()
    ports.record(actor=actor, action=actions.CONFIRM_OUTCOME.code, target=locked, after={"item": locked.item_id})
    ports.notify(
        ports.Notice(
            notices.OUTCOME_CONFIRMED,
            owners(locked.item),
            locked.item.get_absolute_url(),
            f"ideas.outcome:{locked.pk}:confirmed",
            {"title": locked.item.title, "organisation": str(locked.interest.organisation if locked.interest else "")},
            locked.item,
        )
    )
    return locked
