"""What the API of the council takes and gives."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.policies import Actor, visible_to
from clusterkit.directory.models import Organisation
from clusterkit.membership.api.serializers import VersionSerializer
from clusterkit.membership.enums import BallotState, Choice
from clusterkit.membership.models import OFFICE_FIELDS, Application, Ballot, Meeting, OfficeSettings, Protocol, Seat
from clusterkit.membership.selectors.council import own_seats, progress

__all__ = ["VersionSerializer"]


class Visible(serializers.PrimaryKeyRelatedField[Any]):
    """The key of a row that the person may see; any other is unknown."""

    def get_queryset(self) -> Any:
        """Narrowed by policy."""
        rows = super().get_queryset()
        view = self.context.get("view")
        if rows is None or view is None or getattr(view, "swagger_fake_view", False):
            return rows
        return visible_to(view.viewer, rows)


class SeatSerializer(serializers.ModelSerializer[Seat]):
    """A seat and its people."""

    organisation_name = serializers.CharField(source="organisation.__str__", read_only=True)
    representative_name = serializers.CharField(source="representative.get_full_name", default="", read_only=True)
    deputy_name = serializers.CharField(source="deputy.get_full_name", default="", read_only=True)

    class Meta:
        model = Seat
        fields = (
            "id",
            "organisation",
            "organisation_name",
            "representative",
            "representative_name",
            "deputy",
            "deputy_name",
            "is_chair",
            "starts_on",
            "ends_on",
            "vacated_on",
            "version",
        )
        read_only_fields = fields


class ChangeSeatSerializer(VersionSerializer):
    """The people, the end and the chair of a seat; what is left out is emptied."""

    representative = serializers.IntegerField(source="representative_id")
    deputy = serializers.IntegerField(source="deputy_id", allow_null=True, required=False)
    is_chair = serializers.BooleanField(required=False, default=False)
    ends_on = serializers.DateField(allow_null=True, required=False)


class GiveSeatSerializer(serializers.Serializer[Any]):
    """A member and its people."""

    organisation = Visible(queryset=Organisation.objects.all())
    representative = serializers.IntegerField(source="representative_id")
    deputy = serializers.IntegerField(source="deputy_id", allow_null=True, required=False)
    is_chair = serializers.BooleanField(required=False, default=False)
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = serializers.DateField(allow_null=True, required=False)


class CouncilReasonSerializer(VersionSerializer):
    """Why, in words; may be empty."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=4000, default="")


class CloseVoteSerializer(CouncilReasonSerializer):
    """What the applicant reads when the council rejects, in words or by the code of a predefined reason."""

    reason_code = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")


class BreakOffSerializer(VersionSerializer):
    """Why the vote is broken off."""

    reason = serializers.CharField(max_length=4000)


class BallotSerializer(serializers.ModelSerializer[Ballot]):
    """A vote. How seats voted is in the protocol, once it is closed; ``own`` are the seats for which the person may vote."""

    organisation_name = serializers.CharField(source="application.organisation.__str__", read_only=True)
    revision = serializers.IntegerField(source="revision.number", read_only=True)
    protocol = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()

    class Meta:
        model = Ballot
        fields = (
            "id",
            "application",
            "organisation_name",
            "revision",
            "state",
            "version",
            "rule",
            "quorum_percent",
            "majority_percent",
            "meeting",
            "opened_at",
            "closes_at",
            "closed_at",
            "result",
            "tally",
            "reason",
            "protocol",
            "progress",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_protocol(self, obj: Ballot) -> int | None:
        """The key of its protocol."""
        protocol = getattr(obj, "protocol", None)
        return protocol.pk if protocol is not None else None

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_progress(self, obj: Ballot) -> dict[str, Any] | None:
        """How many of the entitled seats have voted, and one's own seats; for one open vote, not in lists."""
        view: Any = self.context["view"]
        if obj.state != BallotState.OPEN or view.action == "list":
            return None
        viewer: Actor = view.viewer
        count = progress(obj)
        own = own_seats(viewer, count.rows)
        return {
            "entitled": count.entitled,
            "cast": count.cast,
            "recused": count.recused,
            "own": [{"seat": row.seat.pk, "has_voted": row.vote is not None} for row in own],
        }


class OpenVoteSerializer(VersionSerializer):
    """An application under review; ``version`` is the application's."""

    application = Visible(queryset=Application.objects.all())
    closes_at = serializers.DateTimeField(required=False, allow_null=True)
    meeting = Visible(queryset=Meeting.objects.all(), required=False, allow_null=True)


class CastSerializer(serializers.Serializer[Any]):
    """The vote of a seat on the revision that was read."""

    seat = Visible(queryset=Seat.objects.all())
    choice = serializers.ChoiceField(choices=Choice.choices)
    remark = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")
    revision = serializers.IntegerField(min_value=1)


class AgendaSerializer(serializers.Serializer[Any]):
    """The meeting; null takes the vote off its agenda."""

    meeting = Visible(queryset=Meeting.objects.all(), allow_null=True)
    place = serializers.IntegerField(required=False, min_value=1, max_value=1000, default=100)


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    """A meeting."""

    class Meta:
        model = Meeting
        fields = ("id", "title", "starts_at", "place", "note", "state", "version")
        read_only_fields = ("id", "state", "version")


class PlanSerializer(serializers.ModelSerializer[Meeting]):
    """A meeting to come."""

    class Meta:
        model = Meeting
        fields = ("title", "starts_at", "place", "note")


class ProtocolSerializer(serializers.ModelSerializer[Protocol]):
    """A protocol."""

    display_number = serializers.CharField(read_only=True)

    class Meta:
        model = Protocol
        fields = ("id", "ballot", "year", "number", "display_number", "language", "content", "digest", "created_at")
        read_only_fields = fields


class OfficeSettingsSerializer(serializers.ModelSerializer[OfficeSettings]):
    """The settings; ``version`` is the one the program read."""

    version = serializers.IntegerField(required=False, min_value=1)

    class Meta:
        model = OfficeSettings
        fields = (*OFFICE_FIELDS, "version")
