"""The council: the member's seat, votes that he sees and one on his own application, a meeting, a protocol."""

from __future__ import annotations

from django.utils import timezone

from clusterkit.membership.enums import ApplicationState
from clusterkit.membership.models import Application, Ballot, Meeting, OfficeSettings, Protocol, ProtocolYear, Seat
from clusterkit.testing.factories.composition import CompositionBreachFactory
from clusterkit.testing.factories.council import (
    BallotFactory,
    ClosedBallotFactory,
    MeetingFactory,
    ProtocolFactory,
    SeatFactory,
    VoteFactory,
    protocol_content,
)
from clusterkit.testing.factories.membership import ApplicationFactory
from clusterkit.testing.matrix.world import FIFTH, FIRST, SECOND, THIRD, World

YEAR = 2026


def fill(world: World) -> None:
    """Ballot FIRST is closed and on the stranger's application, SECOND is open and on the member's own."""
    seats = [
        SeatFactory(pk=FIRST, organisation_id=FIRST, representative=world.users["member"], is_chair=True),
        SeatFactory(pk=SECOND, organisation_id=THIRD, representative=world.users["stranger"]),
    ]
    world.put(*seats)
    world.put(MeetingFactory(pk=FIRST))
    # Of an organisation that everybody sees: whoever votes on another one reads its name in the ballot, and there alone.
    decided = ApplicationFactory(
        pk=FIFTH, organisation_id=THIRD, state=ApplicationState.APPROVED, revision=1, submitted_at=timezone.now()
    )
    world.put(decided)
    ballots = [
        ClosedBallotFactory(pk=FIRST, application=decided),
        BallotFactory(pk=SECOND, application=Application.objects.get(pk=THIRD), meeting_id=FIRST),
    ]
    world.put(*ballots)
    for ballot, seat in ((FIRST, seats[0]), (SECOND, seats[1])):
        world.put(VoteFactory(pk=ballot, ballot_id=ballot, seat=seat))
    said = world.canary(Protocol(pk=FIRST))
    content = protocol_content(1, YEAR, organisation=said, reason=said)
    world.put(ProtocolFactory(pk=FIRST, ballot_id=FIRST, year=YEAR, number=FIRST, content=content))
    world.put(
        ProtocolYear.objects.create(pk=FIRST, year=YEAR, last_number=FIRST), OfficeSettings.objects.create(pk=FIRST)
    )
    world.put(CompositionBreachFactory(pk=FIRST))
    _routes(world)


def _routes(world: World) -> None:
    for name, model in (("seats", Seat), ("meetings", Meeting)):
        world.route(f"/membership/council/{name}/{{pk}}/", model)
        world.route(f"/api/v1/council/{name}/{{pk}}/", model)
    world.route("/membership/council/votes/{pk}/", Ballot)
    world.route("/api/v1/council/ballots/{pk}/", Ballot)
    world.route("/membership/council/protocols/{year}/{number}/", Protocol, year="year", number="number")
    world.route("/api/v1/council/protocols/{pk}/", Protocol)
    for shape in ("/membership/council/composition/", "/api/v1/council/composition/"):
        world.lenient(
            shape, reason="Who is neither of the office nor of the council is not told that it is there: 404."
        )
