"""The ways between the pages of those who moderate."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import Actor
from clusterkit.core.web.elements import Tab
from clusterkit.ideas.selectors import changes_to_review, open_cases, waiting_for_moderation


def office_tabs(viewer: Actor, current: str) -> list[Tab]:
    """Items and changes to look at, reports, what was done about people, and the settings. The numbers cost a query each."""
    counts = {
        "moderation": waiting_for_moderation(viewer).order_by().count(),
        "changes": changes_to_review(viewer).order_by().count(),
        "reports": open_cases(viewer).count(),
        "sanctions": None,
        "settings": None,
    }
    labels = {
        "moderation": _("Items to look at"),
        "changes": _("Changes to look at"),
        "reports": _("Reports"),
        "sanctions": _("Warnings and blocks"),
        "settings": _("How the exchange works"),
    }
    return [
        Tab(label, reverse(f"clusterkit_ideas:{name}"), current == name, counts[name]) for name, label in labels.items()
    ]
