"""Who may see and keep the predefined reasons."""

from __future__ import annotations

from clusterkit.core.policies import TierPolicy, register
from clusterkit.membership import actions
from clusterkit.membership.models import Reason


@register
class ReasonPolicy(TierPolicy[Reason]):
    """The office's own: the applicant reads the text that was sent, not the list."""

    model = Reason
    view = actions.REVIEW
