"""The page on which coordinators decide which tier an action needs."""

from __future__ import annotations

from typing import Any, cast

from django.db import transaction
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from clusterkit.access.forms import RulesForm
from clusterkit.access.policies import SET_RULES
from clusterkit.access.services import set_rule
from clusterkit.access.viewer import Viewer
from clusterkit.core.web.views import FormPage


class Rules(FormPage[RulesForm]):
    """All rules in one form; only what was changed is written."""

    policy_action = SET_RULES
    form_class = RulesForm
    template_name = "clusterkit/access/rules.html"
    success_url = reverse_lazy("clusterkit_access:rules")
    success_message = gettext_lazy("The rules are saved. They hold from the next page on that anybody opens.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form shows the rules in force."""
        return {**super().get_form_kwargs(), "viewer": cast(Viewer, self.viewer)}

    def perform(self, form: RulesForm) -> None:
        """All of them or none."""
        with transaction.atomic():
            for action, tier in form.choices().items():
                set_rule(action=action, tier=tier, actor=self.viewer)
