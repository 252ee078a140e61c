"""Answers to items, from sending to decision. What the sides write stands in the talk and not in the audit log."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, NotPermitted, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions, hooks, notices
from clusterkit.ideas.enums import LIVE_INTEREST_STATES, ItemState
from clusterkit.ideas.models import Interest, Item
from clusterkit.ideas.selectors import owners, senders
from clusterkit.ideas.services.limits import check_limit
from clusterkit.ideas.services.locking import lock_item
from clusterkit.ideas.services.talking import Uploads, add_files, add_message, clean_text, talk_notice
from clusterkit.ideas.transitions import INTEREST, ITEM


@transaction.atomic
def send_interest(
    *, item: Item, organisation: Organisation, message: str, actor: Actor, files: Uploads = ()
) -> Interest:
    """Answer an open item on behalf of *organisation*, with up to five *files*; its owners get a notice.

    Raises ``NotPermitted`` for an organisation that is not the actor's or owns the item, ``Conflict`` when the
    organisation has a live interest already, ``StateConflict`` when the item is not open any more, ``InvalidInput``
    (field "message" or "file").
    """
    locked = lock_item(item)
    policy_of(Item).require(actor, actions.RESPOND, locked)
    if organisation.pk not in actor.organisation_ids:
        raise NotPermitted(_("You may answer for your own organisations only."), field="organisation")
    if organisation.pk == locked.organisation_id:
        raise NotPermitted(_("An organisation does not answer its own item."), field="organisation")
    if not locked.is_open:
        raise StateConflict(_("This item is not open any more."), details={"state": locked.effective_state.value})
    text = clean_text(message, "message")
    if Interest.objects.filter(item=locked, organisation=organisation, state__in=LIVE_INTEREST_STATES).exists():
        raise Conflict(_("Your organisation answered already. Go on in the talk that is there."))
    check_limit(actor, "interests")
    interest: Interest = Interest.objects.create(
        item=locked, organisation=organisation, author_id=actor.user_id, message=text
    )
    add_files(interest, files, actor, organisation_id=organisation.pk)
    ports.record(
        actor=actor,
        action=actions.RESPOND.code,
        target=interest,
        after={"item": locked.pk, "organisation": organisation.pk, "state": interest.state},
    )
    ports.notify(talk_notice(notices.NEW_INTEREST, interest, owners(locked), "sent", actor))
    return interest


def ask_more(
    *, interest: Interest, text: str, actor: Actor, files: Uploads = (), expected_version: int | None = None
) -> Interest:
    """Ask the sender something before deciding."""
    return _answer(
        interest, "ask_more", notices.INTEREST_QUESTION, senders, actor, expected_version, clean_text(text), files
    )


def answer_question(
    *, interest: Interest, text: str, actor: Actor, files: Uploads = (), expected_version: int | None = None
) -> Interest:
    """Answer the owner's question; the interest waits for the owner again."""
    return _answer(
        interest, "answer", notices.INTEREST_ANSWERED, _owners, actor, expected_version, clean_text(text), files
    )


def decline_interest(
    *, interest: Interest, actor: Actor, text: str = "", expected_version: int | None = None
) -> Interest:
    """Say no, with a few words if one likes."""
    words = clean_text(text) if text.strip() else ""
    return _answer(interest, "decline", notices.INTEREST_DECLINED, senders, actor, expected_version, words)


def withdraw_interest(*, interest: Interest, actor: Actor, expected_version: int | None = None) -> Interest:
    """Take one's interest back before it is decided."""
    return _answer(interest, "withdraw", notices.INTEREST_WITHDRAWN, _owners, actor, expected_version, "")


@transaction.atomic
def accept_interest(*, interest: Interest, actor: Actor, expected_version: int | None = None) -> Interest:
    """Begin talks: the item is in talks from now on, and each side sees the other's contacts.

    The item is locked first, then the interest. The first of two decisions wins, the other gets ``StateConflict``.
    """
    item = lock_item(interest.item)
    # Who may not see the talk learns nothing of the item's state either.
    policy_of(Interest).require(actor, actions.ACCEPT, interest)
    if not item.is_open:
        raise StateConflict(
            _("The item is “%(state)s”: nothing can be accepted now.") % {"state": item.state_label},
            details={"state": item.effective_state.value},
        )
    accepted = apply(
        INTEREST,
        "accept",
        interest,
        actor=actor,
        expected_version=expected_version,
        notices=lambda row: [talk_notice(notices.INTEREST_ACCEPTED, row, senders(row), "accept", actor)],
        announce=hooks.interest_accepted,
    )
    if item.state == ItemState.PUBLISHED:
        apply(ITEM, "start_talks", item, actor=actor)
    return accepted


def _answer(
    interest: Interest,
    name: str,
    kind: ports.NoticeKind,
    recipients: Callable[[Interest], list[int]],
    actor: Actor,
    expected_version: int | None,
    text: str,
    files: Uploads = (),
) -> Interest:
    owner_side = INTEREST[name].action in (actions.ASK_MORE, actions.DECLINE)

    def write(row: Interest) -> None:
        if text:
            add_message(row, text, actor, owner_side=owner_side, files=files)

    return apply(
        INTEREST,
        name,
        interest,
        actor=actor,
        expected_version=expected_version,
        effect=write,
        notices=lambda row: [talk_notice(kind, row, recipients(row), name, actor)],
    )


def _owners(interest: Interest) -> list[int]:
    return owners(interest.item)
