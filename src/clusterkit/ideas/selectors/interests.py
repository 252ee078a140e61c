"""Private talks, for their two sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.core.transitions import Transition
from clusterkit.directory.models import Contact, Organisation
from clusterkit.ideas.actions import TALK
from clusterkit.ideas.enums import WAITING_INTEREST_STATES, InterestState
from clusterkit.ideas.models import Interest, MessageFile, Outcome, person_name
from clusterkit.ideas.selectors.office import exchange_settings
from clusterkit.ideas.selectors.owners import ItemOwner, hidden_owner, known_owner, owner_of
from clusterkit.ideas.transitions import INTEREST


def interests(viewer: Actor) -> QuerySet[Interest]:
    """The talks of the viewer's organisations, newest first. ``is_identified`` says whether he may know whose the item is."""
    rows = Interest.objects.select_related("item__organisation", "organisation", "author", "item__author")
    return visible_to(viewer, rows).annotate(is_identified=known_owner(viewer, "item__"))


def owner_in_talk(viewer: Actor, interest: Interest) -> ItemOwner:
    """Whose the item of a talk is, as the viewer may know it. A row of :func:`interests` costs no query."""
    known = getattr(interest, "is_identified", None)
    if known is None:
        return owner_of(viewer, interest.item)
    return ItemOwner(interest.item.organisation, person_name(interest.item.author)) if known else ItemOwner()


def to_answer(viewer: Actor) -> QuerySet[Interest]:
    """Interests in the viewer's items that wait for him, longest waiting first."""
    rows = interests(viewer).filter(item__organisation_id__in=viewer.organisation_ids, state=InterestState.SENT)
    return rows.order_by("state_changed_at", "pk")


def asked_back(viewer: Actor) -> QuerySet[Interest]:
    """The viewer's own interests to which a question came back."""
    rows = interests(viewer).filter(organisation_id__in=viewer.organisation_ids, state=InterestState.MORE_INFO)
    return rows.order_by("state_changed_at", "pk")


@dataclass(frozen=True)
class Side:
    """One side of a talk. ``contacts`` and ``email`` are empty until the interest is accepted; so is ``organisation`` of who
    published without a name."""

    organisation: Organisation | None
    person: str
    email: str = ""
    contacts: Sequence[Contact] = ()

    @property
    def name(self) -> str:
        """The organisation's name, or words in its place."""
        return str(self.organisation) if self.organisation is not None else hidden_owner()


@dataclass(frozen=True)
class TalkEntry:
    """One message of a talk."""

    name: str
    organisation: str
    text: str
    when: datetime
    is_own: bool
    files: Sequence[MessageFile] = ()


@dataclass(frozen=True)
class TalkView:
    """A private talk as one of its sides sees it."""

    interest: Interest
    is_owner: bool
    owner: Side
    sender: Side
    entries: Sequence[TalkEntry]
    transitions: Sequence[Transition]
    may_write: bool
    outcome: Outcome | None = None
    lapses_on: date | None = None
    hides_owner: bool = False

    @property
    def other(self) -> Side:
        """The side that is not the viewer's."""
        return self.sender if self.is_owner else self.owner

    @property
    def open_names(self) -> frozenset[str]:
        """Names of the transitions that the viewer may take now."""
        return frozenset(item.name for item in self.transitions)

    @property
    def may_confirm(self) -> bool:
        """Whether the viewer's side confirms what came of it, or says that it was not so."""
        return self.outcome is not None and self.outcome.confirmed_at is None and not self.is_owner


def talk_view(viewer: Actor, interest: Interest) -> TalkView:
    """The talk of *interest* (which *viewer* may see), in a constant number of queries."""
    item = interest.item
    accepted = interest.state == InterestState.ACCEPTED
    contacts: dict[int, list[Contact]] = {}
    if accepted:
        # An accepted interest opens the contacts of the two to each other, whatever their tiers see elsewhere.
        for contact in Contact.objects.filter(organisation_id__in=[item.organisation_id, interest.organisation_id]):
            contacts.setdefault(contact.organisation_id, []).append(contact)

    def side(organisation: Organisation, user: object) -> Side:
        email = str(getattr(user, "email", "") or "") if accepted else ""
        return Side(organisation, person_name(user), email, contacts.get(organisation.pk, []))

    identified = not owner_in_talk(viewer, interest).is_hidden
    files: dict[int | None, list[MessageFile]] = {}
    for sent in visible_to(viewer, interest.files.select_related("file")):
        files.setdefault(sent.message_id, []).append(sent)

    def entry(user: Any, organisation: Organisation, text: str, when: datetime, key: int | None) -> TalkEntry:
        own = user is not None and user.pk == viewer.user_id
        if not identified and organisation.pk == item.organisation_id:
            return TalkEntry(hidden_owner(), "", text, when, own, files.get(key, ()))
        return TalkEntry(person_name(user), str(organisation), text, when, own, files.get(key, ()))

    entries = [entry(interest.author, interest.organisation, interest.message, interest.created_at, None)]
    entries += [
        entry(row.author, row.organisation, row.text, row.created_at, row.pk)
        for row in visible_to(viewer, interest.messages.select_related("author", "organisation"))
    ]
    waiting = interest.state in WAITING_INTEREST_STATES
    last_day = interest.state_changed_at + timedelta(days=exchange_settings().interest_days) if waiting else None
    return TalkView(
        interest,
        is_owner=item.organisation_id in viewer.organisation_ids,
        owner=side(item.organisation, item.author) if identified else Side(None, ""),
        sender=side(interest.organisation, interest.author),
        entries=entries,
        transitions=[step for step in INTEREST.available(interest, viewer) if step.name != "lapse"],
        may_write=(waiting or accepted) and policy_of(Interest).can(viewer, TALK, interest),
        outcome=Outcome.objects.filter(interest=interest).first() if accepted else None,
        lapses_on=timezone.localdate(last_day) if last_day is not None else None,
        hides_owner=item.is_anonymous and not accepted,
    )
