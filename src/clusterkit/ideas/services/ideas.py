"""What the cluster does with an idea: people support it, the office shortlists it and answers it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted, StaleVersion, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.ideas import actions, notices
from clusterkit.ideas.enums import DECIDED_STAGES, IdeaStage
from clusterkit.ideas.models import Item, OfficialAnswer, Support
from clusterkit.ideas.selectors import followers, owners
from clusterkit.ideas.selectors.audience import readers, silent
from clusterkit.ideas.services.locking import lock_item
from clusterkit.ideas.transitions import STAGE

ANSWER_LENGTH = 8000


@transaction.atomic
def support(*, item: Item, actor: Actor) -> Support:
    """Support an idea, for the organisation that the person acts for (or for himself). Twice is once.

    The people of its own organisation do not support it: raises ``NotPermitted``; ``StateConflict`` when it is not open
    or the cluster has answered it.
    """
    locked = lock_item(item)
    policy_of(Item).require(actor, actions.SUPPORT, locked)
    if not locked.is_open or locked.stage in DECIDED_STAGES:
        raise StateConflict(_("This idea cannot be supported any more."), details={"state": locked.state})
    if actor.user_id is None:
        raise NotPermitted
    mark: Support
    mark, made = Support.objects.get_or_create(
        item=locked, user_id=actor.user_id, defaults={"organisation_id": _voice(actor)}
    )
    if made:
        after = {"supports": True, "organisation": mark.organisation_id}
        ports.record(actor=actor, action=actions.SUPPORT.code, target=locked, after=after)
    return mark


def _voice(actor: Actor) -> int | None:
    if actor.acting_organisation_id is not None:
        return actor.acting_organisation_id
    return min(actor.member_organisation_ids or actor.organisation_ids, default=None)


@transaction.atomic
def stop_supporting(*, item: Item, actor: Actor) -> None:
    """Take one's support back. It works for an idea that one cannot see any more, too."""
    if actor.user_id is None:
        raise NotPermitted
    gone, _rows = Support.objects.filter(item=item, user_id=actor.user_id).delete()
    if gone:
        ports.record(actor=actor, action=actions.SUPPORT.code, target=item, after={"supports": False})


def shortlist(*, item: Item, actor: Actor, expected_version: int | None = None) -> Item:
    """Put an open idea on the shortlist: the cluster will answer it. Its owners are told."""
    now = timezone.now()

    def mark(row: Item) -> None:
        row.shortlisted_at = now

    return _move(item, "shortlist", mark, actor, expected_version, told=_owners_told)


def put_back(*, item: Item, actor: Actor, expected_version: int | None = None) -> Item:
    """Take an idea off the shortlist: it goes on to collect support."""

    def forget(row: Item) -> None:
        row.shortlisted_at = None

    return _move(item, "put_back", forget, actor, expected_version)


def _owners_told(row: Item) -> list[ports.Notice]:
    event = f"ideas.item:{row.pk}:shortlisted:{row.version}"
    return [
        ports.Notice(notices.SHORTLISTED, owners(row), row.get_absolute_url(), event, {"title": row.title}, row),
    ]


def _move(
    item: Item,
    name: str,
    effect: Callable[[Item], None],
    actor: Actor,
    expected_version: int | None,
    told: Callable[[Item], list[ports.Notice]] | None = None,
) -> Item:
    with transaction.atomic():
        locked = lock_item(item)
        policy_of(Item).require(actor, STAGE[name].action, locked)
        _check_idea(locked)
        since = locked.state_changed_at

        def keep_since(row: Item) -> None:
            # How long it stands in its state is another matter than how far the cluster got with it.
            row.state_changed_at = since
            effect(row)

        return apply(
            STAGE,
            name,
            locked,
            actor=actor,
            expected_version=expected_version,
            effect=keep_since,
            notices=told,
        )


def _check_idea(item: Item) -> None:
    if not item.kind_info.has_support:
        raise StateConflict(_("Items of this kind are not decided by the cluster."))
    if not item.is_current:
        raise StateConflict(
            _("The item is “%(state)s”: the cluster decides on open ideas only.") % {"state": item.state_label},
            details={"state": item.effective_state.value},
        )


