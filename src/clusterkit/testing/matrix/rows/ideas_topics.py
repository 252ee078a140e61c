"""University topics: the two sides' until both agreed, the readers' of the request afterwards."""

from __future__ import annotations

from clusterkit.ideas.enums import TopicState
from clusterkit.ideas.models import Topic
from clusterkit.testing.factories.ideas_topics import TopicFactory
from clusterkit.testing.matrix.world import FIRST, FOURTH, SECOND, SIXTH, THIRD, World


def fill(world: World) -> None:
    """FIRST is agreed, of the stranger's request at the member's; SECOND is proposed; THIRD is about a request for members."""
    world.put(
        TopicFactory(
            pk=FIRST,
            item_id=SIXTH,
            university_id=FIRST,
            proposed_by_id=FIRST,
            state=TopicState.AGREED,
            semester="2026/1",
        ),
        TopicFactory(pk=SECOND, item_id=FIRST, university_id=THIRD, proposed_by_id=THIRD, semester="2026/1"),
        TopicFactory(
            pk=THIRD,
            item_id=SECOND,
            university_id=FOURTH,
            proposed_by_id=FOURTH,
            state=TopicState.AGREED,
            semester="2026/1",
        ),
    )
    for prefix in ("/ideas/topics/{pk}/", "/api/v1/topics/{pk}/"):
        world.route(prefix, Topic)
