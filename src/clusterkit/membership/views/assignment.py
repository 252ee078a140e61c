"""The office says who looks after an application."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.exceptions import DomainError, StaleVersion
from clusterkit.core.web.forms import ClusterForm
from clusterkit.core.web.views import FormPage
from clusterkit.membership import actions
from clusterkit.membership.models import Application
from clusterkit.membership.selectors.assignment import assignee_of, possible_assignees
from clusterkit.membership.services import assign
from clusterkit.membership.views.base import OneApplication

NOBODY: Final = "nobody"


def _person(value: str) -> int | None:
    return None if value == NOBODY else int(value)


class AssignForm(ClusterForm):
    """Who looks after it from now on, and who did when the form was opened."""

    assignee = forms.TypedChoiceField(label=gettext_lazy("Who looks after it"), coerce=_person, empty_value=None)
    instead_of = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = [(NOBODY, _("nobody")), *people]  # type: ignore[attr-defined]


class Assign(OneApplication, FormPage[AssignForm]):
    """Claim it, hand it over, put it back: one form, and buttons on the review page that send it."""

    policy_action = actions.ASSIGN
    form_class = AssignForm
    template_name = "clusterkit/form_page.html"

    @cached_property
    def people(self) -> list[tuple[int, str]]:
        """Who may have it."""
        return possible_assignees(self.viewer, self.application)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The impartial people of the office."""
        return {**super().get_form_kwargs(), "people": self.people}

    def get_initial(self) -> dict[str, Any]:
        """As it is."""
        current = assignee_of(self.application)
        return {"assignee": current or NOBODY, "instead_of": current}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it means."""
        title = _("Who looks after it")
        return super().get_context_data(
            title=title,
            lead=_(
                "Whoever gets the application is told, and is reminded of its deadline. Deciding stays open to all of you."
            ),
            crumbs=self.crumbs(title),
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: AssignForm) -> Application:
        """Do it, and say who has it."""
        data = form.cleaned_data
        application = assign(
            application=self.application,
            assignee=data["assignee"],
            instead_of=data["instead_of"],
            actor=self.viewer,
        )
        if data["assignee"] is None:
            messages.success(self.request, _("Nobody looks after the application now."))
        elif data["assignee"] == self.viewer.user_id:
            messages.success(self.request, _("You look after the application now."))
        else:
            messages.success(
                self.request,
                _("%(name)s looks after the application now.") % {"name": dict(self.people)[data["assignee"]]},
            )
        return application

    def form_refused(self, form: Any, error: DomainError) -> Any:
        """After a colleague was faster the next press is about what is so now."""
        if isinstance(error, StaleVersion):
            form.data = form.data.copy()
            now = error.details.get("assignee")
            form.data["instead_of"] = "" if now is None else str(now)
        return super().form_refused(form, error)
