"""The door as JSON: the list that a device needs to go on without the network, and the acts that it noted."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.fields import Moment
from clusterkit.core.api.viewsets import ClusterViewSet
from clusterkit.events import actions as acts
from clusterkit.events import services
from clusterkit.events.codes import MAX_TYPED, hash_of_code
from clusterkit.events.enums import CheckInKind
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors import events_for
from clusterkit.events.selectors.door import REFUSED, DoorAnswer, DoorCount, door_counts, door_people
from clusterkit.events.services.door import MOST_ACTS


class DoorPersonSerializer(serializers.ModelSerializer[Registration]):
    """Somebody who registered. ``hash`` is SHA-256 of "<event>:<code>"; ``refused`` says why he has no place, or is empty."""

    hash = serializers.SerializerMethodField()
    organisation = serializers.CharField(source="organisation_label")
    mode_label = serializers.CharField(source="get_mode_display")
    refused = serializers.SerializerMethodField()

    class Meta:
        model = Registration
        fields = ("id", "hash", "name", "organisation", "mode", "mode_label", "state", "refused", "checked_in_at")
        read_only_fields = fields

    def get_hash(self, row: Registration) -> str:
        """Enough to recognise a ticket."""
        return hash_of_code(row.event_id, row.code)

    def get_refused(self, row: Registration) -> str:
        """An outcome, as in the answers."""
        return REFUSED.get(row.state, "")  # type: ignore[call-overload, no-any-return]


class DoorCountSerializer(serializers.Serializer[DoorCount]):
    """How many of one way of taking part are in."""

    mode = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # the name is that of the JSON
    arrived = serializers.IntegerField()
    expected = serializers.IntegerField()


class DoorSerializer(serializers.Serializer[Any]):
    """The whole list, with the count."""

    counts = DoorCountSerializer(many=True)
    people = DoorPersonSerializer(many=True)


class ActSerializer(serializers.Serializer[Any]):
    """One act: by the ``code`` of a ticket, or by the id of a ``registration``. ``key`` is chosen by the device."""

    key = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=CheckInKind.choices)
    code = serializers.CharField(max_length=MAX_TYPED, required=False, default="", allow_blank=True)
    registration = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=2**63 - 1
    )
    done_at = Moment()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Somebody must be meant."""
        if not attrs["code"].strip() and attrs["registration"] is None:
            raise serializers.ValidationError({"code": "Give the code of a ticket or the id of a registration."})
        return attrs


class ActsSerializer(serializers.Serializer[Any]):
    """What a device did. ``sent_at`` is its own clock at the moment of sending: how far it goes wrong is taken off."""

    sent_at = Moment(required=False, default=None, allow_null=True)
    acts = ActSerializer(many=True, max_length=MOST_ACTS, allow_empty=False)  # type: ignore[call-arg] # ListSerializer takes it


class AnswerSerializer(serializers.Serializer[DoorAnswer]):
    """What came of one act; ``text`` says it in the caller's language."""

    key = serializers.UUIDField()
    outcome = serializers.CharField()
    tone = serializers.CharField()
    text = serializers.CharField()
    person = DoorPersonSerializer(source="registration", allow_null=True)


class AnswersSerializer(serializers.Serializer[Any]):
    """One answer for each act, and the count after them."""

    counts = DoorCountSerializer(many=True)
    answers = AnswerSerializer(many=True)


class DoorViewSet(ClusterViewSet):
    """Checking people in, also after the network was away for a while."""

    policy_actions = {"retrieve": acts.CHECK_IN, "create": acts.CHECK_IN}
    model = Event
    serializer_class = DoorSerializer
    filter_backends = ()  # type: ignore[assignment] # none

    def get_rows(self) -> Any:
        """The events that the caller sees."""
        return events_for(self.viewer)

    @extend_schema(operation_id="events_check_ins_retrieve", responses=DoorSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Everybody who registered for the event, and how many are in."""
        event = self.get_object()
        found = {"counts": door_counts(event), "people": door_people(self.viewer, event)}
        return Response(DoorSerializer(found).data)

    @extend_schema(operation_id="events_check_ins_create", request=ActsSerializer, responses=AnswersSerializer)
    def create(self, request: Request, pk: int) -> Response:
        """Note acts in the order in which they were done. An act that is sent twice, with the same key, counts once."""
        event = self.get_object()
        serializer = ActsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        noted = [
            services.Act(
                key=act["key"],
                kind=act["kind"],
                done_at=act["done_at"],
                code=act["code"],
                registration_id=act["registration"],
            )
            for act in data["acts"]
        ]
        answers = services.note_acts(actor=self.viewer, event=event, acts=noted, sent_at=data["sent_at"])
        return Response(AnswersSerializer({"counts": door_counts(event), "answers": answers}).data)
