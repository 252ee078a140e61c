"""The portal's own entries in the menu of the person."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.surfaces import Entry, ViewerPayload, account_menu
from clusterkit.portal.actions import VIEW_BOARD


@account_menu.connect(order=10)
def own_entries(payload: ViewerPayload) -> Sequence[Entry] | None:
    """One's own page; the board and the coordination for who runs the cluster."""
    if not payload.viewer.is_authenticated:
        return None
    entries = [Entry(_("My page"), reverse("clusterkit_portal:own"), order=10)]
    if payload.viewer.allows(VIEW_BOARD):
        entries.append(Entry(_("Office board"), reverse("clusterkit_portal:board"), order=20))
    return entries
