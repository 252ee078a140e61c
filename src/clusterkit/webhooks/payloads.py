"""What is sent: ids and addresses of what the tier of the web hook may see at this moment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone, translation

from clusterkit.access.viewer import viewer_of_tier
from clusterkit.core import ports
from clusterkit.core.happenings import happenings
from clusterkit.core.policies import policy_of
from clusterkit.tenancy.context import current_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.webhooks.enums import PING, DropReason
from clusterkit.webhooks.models import Delivery


def body_of(delivery: Delivery) -> bytes | DropReason:
    """The JSON of *delivery* as bytes, or why it is not sent. In the first language of the cluster."""
    cluster = current_cluster()
    with translation.override(next(iter(cluster.languages), None)), timezone.override(cluster.time_zone):
        data = {} if delivery.event == PING else _data(delivery, cluster)
    if isinstance(data, DropReason):
        return data
    whole = {
        "id": str(delivery.message_id),
        "type": delivery.event,
        "timestamp": delivery.created_at.isoformat(),
        "cluster": {"host": cluster.primary_domain, "slug": str(cluster.slug)},
        "data": data,
    }
    return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False).encode()


def _data(delivery: Delivery, cluster: Cluster) -> Mapping[str, Any] | DropReason:
    happening = happenings.get(delivery.event)
    if happening is None:
        return DropReason.UNKNOWN_EVENT
    if delivery.event not in delivery.endpoint.events:
        return DropReason.NOT_CHOSEN
    try:
        model = apps.get_model(delivery.target_label)
        rows: models.QuerySet[Any] = policy_of(model).visible_to(viewer_of_tier(delivery.endpoint.tier))
    except LookupError:
        return DropReason.UNKNOWN_EVENT
    if not ports.is_enabled.call(model._meta.app_label):
        return DropReason.UNKNOWN_EVENT
    obj = rows.filter(pk=delivery.target_pk).first()
    if obj is None:
        return DropReason.NOT_VISIBLE
    return {
        "id": obj.pk,
        "title": happening.title(obj),
        "url": cluster.absolute_url(obj.get_absolute_url()),
        **happening.more(obj),
        **delivery.details,
    }
