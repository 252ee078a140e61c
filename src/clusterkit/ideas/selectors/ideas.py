"""Ideas: who supports them, how far the cluster got with them, and what became of two that said the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions
from clusterkit.ideas.enums import DECIDED_STAGES, OPEN_STATES, STAGE_TONES, IdeaStage
from clusterkit.ideas.models import Item, OfficialAnswer, Support, current_items
from clusterkit.ideas.policies import may_read
from clusterkit.ideas.selectors.items import items
from clusterkit.ideas.transitions import STAGE

NAMED_ORGANISATIONS = 30
"""So many supporting organisations stand on the page; of the others their number."""


@dataclass(frozen=True)
class Step:
    """A step on the way of an idea, as the timeline element draws it."""

    text: str | Promise
    when: datetime
    tone: str = "neutral"


@dataclass(frozen=True)
class IdeaView:
    """How an idea stands, for a reader. ``draft`` is the answer that is not published, for coordinators."""

    item: Item
    count: int
    organisations: Sequence[Organisation]
    more_organisations: int
    supports: bool
    may_support: bool
    answer: OfficialAnswer | None
    draft: OfficialAnswer | None
    steps: Sequence[Step]
    moves: frozenset[str] = frozenset()
    may_answer: bool = False

    @property
    def stage(self) -> IdeaStage:
        """How far the cluster got."""
        return IdeaStage(self.item.stage)

    @property
    def stage_tone(self) -> str:
        """Its tone."""
        return STAGE_TONES[self.stage]


def idea_view(viewer: Actor, item: Item) -> IdeaView | None:
    """How *item* stands as an idea, in a constant number of queries; None for other kinds and who may not read it."""
    if not item.kind_info.has_support or not may_read(viewer, item):
        return None
    rows = Support.objects.filter(item=item)
    people = list(rows.values_list("user_id", "organisation_id"))
    named = {organisation for _user, organisation in people if organisation is not None}
    if not item.is_anonymous:
        # Through a merge of organisations the owner may stand among its supporters. Of one without a name that it is
        # missing would tell whose the idea is.
        named.discard(item.organisation_id)
    shown = list(visible_to(viewer, Organisation.objects.filter(pk__in=named)).order_by("name", "pk"))
    answer = answer_of(viewer, item)
    is_open = item.is_open and item.stage not in DECIDED_STAGES
    policy = policy_of(Item)
    published = answer if answer is not None and answer.published_at is not None else None
    return IdeaView(
        item,
        count=len(people),
        organisations=shown[:NAMED_ORGANISATIONS],
        more_organisations=max(0, len(shown) - NAMED_ORGANISATIONS),
        supports=viewer.user_id is not None and any(user == viewer.user_id for user, _organisation in people),
        may_support=is_open and policy.can(viewer, actions.SUPPORT, item),
        answer=published,
        draft=answer if published is None else None,
        steps=_steps(item, published),
        moves=moves_of(viewer, item),
        may_answer=may_answer(viewer, item) and published is None,
    )


def answer_of(viewer: Actor, item: Item) -> OfficialAnswer | None:
    """The official answer to *item* (which *viewer* may read); one that is not published for coordinators only."""
    found: OfficialAnswer | None = OfficialAnswer.objects.filter(item=item).first()
    if found is None:
        return None
    found.item = item
    return found if policy_of(OfficialAnswer).can(viewer, actions.READ, found) else None


def moves_of(viewer: Actor, item: Item) -> frozenset[str]:
    """Onto the shortlist, or off it: what *viewer* may do with *item* now."""
    if not item.kind_info.has_support or not item.is_current:
        return frozenset()
    return frozenset(step.name for step in STAGE.available(item, viewer)) & {"shortlist", "put_back"}


def may_answer(viewer: Actor, item: Item) -> bool:
    """Whether *viewer* may write or publish the cluster's answer to *item* now."""
    if not item.kind_info.has_support or not item.is_current or item.stage in DECIDED_STAGES:
        return False
    return policy_of(Item).can(viewer, actions.ANSWER_OFFICIALLY, item)


def _steps(item: Item, answer: OfficialAnswer | None) -> list[Step]:
    steps = []
    if item.published_at is not None:
        steps.append(Step(_("Published"), item.published_at))
    if item.shortlisted_at is not None:
        steps.append(Step(_("On the shortlist"), item.shortlisted_at, "info"))
    if answer is not None and answer.published_at is not None:
        stage = IdeaStage(answer.decision)
        words = _("Adopted by the cluster") if stage == IdeaStage.ADOPTED else _("Not adopted by the cluster")
        steps.append(Step(words, answer.published_at, STAGE_TONES[stage]))
    return steps


def survivor_of(viewer: Actor, pk: int) -> Item | None:
    """The item with which that of this key was joined, if *viewer* sees it: where the old address leads."""
    merged = Item.objects.filter(pk=pk, merged_into__isnull=False).values("merged_into")
    return items(viewer).filter(pk__in=merged).first()


def may_join(viewer: Actor, item: Item) -> QuerySet[Item]:
    """The items with which *item* may be joined: open ones of its kind that are not the viewer's own."""
    rows = items(viewer).filter(current_items(), kind=item.kind, state__in=sorted(OPEN_STATES), stage__in=_UNDECIDED)
    rows = rows.exclude(pk=item.pk).exclude(organisation_id__in=viewer.organisation_ids)
    return rows.exclude(author_id=viewer.user_id or 0)


_UNDECIDED = sorted(set(IdeaStage) - DECIDED_STAGES)


def waiting_for_answer(viewer: Actor) -> QuerySet[Item]:
    """Shortlisted ideas that the cluster has not answered, the longest waiting first, without the viewer's own."""
    if not viewer.allows(actions.ANSWER_OFFICIALLY):
        return items(viewer).none()
    rows = items(viewer).filter(current_items(), stage=IdeaStage.SHORTLISTED)
    rows = rows.exclude(organisation_id__in=viewer.organisation_ids).exclude(author_id=viewer.user_id or 0)
    return rows.order_by("shortlisted_at", "pk")
