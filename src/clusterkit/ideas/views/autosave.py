"""Keeping drafts while they are typed."""

from __future__ import annotations

from clusterkit.ideas.views.drafting import AutosaveMixin
from clusterkit.ideas.views.writing import EditItem, NewItem


class AutosaveNew(AutosaveMixin, NewItem):
    """Begins a draft as soon as something is typed, and goes on with it."""


class AutosaveItem(AutosaveMixin, EditItem):
    """Goes on with a draft, or with an item that was sent back."""
