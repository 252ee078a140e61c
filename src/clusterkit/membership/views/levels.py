"""Pages of the office about the levels of participation, and the level of one member."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.access.tiers import tiers
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage, PageView, PolicyView
from clusterkit.membership import actions, selectors
from clusterkit.membership.level_forms import ChangeLevelForm, LevelForm
from clusterkit.membership.models import Level, Membership
from clusterkit.membership.selectors.levels import organisations_on
from clusterkit.membership.services import change_level, create_level, delete_level, update_level
from clusterkit.membership.services.levels import FIELDS
from clusterkit.membership.views.changes import TermForm

LEVELS = reverse_lazy("clusterkit_membership:levels")


class Levels(PageView):
    """All levels, to edit."""

    policy_action = actions.MANAGE_LEVELS
    template_name = "clusterkit/membership/levels.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each level with the number of organisations that have it today."""
        levels = list(selectors.counted_levels(self.viewer))
        first = next((level for level in levels if level.is_active), None)
        return super().get_context_data(
            title=_("Levels of participation"),
            lead=_("In which ways organisations take part, and what each way gives their people."),
            crumbs=[
                Crumb(_("Members and their terms"), reverse("clusterkit_membership:members")),
                Crumb(_("Levels of participation")),
            ],
            rows=[(level, tiers.get(level.tier).label, level == first) for level in levels],
            **kwargs,
        )


class LevelView(PolicyView):
    """A view on the level of the address."""

    policy_action = actions.MANAGE_LEVELS

    @cached_property
    def level(self) -> Level:
        """The level; 404 for what is not there."""
        return self.get_visible(Level, pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        """Back to the list."""
        return str(LEVELS)

    def get_back_url(self) -> str:
        """Back to the list."""
        return str(LEVELS)


class LevelPage(LevelView, FormPage[LevelForm]):
    """The form of a level."""

    form_class = LevelForm
    template_name = "clusterkit/form_page.html"
    title: ClassVar[str | Promise] = ""
    success_message = gettext_lazy("The list is saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and the way back."""
        crumbs = [
            Crumb(_("Members and their terms"), reverse("clusterkit_membership:members")),
            Crumb(_("Levels of participation"), str(LEVELS)),
            Crumb(str(self.title)),
        ]
        return super().get_context_data(title=self.title, crumbs=crumbs, cancel_url=str(LEVELS), **kwargs)


class AddLevel(LevelPage):
    """A new level."""

    title = gettext_lazy("Add a level")

    def perform(self, form: LevelForm) -> None:
        """Add it."""
        create_level(values=_values(form), actor=self.viewer)


class EditLevel(LevelPage):
    """A level."""

    title = gettext_lazy("Edit a level")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form of this level, with how many organisations another tier would change."""
        affects = len(organisations_on(self.level))
        return {**super().get_form_kwargs(), "instance": self.level, "affects": affects}

    def get_initial(self) -> dict[str, Any]:
        """The version that is shown."""
        return {"version": self.level.version}

    def perform(self, form: LevelForm) -> None:
        """Save it."""
        data = form.cleaned_data
        update_level(
            level=self.level,
            values=_values(form),
            affects=data.get("affects") if data.get("is_confirmed") else None,
            expected_version=data["version"],
            actor=self.viewer,
        )


class DeleteLevel(LevelView, ActionView):
    """To take a level out of the list."""

    button = gettext_lazy("Take it out")
    tone = "danger"
    title = gettext_lazy("Take this level out of the list?")
    text = gettext_lazy("A level that memberships have cannot be taken out. Retire it instead: edit it.")
    success_message = gettext_lazy("It is taken out of the list.")

    def get_subject(self) -> Any:
        """The level."""
        return self.level

    def perform(self) -> None:
        """Take it out."""
        delete_level(level=self.level, actor=self.viewer)


class ChangeLevel(TermForm):
    """Another level for a member."""

    policy_action = actions.CHANGE_LEVEL
    form_class = ChangeLevelForm
    title = gettext_lazy("Change the level")
    lead = gettext_lazy("It counts from now on. The certificate is issued anew; the old one is not valid any more.")
    button = gettext_lazy("Change it")
    success_message = gettext_lazy("The level is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The levels that are given to organisations, but not the present one."""
        levels = selectors.visible_levels(self.viewer).filter(is_active=True).exclude(pk=self.membership.level_id)
        return {**super().get_form_kwargs(), "levels": levels}

    def perform(self, form: ChangeLevelForm) -> Membership:
        """Change it."""
        data = form.cleaned_data
        return change_level(
            membership=self.membership,
            level=data["level"],
            reason=data["reason"],
            expected_version=data["version"],
            actor=self.viewer,
        )


def _values(form: LevelForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in FIELDS}
