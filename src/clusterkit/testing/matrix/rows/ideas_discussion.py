"""What belongs to discussions that everybody reads, that members read, and that nobody but the stranger's people reads."""

from __future__ import annotations

from clusterkit.ideas.models import Comment
from clusterkit.testing.factories.ideas import FollowFactory
from clusterkit.testing.factories.ideas_discussion import CommentRevisionFactory, ReactionFactory, ReadMarkFactory
from clusterkit.testing.matrix.world import FIFTH, FIRST, SECOND, SIXTH, World


def fill(world: World) -> None:
    """FIRST is of an open item, SECOND of one for members, FIFTH of a draft."""
    member, stranger = world.users["member"], world.users["stranger"]
    for key in (FIRST, SECOND, FIFTH):
        world.put(CommentRevisionFactory(pk=key, comment_id=key))
    comments = {key: Comment.objects.get(pk=key) for key in (SECOND, FIFTH)}
    world.put(
        ReactionFactory(pk=FIRST, item_id=FIRST, user=stranger),
        ReactionFactory(pk=SECOND, comment=comments[SECOND], user=stranger),
        ReactionFactory(pk=FIFTH, comment=comments[FIFTH], user=stranger),
        planted=False,
    )
    world.put(
        ReadMarkFactory(pk=FIRST, item_id=FIRST, user=member),
        ReadMarkFactory(pk=SECOND, item_id=SIXTH, user=stranger),
        planted=False,
    )
    world.put(
        FollowFactory(pk=FIRST, item_id=SIXTH, user=member),
        FollowFactory(pk=SECOND, item_id=FIRST, user=stranger, is_muted=True),
        planted=False,
    )
    world.route("/api/v1/items/{pk}/comments/{comment}/", Comment, pk="item_id", comment="pk")
    for shape in ("/ideas/{pk}/unmute/", "/api/v1/items/{pk}/mute/"):
        world.lenient(shape, reason="Everybody may hear again, also of what can no longer be followed.")
    world.lenient(
        "/ideas/{pk}/comments/{comment}/earlier/", reason="A comment that was never corrected has no such page."
    )
