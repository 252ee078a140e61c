"""Whether the cluster has the members that its rules ask for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from clusterkit.core.exceptions import NotVisible
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import PageView
from clusterkit.membership import actions
from clusterkit.membership.composition import composition_rules
from clusterkit.membership.policies import watches
from clusterkit.membership.selectors.composition import breaches, composition
from clusterkit.membership.selectors.figures import ending_terms
from clusterkit.membership.views.council.base import council_crumbs

SHOWN = 20


class Composition(PageView):
    """How each rule stands, which terms end, and what was found before. For the office and the council."""

    policy_action = actions.VIEW_COMPOSITION
    template_name = "clusterkit/membership/council/composition.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The terms that end are the office's alone: they carry dates."""
        if not watches(self.viewer):
            raise NotVisible
        title = _("The composition of the cluster")
        may_list = self.viewer.allows(actions.LIST_MEMBERS)
        rules = {rule.code: rule.label for rule in composition_rules}
        found = breaches(self.viewer)[:SHOWN]
        return super().get_context_data(
            title=title,
            crumbs=council_crumbs(self.viewer, Crumb(title)),
            states=composition(self.viewer),
            ending=ending_terms(self.viewer)[:SHOWN] if may_list else (),
            breaches=[(breach, rules.get(breach.rule, breach.rule)) for breach in found],
            may_list=may_list,
            may_set_up=self.viewer.allows(actions.SET_UP),
            **kwargs,
        )
