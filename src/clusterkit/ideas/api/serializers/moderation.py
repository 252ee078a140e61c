"""Reports, sanctions and ideas in JSON. Who reported and who supports is in none of the shapes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.api.permissions import viewer_of_request
from clusterkit.ideas import actions
from clusterkit.ideas.api.serializers.items import ItemVersionSerializer, OwnerSerializer
from clusterkit.ideas.enums import DECISIONS, IdeaStage, ReportReason, SanctionKind
from clusterkit.ideas.models import OfficialAnswer, Report, Sanction, person_name


class ReportWrite(serializers.Serializer[Any]):
    """What is wrong with an item, or with ``comment`` of it."""

    reason = serializers.ChoiceField(ReportReason.choices)
    text = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    comment = serializers.IntegerField(required=False, allow_null=True, default=None)


class ReportReceived(serializers.ModelSerializer[Report]):
    """A report as the one who sent it has it back."""

    class Meta:
        model = Report
        fields = ("reason", "text", "created_at")
        read_only_fields = fields


class ReportSerializer(serializers.ModelSerializer[Report]):
    """A report as those see it who decide."""

    class Meta:
        model = Report
        fields = ("id", "item", "comment", "reason", "text", "state", "created_at", "version")
        read_only_fields = fields


class ReportDecision(serializers.Serializer[Any]):
    """Whether a report was right, and what follows. ``newest`` is the highest ``id`` that you have seen of this thing."""

    upheld = serializers.BooleanField()
    hide = serializers.BooleanField(required=False, default=False)
    sanction = serializers.ChoiceField(SanctionKind.choices, required=False, allow_null=True, default=None)
    until = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    newest = serializers.IntegerField(required=False, allow_null=True, default=None)


class SanctionSerializer(serializers.ModelSerializer[Sanction]):
    """A warning or a block. ``person`` is named to coordinators only; ``in_force`` says whether it stops today."""

    person = serializers.SerializerMethodField()
    in_force = serializers.BooleanField(source="is_in_force", read_only=True)

    class Meta:
        model = Sanction
        fields = ("id", "person", "kind", "reason", "until", "in_force", "created_at", "lifted_at")
        read_only_fields = fields

    def get_person(self, sanction: Sanction) -> str | None:
        """For coordinators."""
        office = viewer_of_request(self.context["request"]).allows(actions.SANCTION)
        return person_name(sanction.user) if office else None


class SanctionWrite(serializers.Serializer[Any]):
    """What is done about the author of an item, or of ``comment`` of it."""

    kind = serializers.ChoiceField(SanctionKind.choices)
    reason = serializers.CharField(max_length=2000)
    until = serializers.DateField(required=False, allow_null=True, default=None)
    comment = serializers.IntegerField(required=False, allow_null=True, default=None)


class HideCommentWrite(serializers.Serializer[Any]):
    """Why a comment is hidden; its author reads it."""

    reason = serializers.CharField(max_length=2000)


class OfficialAnswerSerializer(serializers.ModelSerializer[OfficialAnswer]):
    """What the cluster says to an idea; without ``published_at`` it is a draft."""

    decision = serializers.ChoiceField(DECISIONS, read_only=True)

    class Meta:
        model = OfficialAnswer
        fields = ("decision", "text", "version", "published_at")
        read_only_fields = fields


class AnswerWrite(ItemVersionSerializer):
    """A draft; ``version`` is that of the draft which you changed."""

    decision = serializers.ChoiceField(DECISIONS)
    text = serializers.CharField(max_length=8000)


class StepSerializer(serializers.Serializer[Any]):
    """A step on the way of an idea."""

    text = serializers.CharField()
    when = serializers.DateTimeField()


class IdeaSerializer(serializers.Serializer[Any]):
    """How an idea stands. ``organisations`` are those of its supporters that you may know of."""

    stage = serializers.ChoiceField(IdeaStage.choices)
    supporters = serializers.IntegerField(source="count")
    organisations = OwnerSerializer(many=True)
    more_organisations = serializers.IntegerField()
    supports = serializers.BooleanField()
    may_support = serializers.BooleanField()
    answer = OfficialAnswerSerializer(allow_null=True)
    draft = OfficialAnswerSerializer(allow_null=True)
    steps = StepSerializer(many=True)
    actions = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_actions(self, idea: Any) -> list[str]:
        """What you may do with it now."""
        return sorted(idea.moves)


class ItemMergeWrite(ItemVersionSerializer):
    """The item that stays."""

    survivor = serializers.IntegerField()
