"""Short meetings and feedback as JSON: the same selectors, policies and services as the pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.fields import Moment
from clusterkit.core.api.viewsets import ClusterViewSet, ReadViewSet
from clusterkit.core.policies import policy_of
from clusterkit.events import actions as acts
from clusterkit.events.api.views import checked, version_of
from clusterkit.events.enums import MeetingState
from clusterkit.events.models import Event, Feedback, Meeting, Registration
from clusterkit.events.selectors import events_for, registrations_for
from clusterkit.events.selectors.feedback import own_feedback
from clusterkit.events.selectors.meetings import free_slots, invited, meetings_for, meetings_page
from clusterkit.events.selectors.summary import event_summary
from clusterkit.events.services import feedback as feedback_services
from clusterkit.events.services import meetings as services


class SideSerializer(serializers.ModelSerializer[Registration]):
    """A participant who is open to short meetings. ``id`` is what a proposal is addressed to."""

    organisation = serializers.CharField(source="organisation_label", read_only=True)
    topic = serializers.CharField(source="meeting_topic", read_only=True)

    class Meta:
        model = Registration
        fields = ("id", "name", "organisation", "topic")
        read_only_fields = fields


class ShortMeetingSerializer(serializers.ModelSerializer[Meeting]):
    """A short meeting. ``table`` is null until it is arranged."""

    state = serializers.ChoiceField(choices=MeetingState.choices, read_only=True)
    proposer = SideSerializer(read_only=True)
    invitee = SideSerializer(read_only=True)

    class Meta:
        model = Meeting
        fields = ("id", "event", "state", "proposer", "invitee", "starts_at", "table", "message", "version")
        read_only_fields = fields


class SlotSerializer(serializers.Serializer[Any]):
    """A time for a short meeting, and a sentence about it."""

    starts_at = Moment()
    message = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class SlotsSerializer(serializers.Serializer[Any]):
    """The times at which two could meet."""

    slots = serializers.ListField(child=serializers.DateTimeField())


class ProposalSerializer(SlotSerializer):
    """A proposal: to a participant of an event, by the key of his registration."""

    event = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    invitee = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class WishSerializer(serializers.Serializer[Any]):
    """Whether one is open to short meetings, and about what."""

    is_open = serializers.BooleanField()
    topic = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class OpenPersonSerializer(serializers.Serializer[Any]):
    """Somebody who is open to short meetings, and the times at which the caller and he could meet."""

    person = SideSerializer(source="registration")
    meeting = serializers.IntegerField(source="row.meeting.pk", default=None, allow_null=True)


class MeetingsPageSerializer(serializers.Serializer[Any]):
    """Short meetings of one event. ``people`` is null for who has not said that he is open to them."""

    is_open = serializers.BooleanField(source="registration.open_to_meetings")
    topic = serializers.CharField(source="registration.meeting_topic")
    may_open = serializers.BooleanField()
    people = OpenPersonSerializer(many=True, allow_null=True)


class FeedbackSerializer(serializers.ModelSerializer[Feedback]):
    """What one said: a rating from 1 to 5, words, and answers by the codes of the cluster's own questions."""

    rating = serializers.IntegerField(min_value=1, max_value=5)
    text = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)
    answers = serializers.DictField(required=False, default=dict)

    class Meta:
        model = Feedback
        fields = ("rating", "text", "answers")


class FeedbackSummarySerializer(serializers.Serializer[Any]):
    """What people said. ``average`` is null and ``spread`` empty with fewer than five answers."""

    number = serializers.IntegerField()
    asked = serializers.IntegerField()
    average = serializers.FloatField(allow_null=True)
    spread = serializers.DictField(child=serializers.IntegerField())


class SummarySerializer(serializers.Serializer[Any]):
    """What became of an event, in numbers. ``no_show_percent`` is null where nobody noted who came."""

    registered = serializers.IntegerField()
    seated = serializers.IntegerField()
    came = serializers.IntegerField()
    no_show_percent = serializers.IntegerField(allow_null=True)
    guests_came = serializers.IntegerField()
    organisations = serializers.SerializerMethodField()
    new_links = serializers.IntegerField()
    meetings = serializers.IntegerField()
    feedback = FeedbackSummarySerializer()

    def get_organisations(self, summary: Any) -> int:
        """How many organisations came."""
        return len(summary.organisations)


class MeetingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By event and state."""

    event = django_filters.NumberFilter(field_name="event_id", label=_("Event"))
    state = django_filters.ChoiceFilter(choices=MeetingState.choices, label=_("State"))

    class Meta:
        model = Meeting
        fields = ()


class MeetingViewSet(ReadViewSet):
    """One's own short meetings; all of them for coordinators."""

    policy_actions = {
        "list": acts.MEET,
        "retrieve": acts.MEET,
        "create": acts.MEET,
        "accept": acts.ANSWER_MEETING,
        "decline": acts.ANSWER_MEETING,
        "other_time": acts.ANSWER_MEETING,
        "withdraw": acts.CALL_OFF_MEETING,
    }
    model = Meeting
    serializer_class = ShortMeetingSerializer
    filterset_class = MeetingFilter

    def get_rows(self) -> QuerySet[Meeting]:
        """What the caller may see."""
        return meetings_for(self.viewer)

    def answer(self, row: Meeting, code: int = status.HTTP_200_OK) -> Response:
        """The meeting as it is now."""
        return Response(self.get_serializer(self.get_rows().get(pk=row.pk)).data, status=code)

    @extend_schema(request=ProposalSerializer, responses={201: ShortMeetingSerializer})
    def create(self, request: Request) -> Response:
        """Propose a short meeting."""
        data = checked(ProposalSerializer(data=request.data))
        event = policy_of(Event).visible_to(self.viewer).filter(pk=data.pop("event")).first()
        other = invited(self.viewer, event, data.pop("invitee")) if event is not None else None
        if event is None or other is None:
            raise Http404
        row = services.propose_meeting(actor=self.viewer, event=event, invitee=other, **data)
        return self.answer(row, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ShortMeetingSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Agree: it gets a table."""
        row, version = self.get_object(), version_of(request)
        return self.answer(services.accept_meeting(actor=self.viewer, meeting=row, expected_version=version))

    @extend_schema(request=None, responses=ShortMeetingSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Say no."""
        row, version = self.get_object(), version_of(request)
        return self.answer(services.decline_meeting(actor=self.viewer, meeting=row, expected_version=version))

    @extend_schema(request=SlotSerializer, responses={201: ShortMeetingSerializer})
    @action(detail=True, methods=["post"], url_path="other-time")
    def other_time(self, request: Request, pk: str) -> Response:
        """Decline and propose another time: the new proposal."""
        row = self.get_object()
        data = checked(SlotSerializer(data=request.data))
        made = services.propose_other_time(actor=self.viewer, meeting=row, **data)
        return self.answer(made, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ShortMeetingSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take a proposal back, or call off what is arranged."""
        row, version = self.get_object(), version_of(request)
        return self.answer(services.withdraw_meeting(actor=self.viewer, meeting=row, expected_version=version))


class EventAfterwardsViewSet(ClusterViewSet):
    """Short meetings of one event, and what became of it."""

    policy_actions = {"meetings": acts.MEET, "slots": acts.MEET, "summary": acts.MANAGE}
    model = Event
    serializer_class = MeetingsPageSerializer

    def get_rows(self) -> QuerySet[Event]:
        """What the caller may see."""
        return events_for(self.viewer)

    @extend_schema(responses=MeetingsPageSerializer)
    def meetings(self, request: Request, pk: int) -> Response:
        """Whether one is open to short meetings, and who else is; 404 without a registration or without meetings."""
        page = meetings_page(self.viewer, self.get_object())
        if page is None:
            raise Http404
        return Response(MeetingsPageSerializer(page).data)

    @extend_schema(parameters=[OpenApiParameter("person", int, required=True)], responses=SlotsSerializer)
    def slots(self, request: Request, pk: int) -> Response:
        """The times at which the caller and the participant ``?person=`` could meet: ``{"slots": […]}``."""
        event = self.get_object()
        text = request.query_params.get("person", "")
        person = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
        page, other = meetings_page(self.viewer, event), invited(self.viewer, event, person)
        if page is None or other is None:
            raise Http404
        return Response({"slots": [slot.isoformat() for slot in free_slots(event, page.registration, other)]})

    @extend_schema(responses=SummarySerializer)
    def summary(self, request: Request, pk: int) -> Response:
        """What became of an event, in numbers; 404 before its end."""
        found = event_summary(self.viewer, self.get_object())
        if found is None:
            raise Http404
        return Response(SummarySerializer(found).data)


class OwnAfterwardsViewSet(ClusterViewSet):
    """What one says with one's registration: that one is open to short meetings, and how the event was."""

    policy_actions = {"wish": acts.MEET, "feedback": acts.GIVE_FEEDBACK, "give": acts.GIVE_FEEDBACK}
    model = Registration
    serializer_class = FeedbackSerializer

    def get_rows(self) -> QuerySet[Registration]:
        """What the caller may see."""
        return registrations_for(self.viewer)

    @extend_schema(request=WishSerializer, responses=WishSerializer)
    def wish(self, request: Request, pk: int) -> Response:
        """Say that one is open to short meetings, or not any more."""
        row = self.get_object()
        data = checked(WishSerializer(data=request.data))
        row = services.set_meeting_wish(actor=self.viewer, registration=row, **data)
        return Response({"is_open": row.open_to_meetings, "topic": row.meeting_topic})

    @extend_schema(responses=FeedbackSerializer)
    def feedback(self, request: Request, pk: int) -> Response:
        """What one said; 404 before one did."""
        given = own_feedback(self.viewer, self.get_object())
        if given is None:
            raise Http404
        return Response(FeedbackSerializer(given).data)

    @extend_schema(request=FeedbackSerializer, responses=FeedbackSerializer)
    def give(self, request: Request, pk: int) -> Response:
        """Say how it was, or change it."""
        row = self.get_object()
        data = checked(FeedbackSerializer(data=request.data))
        return Response(
            FeedbackSerializer(feedback_services.give_feedback(actor=self.viewer, registration=row, **data)).data
        )
