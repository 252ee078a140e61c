"""Where access meets the rest of the site: the coordinators' way to the rules."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.access.models import Rule
from clusterkit.access.policies import SET_RULES
from clusterkit.access.services import set_rule
from clusterkit.access.tiers import tiers
from clusterkit.core.policies import SystemActor, actions
from clusterkit.core.surfaces import Entry, ViewerPayload, account_menu
from clusterkit.hosting.hooks import SeedCluster, seed_cluster
from clusterkit.tenancy.exceptions import ProvisioningError


def rules_entry(payload: ViewerPayload) -> Sequence[Entry]:
    """For who may set them."""
    if not payload.viewer.allows(SET_RULES):
        return []
    return [Entry(_("Who may do what"), reverse("clusterkit_access:rules"), 80)]


account_menu.connect(rules_entry, order=80)


@seed_cluster.connect(order=10)
def first_rules(payload: SeedCluster) -> None:
    """The tiers that the blueprint counts on, and its rules; those of an app that is left out have no action here."""
    blueprint = payload.blueprint
    unknown = (set(blueprint.tiers) | set(blueprint.rules.values())) - {tier.code for tier in tiers.all()}
    if unknown:
        raise ProvisioningError(f"The blueprint {blueprint.code!r} needs tiers that are not registered: {unknown}")
    known = set(Rule.objects.values_list("action", flat=True)) if blueprint.rules else set()
    for code, tier in blueprint.rules.items():
        action = actions.get(code)
        if action is not None and code not in known:
            set_rule(action=action, tier=tier, actor=SystemActor())
