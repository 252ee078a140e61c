"""The way of an affiliation and of a claim of a mail domain: asked for, confirmed or declined, ended."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from clusterkit.core.transitions import Machine, Transition
from clusterkit.directory.actions import (
    CONFIRM,
    DECLINE,
    END,
    END_CLAIM,
    JOIN_BY_ADDRESS,
    PROVE_DOMAIN,
    SETTLE_CLAIM,
    WITHDRAW,
)
from clusterkit.directory.enums import LIVE_CLAIM_STATES, AffiliationState, DomainClaimState

REQUESTED = frozenset({AffiliationState.REQUESTED})
CONFIRMED = frozenset({AffiliationState.CONFIRMED})

AFFILIATION: Final = Machine(
    Transition("confirm", REQUESTED, AffiliationState.CONFIRMED, CONFIRM, _("Confirm")),
    Transition("admit", REQUESTED, AffiliationState.CONFIRMED, JOIN_BY_ADDRESS, _("Act for it at once")),
    Transition("decline", REQUESTED, AffiliationState.DECLINED, DECLINE, _("Decline"), needs_reason=True),
    Transition("withdraw", REQUESTED, AffiliationState.ENDED, WITHDRAW, _("Take back")),
    Transition("end", CONFIRMED, AffiliationState.ENDED, END, _("End")),
)

WAITING = frozenset({DomainClaimState.WAITING})
UNSETTLED = frozenset({DomainClaimState.WAITING, DomainClaimState.DISPUTED})

DOMAIN_CLAIM: Final = Machine(
    Transition("prove", WAITING, DomainClaimState.CONFIRMED, PROVE_DOMAIN, _("Confirm")),
    Transition("dispute", WAITING, DomainClaimState.DISPUTED, PROVE_DOMAIN, _("Ask the office")),
    Transition("settle", UNSETTLED, DomainClaimState.CONFIRMED, SETTLE_CLAIM, _("Give the domain to it")),
    Transition("decline", UNSETTLED, DomainClaimState.DECLINED, SETTLE_CLAIM, _("Decline"), needs_reason=True),
    Transition("end", frozenset(LIVE_CLAIM_STATES), DomainClaimState.ENDED, END_CLAIM, _("Give up")),
)
