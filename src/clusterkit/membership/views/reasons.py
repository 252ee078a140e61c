"""Pages of the office about its predefined reasons."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage, PageView, PolicyView
from clusterkit.membership import actions
from clusterkit.membership.enums import ReasonPurpose
from clusterkit.membership.models import Reason
from clusterkit.membership.reason_forms import AddReasonForm, ReasonForm
from clusterkit.membership.selectors.reasons import counted_reasons, visible_reasons
from clusterkit.membership.services import create_reason, move_reason, update_reason
from clusterkit.membership.services.reasons import FIELDS
from clusterkit.membership.views.base import posted_number

REASONS = reverse_lazy("clusterkit_membership:reasons")

HEADINGS = {
    ReasonPurpose.RETURN: gettext_lazy("When an application is returned"),
    ReasonPurpose.REJECT: gettext_lazy("When an application is rejected"),
}


def _crumbs(label: str = "") -> list[Crumb]:
    start = Crumb(_("Applications"), reverse("clusterkit_membership:applications"))
    return [start, Crumb(_("Predefined reasons"), str(REASONS) if label else ""), *([Crumb(label)] if label else [])]


class Reasons(PageView):
    """All reasons, in the order in which they are offered, with how often each was given."""

    policy_action = actions.MANAGE_REASONS
    template_name = "clusterkit/membership/reasons.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A section for returns and one for rejections."""
        rows = visible_reasons(self.viewer)
        sections = []
        for purpose in ReasonPurpose:
            given = counted_reasons(self.viewer, purpose)
            own = [row for row in rows if row.purpose == purpose]
            sections.append(
                {
                    "purpose": purpose.value,
                    "heading": HEADINGS[purpose],
                    "rows": [(row, given.get(row.code, 0)) for row in own],
                }
            )
        return super().get_context_data(
            title=_("Predefined reasons"),
            lead=_(
                "What you often write to applicants, ready to be chosen. Each text can be changed before it is sent."
            ),
            crumbs=_crumbs(),
            sections=sections,
            **kwargs,
        )


class ReasonView(PolicyView):
    """A view on the reason of the address."""

    policy_action = actions.MANAGE_REASONS

    @cached_property
    def reason(self) -> Reason:
        """The reason; 404 for what is not there."""
        return self.get_visible(Reason, pk=self.kwargs["pk"])

    def get_subject(self) -> Any:
        """The reason."""
        return self.reason

    def get_success_url(self) -> str:
        """Its place in the list."""
        return f"{REASONS}#reason-{self.reason.pk}"

    def get_back_url(self) -> str:
        """The list."""
        return str(REASONS)


class ReasonPage(FormPage[ReasonForm]):
    """The form of a reason."""

    policy_action = actions.MANAGE_REASONS
    template_name = "clusterkit/form_page.html"
    title: ClassVar[str | Promise] = ""
    success_message = gettext_lazy("The list is saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and the way back."""
        return super().get_context_data(
            title=self.title, crumbs=_crumbs(str(self.title)), cancel_url=str(REASONS), **kwargs
        )


class AddReason(ReasonPage):
    """A new reason."""

    form_class = AddReasonForm
    title = gettext_lazy("Add a reason")

    def get_initial(self) -> dict[str, Any]:
        """For the list from which one came."""
        asked = self.request.GET.get("purpose", "")
        return {"purpose": asked if asked in ReasonPurpose.values else ReasonPurpose.RETURN.value}

    def perform(self, form: ReasonForm) -> Reason:
        """Add it."""
        return create_reason(purpose=form.cleaned_data["purpose"], values=_values(form), actor=self.viewer)

    def get_success_url(self) -> str:
        """Its place in the list."""
        return f"{REASONS}#reason-{self.result.pk}"


class EditReason(ReasonView, ReasonPage):
    """A reason."""

    form_class = ReasonForm
    title = gettext_lazy("Edit a reason")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form of this reason."""
        return {**super().get_form_kwargs(), "instance": self.reason}

    def get_initial(self) -> dict[str, Any]:
        """The version that is shown."""
        return {"version": self.reason.version}

    def perform(self, form: ReasonForm) -> Reason:
        """Save it."""
        return update_reason(
            reason=self.reason,
            values=_values(form),
            expected_version=form.cleaned_data["version"],
            actor=self.viewer,
        )


class MoveReason(ReasonView, ActionView):
    """One place up, or down."""

    is_up: ClassVar[bool] = False

    def get_context_data(self) -> dict[str, Any]:
        """Which way."""
        label = _("Move it up") if self.is_up else _("Move it down")
        return {**super().get_context_data(), "title": str(self.reason), "submit_label": label}

    def perform(self) -> Reason:
        """Move it."""
        return move_reason(reason=self.reason, up=self.is_up, actor=self.viewer)


class SwitchReason(ReasonView, ActionView):
    """Off, or on again."""

    def get_context_data(self) -> dict[str, Any]:
        """What the button does now."""
        on = self.reason.is_active
        return {
            **super().get_context_data(),
            "title": _("Switch this reason off?") if on else _("Offer this reason again?"),
            "text": _("What was sent with it stays.") if on else "",
            "submit_label": _("Switch off") if on else _("Switch on"),
        }

    def perform(self) -> Reason:
        """Switch it."""
        return update_reason(
            reason=self.reason,
            values={"is_active": not self.reason.is_active},
            expected_version=posted_number(self.request, "version"),
            actor=self.viewer,
        )


def _values(form: ReasonForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in FIELDS}
