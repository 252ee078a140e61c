"""Items in the states that decide who sees them, and what people wrote below them."""

from __future__ import annotations

from clusterkit.ideas import actions
from clusterkit.ideas.enums import InterestState, ItemMode, ItemState
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Attachment, Comment, Interest, Item
from clusterkit.testing.factories.files import StoredFileFactory
from clusterkit.testing.factories.ideas import (
    CommentFactory,
    InterestFactory,
    InterestMessageFactory,
    ItemFactory,
    OutcomeFactory,
)
from clusterkit.testing.matrix.rows import (
    ideas_discussion,
    ideas_items,
    ideas_matching,
    ideas_moderation,
    ideas_reading,
    ideas_search,
    ideas_talks,
    ideas_topics,
)
from clusterkit.testing.matrix.world import FIFTH, FIRST, FOURTH, SECOND, SIXTH, THIRD, World


def fill(world: World) -> None:
    """FIRST, THIRD and FOURTH are the member's, the others the stranger's."""
    member, stranger = world.users["member"], world.users["stranger"]
    unsent = {"published_at": None, "valid_until": None}
    items = [
        ItemFactory(pk=FIRST, organisation_id=FIRST, author=member, sectors=[FIRST]),
        ItemFactory(pk=SECOND, organisation_id=THIRD, author=stranger, mode=ItemMode.MEMBERS),
        ItemFactory(pk=THIRD, organisation_id=FIRST, author=member, state=ItemState.IN_REVIEW, **unsent),
        ItemFactory(pk=FOURTH, organisation_id=FIRST, author=member, state=ItemState.FULFILLED),
        ItemFactory(pk=FIFTH, organisation_id=THIRD, author=stranger, state=ItemState.DRAFT, **unsent),
        ItemFactory(pk=SIXTH, organisation_id=THIRD, author=stranger),
    ]
    world.put(*items)
    world.put_deep(actions.READ, *items, field="body")
    for key, author in ((FIRST, member), (SECOND, member), (THIRD, member), (FIFTH, stranger)):
        world.put(CommentFactory(pk=key, item_id=key, author=author))
    attached = [
        Attachment(pk=FIRST, item_id=FIRST, file=StoredFileFactory()),
        Attachment(pk=FIFTH, item_id=FIFTH, file=StoredFileFactory()),
    ]
    world.put(*Attachment.objects.bulk_create(attached))
    world.put(
        InterestFactory(pk=FIRST, item_id=FIRST, organisation_id=THIRD, author=stranger),
        InterestFactory(pk=SECOND, item_id=SECOND, organisation_id=FIRST, author=member),
        InterestFactory(pk=THIRD, item_id=SIXTH, organisation_id=FIRST, author=member, state=InterestState.MORE_INFO),
        InterestFactory(pk=FOURTH, item_id=SIXTH, organisation_id=FOURTH, author=stranger),
    )
    for key in (FIRST, FOURTH):
        interest = Interest.objects.get(pk=key)
        world.put(InterestMessageFactory(pk=key, interest=interest))
    world.put(OutcomeFactory(pk=FIRST, item_id=FOURTH))
    ideas_talks.fill(world)
    _routes(world)
    ideas_matching.fill(world)
    ideas_discussion.fill(world)
    ideas_moderation.fill(world)
    ideas_reading.fill(world)
    ideas_items.fill(world)
    ideas_topics.fill(world)
    ideas_search.fill(world)


def _routes(world: World) -> None:
    for prefix in ("/ideas/{pk}/", "/api/v1/items/{pk}/"):
        world.route(prefix, Item)
    world.route("/ideas/{pk}/comments/{comment}/", Comment, pk="item_id", comment="pk")
    world.route("/ideas/{pk}/files/{file}/", Attachment, pk="item_id", file="pk")
    for prefix in ("/ideas/talks/{pk}/", "/api/v1/interests/{pk}/"):
        world.route(prefix, Interest)
    world.fixed("/ideas/new/{kind}/", kind=[kind.code for kind in item_kinds])
    for shape in ("/ideas/{pk}/unfollow/", "/api/v1/items/{pk}/follow/"):
        world.lenient(shape, reason="Everybody may stop following, also what can no longer be followed.")
