"""The office sets how the exchange works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.exceptions import DomainError, StaleVersion
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import FormPage
from clusterkit.ideas import actions
from clusterkit.ideas.forms import ExchangeSettingsForm
from clusterkit.ideas.models import EXCHANGE_FIELDS, ExchangeSettings
from clusterkit.ideas.selectors import exchange_settings
from clusterkit.ideas.services import change_exchange_settings
from clusterkit.ideas.views.lists import exchange_crumb


class Settings(FormPage[ExchangeSettingsForm]):
    """How the exchange works."""

    policy_action = actions.SETTINGS
    form_class = ExchangeSettingsForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The settings are kept. What is open stays open.")

    def get_initial(self) -> dict[str, Any]:
        """As they are."""
        settings = exchange_settings()
        return {"version": settings.version, **{name: getattr(settings, name) for name in EXCHANGE_FIELDS}}

    def get_form_kwargs(self) -> dict[str, Any]:
        """With kinds that are ticked but not registered any more."""
        return {**super().get_form_kwargs(), "kept_kinds": exchange_settings().premoderated_kinds}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Texts and the way back."""
        title = _("How the exchange works")
        return super().get_context_data(
            title=title,
            lead=_("What is open already stays open, whatever you change here."),
            crumbs=[exchange_crumb(), Crumb(_("Moderation"), self.get_success_url()), Crumb(title)],
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def perform(self, form: ExchangeSettingsForm) -> ExchangeSettings:
        """Keep them."""
        data = dict(form.cleaned_data)
        version = data.pop("version")
        return change_exchange_settings(values=data, actor=self.viewer, expected_version=version)

    def form_refused(self, form: ExchangeSettingsForm, error: DomainError) -> HttpResponse:
        """Say what a colleague set meanwhile beside what was typed; the next press is about that."""
        if isinstance(error, StaleVersion):
            now = exchange_settings()
            _show_what_changed(form, {name: getattr(now, name) for name in EXCHANGE_FIELDS}, now.version)
        return super().form_refused(form, error)

    def get_success_url(self) -> str:
        """Moderation."""
        return reverse("clusterkit_ideas:moderation")


def _show_what_changed(form: ExchangeSettingsForm, now: Mapping[str, Any], version: int) -> None:
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = str(version)  # type: ignore[index]
    for name, value in now.items():
        if form.cleaned_data.get(name, value) == value:
            continue
        labels: dict[Any, Any] = dict(getattr(form.fields[name], "choices", ()))
        if isinstance(value, bool):
            text = _("yes") if value else _("no")
        elif isinstance(value, list):
            text = ", ".join(str(labels.get(code, code)) for code in value) or _("none")
        else:
            text = str(labels.get(value, value))
        form.add_error(name, _("It is “%(value)s” now.") % {"value": text})
