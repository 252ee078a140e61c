"""Rows of the audit log."""

from __future__ import annotations

import factory

from clusterkit.audit.models import AuditRow


class AuditRowFactory(factory.django.DjangoModelFactory):
    """One act of the platform itself."""

    class Meta:
        model = AuditRow

    actor_name = "system"
    action = "core.coordinate"
    target_label = "clusterkit_directory.organisation"
    target_pk = factory.Sequence(str)
    target_text = factory.Sequence(lambda number: f"Thing {number}")
