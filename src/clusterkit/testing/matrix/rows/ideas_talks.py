"""Files of private talks, marks of reading and questions about outcomes: each is one side's, or the two sides'."""

from __future__ import annotations

from clusterkit.ideas.models import FollowUp, InterestMessage
from clusterkit.testing.factories.ideas_talks import FollowUpFactory, MessageFileFactory, TalkMarkFactory
from clusterkit.testing.matrix.world import FIRST, FOURTH, World


def fill(world: World) -> None:
    """The talk FIRST is the member's and the stranger's, FOURTH the stranger's alone."""
    member, stranger = world.users["member"], world.users["stranger"]
    for key in (FIRST, FOURTH):
        message = InterestMessage.objects.get(pk=key)
        world.put(MessageFileFactory(pk=key, message=message))
    world.put(
        TalkMarkFactory(pk=FIRST, interest_id=FIRST, user=member),
        TalkMarkFactory(pk=FOURTH, interest_id=FOURTH, user=stranger),
    )
    world.put(FollowUpFactory(pk=FIRST, outcome_id=FIRST))
    for prefix in ("/ideas/follow-ups/{pk}/", "/api/v1/follow-ups/{pk}/"):
        world.route(prefix, FollowUp)
