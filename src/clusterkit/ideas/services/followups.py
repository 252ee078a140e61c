"""What became of a confirmed outcome: asked of the item's owners after months, and once more. A second call does nothing more."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.ideas import actions, notices
from clusterkit.ideas.enums import FollowUpAnswer, OutcomeKind
from clusterkit.ideas.models import FollowUp, Outcome
from clusterkit.ideas.selectors import owners

MONTHS: Final = (3, 12)
ASK_AGAIN_AFTER: Final = timedelta(days=14)
TEXT_LENGTH: Final = 2000


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that is too short for it."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def plan_follow_ups(outcome: Outcome) -> list[FollowUp]:
    """The questions to come about a confirmed outcome; about nothing nothing is asked."""
    if outcome.confirmed_at is None or outcome.kind == OutcomeKind.NONE:
        return []
    day = timezone.localdate(outcome.confirmed_at)
    return [
        FollowUp.objects.get_or_create(outcome=outcome, months=months, defaults={"due_on": months_later(day, months)})[
            0
        ]
        for months in MONTHS
    ]


def ask_due(*, now: datetime | None = None) -> int:
    """Ask the owners what is due, and once more after 14 days without an answer. Returns how many times was asked."""
    moment = now or timezone.now()
    rows = FollowUp.objects.filter(_to_ask(moment)).order_by("pk")
    return sum(_ask(pk, moment) for pk in rows.values_list("pk", flat=True))


def _to_ask(moment: datetime) -> Q:
    first = Q(asked_at=None, due_on__lte=timezone.localdate(moment))
    again = Q(asked_at__lte=moment - ASK_AGAIN_AFTER, reminded_at=None)
    return Q(answered_at=None) & (first | again)


@transaction.atomic
def _ask(pk: int, moment: datetime) -> int:
    row = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("outcome__item", "outcome__interest__organisation")
        .filter(_to_ask(moment), pk=pk)
        .first()
    )
    if row is None:
        return 0
    field = "asked_at" if row.asked_at is None else "reminded_at"
    setattr(row, field, moment)
    row.save(update_fields=[field])
    outcome = row.outcome
    partner = outcome.interest.organisation if outcome.interest is not None else ""
    ports.notify(
        ports.Notice(
            notices.FOLLOW_UP,
            owners(outcome.item),
            row.get_absolute_url(),
            f"ideas.follow_up:{row.pk}:{field}",
            {"title": outcome.item.title, "organisation": str(partner), "months": row.months},
            row,
        )
    )
    return 1


@transaction.atomic
def answer_follow_up(*, follow_up: FollowUp, answer: str, actor: Actor, text: str = "") -> FollowUp:
    """Say what became of an outcome, with a few words if one likes.

    Raises ``NotVisible``, ``StateConflict`` before it was asked, ``Conflict`` when somebody answered already,
    ``InvalidInput`` (field "answer" or "text").
    """
    locked = (
        FollowUp.objects.select_for_update(of=("self",)).select_related("outcome__item").filter(pk=follow_up.pk).first()
    )
    if locked is None:
        raise NotVisible
    policy_of(FollowUp).require(actor, actions.FOLLOW_UP, locked)
    if locked.answered_at is not None:
        raise Conflict(_("This question is answered already."))
    if locked.due_on > timezone.localdate():
        raise StateConflict(_("It is too early to say. You are asked when it is time."))
    if answer not in FollowUpAnswer.values:
        raise InvalidInput(_("Choose what became of it."), field="answer")
    words = text.strip()
    if len(words) > TEXT_LENGTH:
        raise InvalidInput(_("At most %(count)d characters, please.") % {"count": TEXT_LENGTH}, field="text")
    locked.answer, locked.text = answer, words
    locked.author_id, locked.answered_at = actor.user_id, timezone.now()
    locked.save()
    ports.record(actor=actor, action=actions.FOLLOW_UP.code, target=locked, after={"answer": answer})
    return locked
