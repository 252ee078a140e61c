"""Writing down what has to be sent, in the transaction of what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from clusterkit.core.happenings import Happening
from clusterkit.webhooks.models import Delivery, Endpoint


def write_deliveries(happening: Happening, obj: models.Model, details: Mapping[str, Any]) -> None:
    """A delivery for each web hook that wants *happening*. Whether its tier may see *obj* is asked when it is sent.

    One query where nobody wants it, two otherwise.
    """
    rows = [
        Delivery(
            endpoint_id=pk,
            event=happening.code,
            target_label=obj._meta.label_lower,
            target_pk=str(obj.pk),
            details=dict(details),
        )
        for pk in Endpoint.objects.on().filter(events__contains=[happening.code]).values_list("pk", flat=True)
    ]
    if rows:
        Delivery.objects.bulk_create(rows)
