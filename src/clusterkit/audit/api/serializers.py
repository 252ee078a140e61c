"""The audit log as JSON."""

from __future__ import annotations

from rest_framework import serializers

from clusterkit.audit.enums import Fault
from clusterkit.audit.models import AuditRow


class AuditRowSerializer(serializers.ModelSerializer[AuditRow]):
    """One act. ``target`` is the kind of thing, such as ``clusterkit_membership.application``."""

    action_label = serializers.CharField(read_only=True)
    actor_id = serializers.CharField(source="actor_pk", read_only=True)
    target = serializers.CharField(source="target_label", read_only=True)

    class Meta:
        model = AuditRow
        fields = (
            *("id", "at", "actor_id", "actor_name", "address", "action", "action_label"),
            *("target", "target_pk", "target_text", "before", "after", "reason"),
        )
        read_only_fields = fields


class FindingSerializer(serializers.Serializer[object]):
    """One thing that is not as it was written."""

    fault = serializers.ChoiceField(choices=Fault.choices)
    number = serializers.IntegerField(help_text="Of the entry, or of the seal.")
    text = serializers.CharField(source="__str__")


class CheckSerializer(serializers.Serializer[object]):
    """How the log was found when it was last looked over. ``whole`` is null where nobody has, or it cannot be trusted."""

    checked_at = serializers.DateTimeField(allow_null=True)
    whole = serializers.BooleanField(allow_null=True)
    rows = serializers.IntegerField()
    seals = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Entries that no seal held yet.")
    faults = serializers.IntegerField()
    findings = FindingSerializer(many=True)
    last = serializers.CharField(help_text="The end of the chain: keep it elsewhere.")
