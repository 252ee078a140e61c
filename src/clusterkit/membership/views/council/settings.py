"""The office sets how its cluster decides."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.exceptions import DomainError, StaleVersion
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import FormPage
from clusterkit.membership import actions
from clusterkit.membership.council_forms import OfficeSettingsForm
from clusterkit.membership.models import OFFICE_FIELDS, OfficeSettings
from clusterkit.membership.selectors.office import office_settings
from clusterkit.membership.services.council import change_office_settings
from clusterkit.membership.views.council.base import council_crumbs, show_what_changed


class Settings(FormPage[OfficeSettingsForm]):
    """How applications are decided."""

    policy_action = actions.SET_UP
    form_class = OfficeSettingsForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The settings are kept. Votes under way keep the rules they began with.")

    def get_initial(self) -> dict[str, Any]:
        """As they are."""
        settings = office_settings()
        return {"version": settings.version, **{name: getattr(settings, name) for name in OFFICE_FIELDS}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Texts and the way back."""
        title = _("How applications are decided")
        return super().get_context_data(
            title=title,
            lead=_("Votes under way keep the rules they began with."),
            crumbs=council_crumbs(self.viewer, Crumb(title)),
            cancel_url=reverse("clusterkit_membership:council"),
            **kwargs,
        )

    def perform(self, form: OfficeSettingsForm) -> OfficeSettings:
        """Keep them."""
        data = dict(form.cleaned_data)
        version = data.pop("version")
        return change_office_settings(values=data, actor=self.viewer, expected_version=version)

    def form_refused(self, form: OfficeSettingsForm, error: DomainError) -> Any:
        """Say what a colleague set meanwhile beside what was typed; the next press is about that."""
        if isinstance(error, StaleVersion):
            now = office_settings()
            show_what_changed(form, {name: getattr(now, name) for name in OFFICE_FIELDS}, now.version)
        return super().form_refused(form, error)

    def get_success_url(self) -> str:
        """The council."""
        return reverse("clusterkit_membership:council")
