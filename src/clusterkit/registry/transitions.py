"""Which states a request for a cluster goes through, and what operators do with clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.core.policies import Action
from clusterkit.core.transitions import Machine, Transition
from clusterkit.hosting.actions import ARCHIVE, RESUME, SUSPEND
from clusterkit.registry.actions import APPROVE, CONFIRM, DECLINE, EXPIRE
from clusterkit.registry.enums import RequestState
from clusterkit.tenancy.enums import ClusterStatus

NEW, CONFIRMED = frozenset({RequestState.NEW}), frozenset({RequestState.CONFIRMED})

REQUESTS: Final = Machine(
    Transition("confirm", NEW, RequestState.CONFIRMED, CONFIRM, _("Confirm")),
    Transition("expire", NEW, RequestState.EXPIRED, EXPIRE, _("Let it expire")),
    Transition("approve", CONFIRMED, RequestState.APPROVED, APPROVE, _("Approve")),
    Transition("decline", CONFIRMED, RequestState.DECLINED, DECLINE, _("Decline"), needs_reason=True),
)


@dataclass(frozen=True)
class Step:
    """What an operator may do with a cluster: the status it then has, whether its visitors read the reason."""

    name: str
    target: ClusterStatus
    action: Action
    label: str | Promise
    needs_reason: bool = False


CLUSTER_STEPS: Final = {
    step.name: step
    for step in (
        Step("suspend", ClusterStatus.SUSPENDED, SUSPEND, pgettext_lazy("cluster", "Suspend"), needs_reason=True),
        Step("resume", ClusterStatus.ACTIVE, RESUME, _("Open again")),
        Step("archive", ClusterStatus.ARCHIVED, ARCHIVE, _("Archive"), needs_reason=True),
    )
}
"""Which of them a status allows stands in ``clusterkit.tenancy.transitions``."""
