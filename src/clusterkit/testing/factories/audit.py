"""Rows of the audit log and links of its chain."""

from __future__ import annotations

from typing import Any

import factory
from django.utils import timezone

from clusterkit.audit.models import AuditRow, AuditSeal
from clusterkit.tenancy.context import current_schema


class AuditRowFactory(factory.django.DjangoModelFactory):
    """One act of the platform itself."""

    class Meta:
        model = AuditRow

    actor_name = "system"
    action = "core.coordinate"
    target_label = "clusterkit_directory.organisation"
    target_pk = factory.Sequence(str)
    target_text = factory.Sequence(lambda number: f"Thing {number}")


class AuditSealFactory(factory.django.DjangoModelFactory):
    """A link of the chain that holds no row."""

    class Meta:
        model = AuditSeal

    number = factory.Sequence(lambda number: number + 1)
    at = factory.LazyFunction(timezone.now)
    schema = factory.LazyFunction(current_schema)
    row_ids = factory.LazyFunction(list)
    last_id = 0

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        """Signed as the package signs it."""
        link = model_class(*args, **kwargs)
        link.sign([])
        link.save()
        return link
