"""Where access meets the rest of the site: the coordinators' way to the rules."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.access.policies import SET_RULES
from clusterkit.core.surfaces import Entry, ViewerPayload, account_menu


def rules_entry(payload: ViewerPayload) -> Sequence[Entry]:
    """For who may set them."""
    if not payload.viewer.allows(SET_RULES):
        return []
    return [Entry(_("Who may do what"), reverse("clusterkit_access:rules"), 80)]


account_menu.connect(rules_entry, order=80)
