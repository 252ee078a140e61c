"""Reports, sanctions, support and the cluster's answers: the office's, one's own, or the readers'."""

from __future__ import annotations

from clusterkit.ideas.models import Report, Sanction
from clusterkit.testing.factories.ideas_moderation import (
    OfficialAnswerFactory,
    ReportFactory,
    SanctionFactory,
    SupportFactory,
)
from clusterkit.testing.matrix.world import FIRST, SECOND, SIXTH, THIRD, World


def fill(world: World) -> None:
    """FIRST is about the member's item, the others about the stranger's; the sanction FIRST is a warning of the member."""
    member, stranger, registered = (world.users[name] for name in ("member", "stranger", "registered"))
    world.put(
        ReportFactory(pk=FIRST, item_id=FIRST, reporter=stranger),
        ReportFactory(pk=SECOND, item_id=SECOND, comment_id=SECOND, reporter=registered),
        ReportFactory(pk=THIRD, item_id=SIXTH, reporter=member),
    )
    world.put(
        SanctionFactory(pk=FIRST, user=member, kind="warning"),
        SanctionFactory(pk=SECOND, user=stranger),
    )
    world.put(
        SupportFactory(pk=FIRST, item_id=SIXTH, user=member), SupportFactory(pk=SECOND, item_id=SECOND, user=member)
    )
    world.put(
        OfficialAnswerFactory(pk=FIRST, item_id=SIXTH, author=None),
        OfficialAnswerFactory(pk=SECOND, item_id=SECOND, author=None),
    )
    for prefix in ("/ideas/reports/{pk}/", "/api/v1/reports/{pk}/"):
        world.route(prefix, Report)
    for prefix in ("/ideas/sanctions/{pk}/", "/api/v1/sanctions/{pk}/"):
        world.route(prefix, Sanction)
    for shape in ("/ideas/{pk}/support/stop/", "/api/v1/items/{pk}/support/"):
        world.lenient(shape, reason="Everybody may take his support back, also of what can no longer be supported.")
    world.lenient(
        "/api/v1/items/{pk}/idea/", reason="Items of other kinds are no ideas: there is nothing at that address."
    )
    world.lenient("/ideas/{pk}/answer/publish/", reason="Where no answer is drafted there is nothing to publish.")
