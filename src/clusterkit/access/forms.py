"""The form of a cluster's rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusterkit.access.services import movable_actions
from clusterkit.access.tiers import tiers
from clusterkit.access.viewer import Viewer
from clusterkit.core.apps import ClusterkitAppConfig
from clusterkit.core.policies import Action
from clusterkit.core.web.forms import ClusterForm


class RulesForm(ClusterForm):
    """One choice for each action whose tier the cluster may move, within the bounds that the code declares."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = {field_name(action): action for action in movable_actions()}
        for name, action in self.actions.items():
            usual = gettext("Usually: %(tier)s.") % {"tier": tiers.get(action.tier).label}
            self.fields[name] = forms.ChoiceField(
                label=str(action.label),
                choices=[(tier.code, tier.label) for tier in tiers.between(action.lowest, action.highest)],
                initial=viewer.needed_tier(action),
                help_text=usual,
            )
        groups: dict[str, list[str]] = {}
        for name, action in self.actions.items():
            groups.setdefault(action.code.partition(".")[0], []).append(name)
        self.layout = [(app_name(prefix), names) for prefix, names in groups.items()]  # type: ignore[misc]

    def choices(self) -> dict[Action, str]:
        """The chosen tier of each action whose choice was changed."""
        return {self.actions[name]: self.cleaned_data[name] for name in self.changed_data}


def field_name(action: Action) -> str:
    """The code of the action as the name of a field."""
    return action.code.replace(".", "-")


def app_name(prefix: str) -> str | Promise:
    """The part of the site that actions with this prefix belong to, as its menu names it."""
    label = f"clusterkit_{prefix}"
    config = apps.app_configs.get(label)
    entries = config.menu() if isinstance(config, ClusterkitAppConfig) else ()
    return entries[0].label if entries else _("Other")
