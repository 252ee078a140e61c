"""The form of a cluster's rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from clusterkit.access.services import movable_actions
from clusterkit.access.tiers import tiers
from clusterkit.access.viewer import Viewer
from clusterkit.core.apps import part_of_site
from clusterkit.core.policies import Action
from clusterkit.core.web.forms import ClusterForm


class RulesForm(ClusterForm):
    """One choice for each action whose tier the cluster may move, within the bounds that the code declares."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = {field_name(action): action for action in movable_actions()}
        groups: dict[str, list[str]] = {}
        for name, action in self.actions.items():
            self.fields[name] = _choice(action, viewer.needed_tier(action))
            groups.setdefault(str(part_of_site(action.code) or _("More actions")), []).append(name)
        self.layout = list(groups.items())  # type: ignore[misc]

    def choices(self) -> dict[Action, str]:
        """The chosen tier of each action whose choice was changed."""
        return {self.actions[name]: self.cleaned_data[name] for name in self.changed_data}


def field_name(action: Action) -> str:
    """The code of the action as the name of a field."""
    return action.code.replace(".", "-")


def _choice(action: Action, needed: str) -> forms.ChoiceField:
    choices = [(tier.code, tier.label) for tier in tiers.between(action.lowest, action.highest)]
    if needed not in dict(choices):
        # What holds now is shown, though nobody could choose it: an app went, and its tier with it.
        choices.insert(0, (needed, tiers.get(needed).label if tiers.knows(needed) else _("nobody")))
    usual = _("Usually: %(tier)s.") % {"tier": tiers.get(action.tier).label}
    if not tiers.knows(action.tier):
        usual = _("Usually: nobody, since the tier “%(tier)s” is not on the ladder.") % {"tier": action.tier}
    return forms.ChoiceField(label=str(action.label), choices=choices, initial=needed, help_text=usual)
