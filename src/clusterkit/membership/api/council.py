"""The council as JSON: seats, votes, meetings, protocols, and the office's settings."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.membership import actions
from clusterkit.membership.api import council_serializers as s
from clusterkit.membership.api.base import WritingViewSet
from clusterkit.membership.models import Ballot, Meeting, OfficeSettings, Protocol, Seat
from clusterkit.membership.selectors.council import (
    visible_ballots,
    visible_meetings,
    visible_protocols,
    visible_seats,
)
from clusterkit.membership.selectors.office import office_settings
from clusterkit.membership.services import council


class SeatViewSet(WritingViewSet, mixins.CreateModelMixin, ReadViewSet):
    """Who sits in the council."""

    model = Seat
    serializer_class = s.SeatSerializer
    policy_actions = {
        "list": actions.VIEW_COUNCIL,
        "retrieve": actions.VIEW_COUNCIL,
        "create": actions.SEAT,
        "change": actions.SEAT,
        "give_up": actions.SEAT,
    }

    def get_rows(self) -> QuerySet[Any]:
        """With their people."""
        return visible_seats(self.viewer)

    @extend_schema(request=s.GiveSeatSerializer, responses={201: s.SeatSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give a member a seat."""
        seat = council.give_seat(actor=self.viewer, **self._input(s.GiveSeatSerializer, request))
        return self._output(seat, status.HTTP_201_CREATED)

    @extend_schema(request=s.ChangeSeatSerializer, responses=s.SeatSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, **kwargs: Any) -> Response:
        """Name its people, its end and the chair anew."""
        data = self._input(s.ChangeSeatSerializer, request)
        return self._output(council.change_seat(seat=self.get_object(), actor=self.viewer, **data))

    @extend_schema(request=s.CouncilReasonSerializer, responses=s.SeatSerializer)
    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request: Request, **kwargs: Any) -> Response:
        """Take it back."""
        data = self._input(s.CouncilReasonSerializer, request)
        return self._output(council.vacate_seat(seat=self.get_object(), actor=self.viewer, **data))


