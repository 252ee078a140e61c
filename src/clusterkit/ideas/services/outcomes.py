"""How an item ends well: its outcome, confirmed by the other side or contested by it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible, StaleVersion
from clusterkit.core.policies import Action, Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.ideas import actions, notices
from clusterkit.ideas.enums import InterestState, OutcomeKind
from clusterkit.ideas.models import Interest, Item, Outcome
from clusterkit.ideas.selectors import owners, senders
from clusterkit.ideas.services.followups import plan_follow_ups
from clusterkit.ideas.services.items import lapse_interests
from clusterkit.ideas.services.talking import add_message, clean_text
from clusterkit.ideas.transitions import ITEM

TEXT_LENGTH = 2000


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
    words = _checked(item, kind, text, interest)

    def write(row: Item) -> dict[str, Any]:
        Outcome.objects.create(item=row, interest=interest, kind=kind, text=words, author_id=actor.user_id)
        return {"outcome": kind, **lapse_interests(row, actor)}

    def tell(row: Item) -> list[ports.Notice]:
        return _to_confirm(row, interest, f"ideas.item:{row.pk}:outcome:{row.version}")

    return apply(ITEM, "fulfil", item, actor=actor, expected_version=expected_version, effect=write, notices=tell)


@transaction.atomic
def change_outcome(
    *,
    outcome: Outcome,
    kind: str,
    actor: Actor,
    text: str = "",
    interest: Interest | None = None,
    expected_version: int | None = None,
) -> Outcome:
    """Correct an outcome, as the owner, until it is confirmed; the other side is asked again.

    Raises ``Conflict`` when it is confirmed already, ``StaleVersion``, ``InvalidInput``, ``NotPermitted``.
    """
    locked = _lock(outcome, actions.CLOSE, actor, expected_version)
    words = _checked(locked.item, kind, text, interest)
    before = {"kind": locked.kind, "interest": locked.interest_id}
    locked.kind, locked.text, locked.interest = kind, words, interest
    locked.contested_at = None
    locked.version += 1
    locked.save()
    ports.record(
        actor=actor,
        action=actions.CLOSE.code,
        target=locked,
        before=before,
        after={"kind": locked.kind, "interest": locked.interest_id},
    )
    ports.notify(*_to_confirm(locked.item, interest, f"ideas.outcome:{locked.pk}:changed:{locked.version}"))
    return locked


def confirm_outcome(*, outcome: Outcome, actor: Actor, expected_version: int | None = None) -> Outcome:
    """Confirm, as the other side, that it came so; after months its owners are asked what became of it.

    Raises ``Conflict`` when it is confirmed already, ``StaleVersion`` when it is not what was looked at.
    """
    with transaction.atomic():
        locked = _lock(outcome, actions.CONFIRM_OUTCOME, actor, expected_version)
        locked.confirmed_at, locked.confirmed_by_id = timezone.now(), actor.user_id
        locked.contested_at = None
        locked.version += 1
        locked.save()
        plan_follow_ups(locked)
        ports.record(actor=actor, action=actions.CONFIRM_OUTCOME.code, target=locked, after={"item": locked.item_id})
        ports.notify(_answered(notices.OUTCOME_CONFIRMED, locked, locked.item.get_absolute_url(), "confirmed"))
    return locked


@transaction.atomic
def contest_outcome(*, outcome: Outcome, text: str, actor: Actor, expected_version: int | None = None) -> Outcome:
    """Say, as the other side, that it was not so, and why. The words stand in the private talk; the owner may correct it.

    Raises ``Conflict`` when it is confirmed or contested already, ``StaleVersion``, ``InvalidInput`` without words.
    """
    locked = _lock(outcome, actions.CONFIRM_OUTCOME, actor, expected_version)
    if locked.contested_at is not None:
        raise Conflict(_("You said so already. The owner of the item has to correct the outcome now."))
    talk = locked.interest
    if talk is None:  # the policy asked for one already
        raise NotVisible
    policy_of(Interest).require(actor, actions.TALK, talk)
    words = clean_text(text)
    locked.contested_at = timezone.now()
    locked.version += 1
    locked.save()
    add_message(talk, words, actor, owner_side=False)
    ports.record(actor=actor, action=actions.CONFIRM_OUTCOME.code, target=locked, after={"contested": True})
    ports.notify(_answered(notices.OUTCOME_CONTESTED, locked, talk.get_absolute_url(), f"contested:{locked.version}"))
    return locked


def _lock(outcome: Outcome, action: Action, actor: Actor, expected_version: int | None) -> Outcome:
    locked: Outcome | None = (
        Outcome.objects.select_for_update(of=("self",))
        .select_related("item__organisation", "interest__organisation", "interest__item")
        .filter(pk=outcome.pk)
        .first()
    )
    if locked is None:
        raise NotVisible
    policy_of(Outcome).require(actor, action, locked)
    if locked.confirmed_at is not None:
        raise Conflict(_("This outcome is confirmed already."))
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion(details={"version": locked.version, "expected": expected_version})
    return locked


def _checked(item: Item, kind: str, text: str, interest: Interest | None) -> str:
    if kind not in OutcomeKind.values:
        raise InvalidInput(_("Choose what came of it."), field="kind")
    if interest is not None and (interest.item_id != item.pk or interest.state != InterestState.ACCEPTED):
        raise InvalidInput(_("Choose one of the organisations you are in talks with."), field="interest")
    words = text.strip()
    if len(words) > TEXT_LENGTH:
        raise InvalidInput(_("At most %(count)d characters, please.") % {"count": TEXT_LENGTH}, field="text")
    return words


def _to_confirm(item: Item, interest: Interest | None, event: str) -> list[ports.Notice]:
    if interest is None:
        return []
    # Whose answer was accepted knows the owner, also of an item without a name.
    context = {"title": item.title, "organisation": str(item.organisation)}
    return [ports.Notice(notices.OUTCOME, senders(interest), item.get_absolute_url(), event, context, item)]


def _answered(kind: ports.NoticeKind, outcome: Outcome, path: str, what: str) -> ports.Notice:
    talk = outcome.interest
    return ports.Notice(
        kind,
        owners(outcome.item),
        path,
        f"ideas.outcome:{outcome.pk}:{what}",
        {"title": outcome.item.title, "organisation": str(talk.organisation) if talk is not None else ""},
        outcome.item,
    )
