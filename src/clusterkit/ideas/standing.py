"""What the exchange adds to a person's standing: asked with everything else in one query."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet, Value

from clusterkit.access.sources import POST, standing
from clusterkit.ideas.models import Sanction
from clusterkit.ideas.policies.stopped import BLOCK


def blocks_of(user_id: int, day: date) -> QuerySet[Any]:
    """The sanctions that stop the person from writing on *day*."""
    return standing(Sanction.objects.blocking(day).filter(user_id=user_id), kind=POST, code=Value(BLOCK), ref="pk")