@transaction.atomic
def draft_answer(
    *, item: Item, decision: str, text: str, actor: Actor, expected_version: int | None = None
) -> OfficialAnswer:
    """Write what the cluster will say to an idea. Coordinators see it until it is published.

    Raises ``StaleVersion`` when somebody else changed the draft meanwhile, ``StateConflict`` once it is published.
    """
    locked = lock_item(item)
    policy_of(Item).require(actor, actions.ANSWER_OFFICIALLY, locked)
    _check_idea(locked)
    if decision not in DECIDED_STAGES:
        raise InvalidInput(_("Say whether the cluster adopts the idea."), field="decision")
    words = text.strip()
    if not words:
        raise InvalidInput(_("Write the answer: everybody who reads the idea reads it."), field="text")
    if len(words) > ANSWER_LENGTH:
        raise InvalidInput(_("At most %(count)d characters, please.") % {"count": ANSWER_LENGTH}, field="text")
    answer = OfficialAnswer.objects.select_for_update().filter(item=locked).first()
    if answer is None:
        if expected_version:
            raise StaleVersion(details={"version": 0, "expected": expected_version})
        answer = OfficialAnswer(item=locked, version=0)
    elif answer.published_at is not None:
        raise StateConflict(_("The answer is published and stays as it is."))
    elif expected_version is not None and answer.version != expected_version:
        raise StaleVersion(details={"version": answer.version, "expected": expected_version})
    before = {"decision": answer.decision, "text": answer.text} if answer.pk is not None else {}
    answer.decision = decision
    answer.text = words
    answer.author_id = actor.user_id
    answer.version += 1
    answer.save()
    after = {"decision": decision, "text": words}
    ports.record(actor=actor, action=actions.ANSWER_OFFICIALLY.code, target=answer, before=before, after=after)
    return answer


@transaction.atomic
def publish_answer(*, item: Item, actor: Actor, expected_version: int | None = None) -> OfficialAnswer:
    """Publish the drafted answer: the idea is adopted or not from now on.

    *expected_version* is that of the draft which was looked at. The owners, who supports it and who follows it are told.
    Raises ``StateConflict`` where there is no draft, where it is published, or where the idea is not on the shortlist.
    """
    locked = lock_item(item)
    policy_of(Item).require(actor, actions.ANSWER_OFFICIALLY, locked)
    answer = OfficialAnswer.objects.select_for_update().filter(item=locked).first()
    if answer is None:
        raise StateConflict(_("There is no draft of an answer. Write it first."))
    if answer.published_at is not None:
        raise StateConflict(_("The answer is published already."))
    if expected_version is not None and answer.version != expected_version:
        raise StaleVersion(details={"version": answer.version, "expected": expected_version})
    if locked.stage == IdeaStage.COLLECTING:
        raise StateConflict(_("The idea is not on the shortlist any more. Put it there first."))
    answer.published_at = timezone.now()
    answer.published_by_id = actor.user_id
    answer.save()
    name = "adopt" if answer.decision == IdeaStage.ADOPTED else "decline"
    _move(locked, name, lambda row: None, actor, None, told=lambda row: [_answer_notice(row, answer)])
    return answer


def _answer_notice(item: Item, answer: OfficialAnswer) -> ports.Notice:
    return ports.Notice(
        notices.OFFICIAL_ANSWER,
        concerned(item),
        item.get_absolute_url(),
        f"ideas.item:{item.pk}:answer",
        {"title": item.title, "text": answer.text, "adopted": answer.decision == IdeaStage.ADOPTED},
        item,
    )


def concerned(item: Item) -> list[int]:
    """User ids of the owners, and of who supports or follows *item*, reads it today and wants to hear of it."""
    supporters = Support.objects.filter(item=item).values_list("user_id", flat=True)
    others = {*supporters, *followers(item)} - silent(item)
    return sorted({*owners(item), *readers(item, others)})
