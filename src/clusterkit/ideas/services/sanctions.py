"""What the office does about people who write: a warning, a time without writing, and its end."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotVisible, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.ideas import actions, notices
from clusterkit.ideas.enums import SanctionKind
from clusterkit.ideas.models import Sanction
from clusterkit.tenancy.locks import hold

REASON_LENGTH = 2000


@transaction.atomic
def warn(*, user_id: int, reason: str, actor: Actor) -> Sanction:
    """Tell somebody that what he wrote is not in order; he reads *reason*. It stops him from nothing."""
    sanction = _impose(Sanction(user_id=user_id, kind=SanctionKind.WARNING, reason=_clean(reason)), actor)
    _tell(notices.WARNED, sanction, "imposed", {"reason": sanction.reason})
    return sanction


@transaction.atomic
def stop_writing(*, user_id: int, reason: str, actor: Actor, until: date | None = None) -> Sanction:
    """Stop somebody from writing up to and including *until*, or for good; it holds from his next request on.

    A later one takes the place of one that is in force. Raises ``InvalidInput`` for a day that is over.
    """
    if until is not None and until < timezone.localdate():
        raise InvalidInput(_("Choose today or a later day."), field="until")
    hold("ideas.sanction", str(user_id))
    new = _impose(Sanction(user_id=user_id, kind=SanctionKind.BLOCK, reason=_clean(reason), until=until), actor)
    for old in Sanction.objects.blocking().filter(user_id=user_id).exclude(pk=new.pk):
        _end(old, actor)
    _tell(notices.STOPPED, new, "imposed", {"reason": new.reason, "until": until.isoformat() if until else ""})
    return new


@transaction.atomic
def lift_sanction(*, sanction: Sanction, actor: Actor) -> Sanction:
    """Let somebody write again before his time is over. Raises ``StateConflict`` where nothing stops him any more."""
    locked = Sanction.objects.select_for_update(of=("self",)).filter(pk=sanction.pk).first()
    if locked is None:
        raise NotVisible
    policy_of(Sanction).require(actor, actions.SANCTION, locked)
    if not locked.is_in_force:
        raise StateConflict(_("This does not stop anybody any more."))
    _end(locked, actor)
    _tell(notices.WRITES_AGAIN, locked, "lifted", {})
    return locked


def _impose(sanction: Sanction, actor: Actor) -> Sanction:
    sanction.author_id = actor.user_id
    policy_of(Sanction).require(actor, actions.SANCTION, sanction)
    sanction.save()
    ports.record(
        actor=actor,
        action=actions.SANCTION.code,
        target=sanction,
        after={
            "user": sanction.user_id,
            "kind": sanction.kind,
            "until": sanction.until.isoformat() if sanction.until is not None else None,
        },
        reason=sanction.reason,
    )
    return sanction


def _end(sanction: Sanction, actor: Actor) -> None:
    sanction.lifted_at = timezone.now()
    sanction.lifted_by_id = actor.user_id
    sanction.save()
    ports.record(
        actor=actor,
        action=actions.SANCTION.code,
        target=sanction,
        before={"user": sanction.user_id},
        after={"lifted_at": sanction.lifted_at.isoformat()},
    )


def _tell(kind: ports.NoticeKind, sanction: Sanction, what: str, context: dict[str, Any]) -> None:
    event = f"ideas.sanction:{sanction.pk}:{what}"
    ports.notify(ports.Notice(kind, [sanction.user_id], sanction.get_absolute_url(), event, context, sanction))


def _clean(reason: str) -> str:
    cleaned = reason.strip()
    if not cleaned:
        raise InvalidInput(_("Give a reason: the person reads it."), field="reason")
    if len(cleaned) > REASON_LENGTH:
        raise InvalidInput(_("At most %(count)d characters, please.") % {"count": REASON_LENGTH}, field="reason")
    return cleaned