class BallotViewSet(WritingViewSet, mixins.CreateModelMixin, ReadViewSet):
    """Votes of the council on applications."""

    model = Ballot
    serializer_class = s.BallotSerializer
    policy_actions = {
        "list": actions.VIEW_BALLOT,
        "retrieve": actions.VIEW_BALLOT,
        "create": actions.OPEN_VOTE,
        "cast": actions.CAST,
        "close": actions.CLOSE_VOTE,
        "break_off": actions.BREAK_OFF,
        "agenda": actions.MEET,
    }

    def get_rows(self) -> QuerySet[Any]:
        """With what a row shows."""
        return visible_ballots(self.viewer)

    @extend_schema(request=s.OpenVoteSerializer, responses={201: s.BallotSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put an application to the vote."""
        ballot = council.open_vote(actor=self.viewer, **self._input(s.OpenVoteSerializer, request))
        return self._output(ballot, status.HTTP_201_CREATED)

    @extend_schema(request=s.CastSerializer, responses=s.BallotSerializer)
    @action(detail=True, methods=["post"])
    def cast(self, request: Request, **kwargs: Any) -> Response:
        """Vote for a seat, or change its vote."""
        ballot = self.get_object()
        council.cast_vote(ballot=ballot, actor=self.viewer, **self._input(s.CastSerializer, request))
        return self._output(ballot)

    @extend_schema(request=s.CloseVoteSerializer, responses=s.BallotSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **kwargs: Any) -> Response:
        """Count the votes; the decision takes effect at once."""
        data = self._input(s.CloseVoteSerializer, request)
        return self._output(council.close_vote(ballot=self.get_object(), actor=self.viewer, **data))

    @extend_schema(request=s.BreakOffSerializer, responses=s.BallotSerializer)
    @action(detail=True, methods=["post"], url_path="break-off")
    def break_off(self, request: Request, **kwargs: Any) -> Response:
        """Take the application back from the vote; ``version`` is the application's."""
        ballot = self.get_object()
        data = self._input(s.BreakOffSerializer, request)
        council.break_off(application=ballot.application, actor=self.viewer, **data)
        return self._output(ballot)

    @extend_schema(request=s.AgendaSerializer, responses=s.BallotSerializer)
    @action(detail=True, methods=["post"])
    def agenda(self, request: Request, **kwargs: Any) -> Response:
        """Put it on the agenda of a meeting, or off it."""
        data = self._input(s.AgendaSerializer, request)
        return self._output(council.put_on_agenda(ballot=self.get_object(), actor=self.viewer, **data))


class MeetingViewSet(WritingViewSet, mixins.CreateModelMixin, ReadViewSet):
    """Meetings of the council."""

    model = Meeting
    serializer_class = s.MeetingSerializer
    policy_actions = {
        "list": actions.VIEW_BALLOT,
        "retrieve": actions.VIEW_BALLOT,
        "create": actions.MEET,
        "begin": actions.MEET,
        "end": actions.MEET,
        "call_off": actions.MEET,
    }

    def get_rows(self) -> QuerySet[Any]:
        """What the council and the office see."""
        return visible_meetings(self.viewer)

    @extend_schema(request=s.MeetingSerializer, responses={201: s.MeetingSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Plan a meeting."""
        meeting = council.plan_meeting(actor=self.viewer, **self._input(s.PlanSerializer, request))
        return self._output(meeting, status.HTTP_201_CREATED)

    @extend_schema(request=s.VersionSerializer, responses=s.MeetingSerializer)
    @action(detail=True, methods=["post"])
    def begin(self, request: Request, **kwargs: Any) -> Response:
        """Begin it."""
        data = self._input(s.VersionSerializer, request)
        return self._output(council.start_meeting(meeting=self.get_object(), actor=self.viewer, **data))

    @extend_schema(request=s.VersionSerializer, responses=s.MeetingSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **kwargs: Any) -> Response:
        """End it."""
        data = self._input(s.VersionSerializer, request)
        return self._output(council.end_meeting(meeting=self.get_object(), actor=self.viewer, **data))

    @extend_schema(request=s.VersionSerializer, responses=s.MeetingSerializer)
    @action(detail=True, methods=["post"], url_path="call-off")
    def call_off(self, request: Request, **kwargs: Any) -> Response:
        """Call it off."""
        data = self._input(s.VersionSerializer, request)
        return self._output(council.cancel_meeting(meeting=self.get_object(), actor=self.viewer, **data))


class ProtocolViewSet(ReadViewSet):
    """Protocols, as they were written; ``digest`` is the SHA-256 of the canonical JSON of ``content``."""

    model = Protocol
    serializer_class = s.ProtocolSerializer
    lookup_value_converter = "int"
    policy_actions = {"list": actions.VIEW_BALLOT, "retrieve": actions.VIEW_BALLOT}

    def get_rows(self) -> QuerySet[Any]:
        """The newest first."""
        return visible_protocols(self.viewer)


class OfficeSettingsViewSet(WritingViewSet):
    """How the cluster decides on applications."""

    model = OfficeSettings
    serializer_class = s.OfficeSettingsSerializer
    policy_actions = {"list": actions.SET_UP, "change": actions.SET_UP}
    pagination_class = None  # type: ignore[assignment] # one row

    @extend_schema(responses=s.OfficeSettingsSerializer, filters=False)
    def list(self, request: Request, **kwargs: Any) -> Response:
        """The settings in force."""
        return Response(self.get_serializer(office_settings()).data)

    @extend_schema(request=s.OfficeSettingsSerializer, responses=s.OfficeSettingsSerializer)
    @action(detail=False, methods=["post"])
    def change(self, request: Request, **kwargs: Any) -> Response:
        """Change those that are named."""
        serializer = s.OfficeSettingsSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        values = dict(serializer.validated_data)
        version = values.pop("version", None)
        saved = council.change_office_settings(values=values, actor=self.viewer, expected_version=version)
        return Response(self.get_serializer(saved).data)
