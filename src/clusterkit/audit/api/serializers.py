"""The audit log as JSON."""

from __future__ import annotations

from rest_framework import serializers

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
