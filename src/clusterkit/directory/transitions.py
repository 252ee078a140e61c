"""The way of an affiliation: asked for, confirmed or declined, ended."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from clusterkit.core.transitions import Machine, Transition
from clusterkit.directory.actions import CONFIRM, DECLINE, END, WITHDRAW
from clusterkit.directory.enums import AffiliationState

REQUESTED = frozenset({AffiliationState.REQUESTED})
CONFIRMED = frozenset({AffiliationState.CONFIRMED})

AFFILIATION: Final = Machine(
    Transition("confirm", REQUESTED, AffiliationState.CONFIRMED, CONFIRM, _("Confirm")),
    Transition("decline", REQUESTED, AffiliationState.DECLINED, DECLINE, _("Decline"), needs_reason=True),
    Transition("withdraw", REQUESTED, AffiliationState.ENDED, WITHDRAW, _("Take back")),
    Transition("end", CONFIRMED, AffiliationState.ENDED, END, _("End")),
)
