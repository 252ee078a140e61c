"""What the audit log gives to the menu."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.audit.actions import VIEW
from clusterkit.core.surfaces import Entry, ViewerPayload, account_menu


@account_menu.connect
def audit_entry(payload: ViewerPayload) -> Sequence[Entry]:
    """For those who may read it."""
    if not payload.viewer.allows(VIEW):
        return []
    return [Entry(_("Audit log"), reverse("clusterkit_audit:list"), order=90)]
