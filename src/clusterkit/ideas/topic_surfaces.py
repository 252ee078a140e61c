"""What university topics bring to an item's page and to one's own."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusterkit.core.surfaces import Block, Task, ViewerPayload
from clusterkit.ideas import actions
from clusterkit.ideas.enums import LIVE_TOPIC_STATES, TopicState
from clusterkit.ideas.hooks import ItemButton, ItemPanelPayload
from clusterkit.ideas.models import Topic
from clusterkit.ideas.selectors.topics import proposal_for, side_topics, topics, topics_of, topics_to_act
from clusterkit.ideas.views.topics import topic_rows

SHOWN = 5


def panel(payload: ItemPanelPayload) -> Block | None:
    """The topics of a request, as far as the viewer sees them."""
    if not payload.item.kind_info.has_topics or not payload.viewer.allows(actions.VIEW_TOPIC):
        return None
    rows = topic_rows(payload.viewer, topics_of(payload.viewer, payload.item))
    return Block("clusterkit/ideas/topics_panel.html", {"rows": rows}, order=60) if rows else None


def buttons(payload: ItemPanelPayload) -> Sequence[ItemButton]:
    """Proposing, for the owner and for universities."""
    if proposal_for(payload.viewer, payload.item) is None:
        return ()
    url = reverse("clusterkit_ideas:propose-topic", kwargs={"pk": payload.item.pk})
    return [ItemButton(_("Propose as a university topic"), url, order=70)]


def tasks(payload: ViewerPayload) -> Sequence[Task]:
    """Topics to agree to, that need a student, to take, and to hand over."""
    if not payload.viewer.is_authenticated or not payload.viewer.allows(actions.VIEW_TOPIC):
        return ()
    return [_task(topic) for topic in topics_to_act(payload.viewer)]


def _task(topic: Topic) -> Task:
    words = {
        TopicState.PROPOSED: _("Agree to the topic “%(title)s”, or decline it"),
        TopicState.AGREED: _("Name the student of “%(title)s”"),
        TopicState.IN_WORK: _("You work on the topic “%(title)s”"),
        TopicState.DELIVERED: _("Take the work on “%(title)s”, or give it back"),
    }
    title = words[TopicState(topic.state)] % {"title": topic.title}
    detail = _("To be handed over by %(day)s") % {"day": date_format(topic.due_on, "DATE_FORMAT")}
    tone = "info" if topic.state == TopicState.IN_WORK else "warn"
    return Task(title, topic.get_absolute_url(), detail, topic.state_changed_at, tone)


def own_block(payload: ViewerPayload) -> Block | None:
    """The topics under way of one's organisations, and those that one works on."""
    viewer = payload.viewer
    if not viewer.organisation_ids or not viewer.allows(actions.VIEW_TOPIC):
        return None
    live = topics(viewer).filter(side_topics(viewer), state__in=sorted(LIVE_TOPIC_STATES)).order_by("due_on", "pk")
    rows = topic_rows(viewer, live[:SHOWN])
    return Block("clusterkit/ideas/topics_block.html", {"rows": rows}, order=32) if rows else None
