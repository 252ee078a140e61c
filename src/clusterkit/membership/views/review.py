"""The office's pages: the list, and what a reviewer does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor
from clusterkit.core.web.views import ActionView, FormPage, ListPage
from clusterkit.membership import actions, selectors
from clusterkit.membership.charts import applications_chart
from clusterkit.membership.enums import ASSIGNABLE_STATES, OPEN_STATES, ApplicationState, ReasonPurpose
from clusterkit.membership.filters import ApplicationFilter
from clusterkit.membership.forms import NoteForm
from clusterkit.membership.models import Application, Message
from clusterkit.membership.policies import is_impartial
from clusterkit.membership.review_forms import ProposeForm, RequestInfoForm
from clusterkit.membership.selectors.office import correction_day
from clusterkit.membership.selectors.reasons import offered_reasons
from clusterkit.membership.services import (
    add_note,
    confirm_decision,
    propose_decision,
    request_info,
    take_up,
    withdraw_proposal,
)
from clusterkit.membership.views.base import OneApplication, posted_number


class Applications(ListPage[Application]):
    """All applications that were sent, those that wait longest first."""

    policy_action = actions.REVIEW
    model = Application
    filterset_class = ApplicationFilter
    template_name = "clusterkit/membership/applications.html"

    def get_rows(self) -> QuerySet[Application]:
        """What the office may see; what is over stands below, the last decisions first."""
        rows = selectors.visible_applications(self.viewer).filter(submitted_at__isnull=False)
        is_over = Case(When(state__in=OPEN_STATES, then=Value(0)), default=Value(1), output_field=IntegerField())
        return rows.order_by(is_over, F("decided_at").desc(nulls_last=True), "state_changed_at", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The counts by state as a chart."""
        context = super().get_context_data(title=_("Applications for membership"), **kwargs)
        context["chart"] = applications_chart(selectors.counts_by_state(self.viewer))
        context["clear_url"] = self.request.path
        people = dict(self.filterset.people)
        for row in context["page_obj"].object_list:
            row.looked_after_by = looked_after_by(self.viewer, row, people)
        return context


def looked_after_by(viewer: Actor, application: Application, people: Mapping[int, str]) -> str:
    """Who looks after it, in words, for a list whose *people* are the office; empty for whom it does not concern."""
    if application.state not in ASSIGNABLE_STATES or not is_impartial(viewer, application.organisation_id):
        return ""
    if application.assignee_id == viewer.user_id:
        return _("you look after it")
    name = people.get(application.assignee_id or 0)
    return _("%(name)s looks after it") % {"name": name} if name else _("nobody looks after it")


class TakeUp(OneApplication, ActionView):
    """Begin the review."""

    policy_action = actions.TAKE_UP
    title = gettext_lazy("Take up this application?")
    text = gettext_lazy("The applicant is told that the review began.")
    button = gettext_lazy("Take it up")
    success_message = gettext_lazy("You took up the application.")

    def perform(self) -> Application:
        """Take it up."""
        return take_up(
            application=self.application,
            actor=self.viewer,
            expected_version=posted_number(self.request, "version"),
        )


class AddNote(OneApplication, FormPage[NoteForm]):
    """A note for the other reviewers."""

    policy_action = actions.REVIEW
    form_class = NoteForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The note is kept.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page a rejected note comes back on."""
        title = _("Add a note")
        return super().get_context_data(
            title=title, crumbs=self.crumbs(title), cancel_url=self.get_back_url(), **kwargs
        )

    def perform(self, form: NoteForm) -> Message:
        """Keep it."""
        return add_note(application=self.application, text=form.cleaned_data["text"], actor=self.viewer)

    def get_success_url(self) -> str:
        """The notes."""
        return f"{self.get_back_url()}#notes"


class AskForMore(OneApplication, FormPage[RequestInfoForm]):
    """Return the application for completion."""

    policy_action = actions.REQUEST_INFO
    form_class = RequestInfoForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The applicant is asked. The application comes back here when it is completed.")

    def get_initial(self) -> dict[str, Any]:
        """The usual time to answer."""
        return {"version": self.application.version, "due_on": correction_day()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The reasons that are offered for a return."""
        return {**super().get_form_kwargs(), "reasons": offered_reasons(self.viewer, ReasonPurpose.RETURN)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it means."""
        title = _("Ask for more")
        return super().get_context_data(
            title=title,
            lead=_("This is no rejection: the applicant completes the application and sends it again."),
            crumbs=self.crumbs(title),
            submit_label=_("Ask the applicant"),
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: RequestInfoForm) -> Application:
        """Ask."""
        data = form.cleaned_data
        return request_info(
            application=self.application,
            reason=data.get("reason", ""),
            text=data["text"],
            due_on=data["due_on"],
            actor=self.viewer,
            expected_version=data["version"],
        )


class Propose(OneApplication, FormPage[ProposeForm]):
    """Propose a decision."""

    policy_action = actions.PROPOSE
    form_class = ProposeForm
    template_name = "clusterkit/form_page.html"

    def get_initial(self) -> dict[str, Any]:
        """The revision and the version that the reviewer looks at."""
        return {"version": self.application.version, "revision": self.application.revision}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The reasons that are offered for a rejection."""
        return {**super().get_form_kwargs(), "reasons": offered_reasons(self.viewer, ReasonPurpose.REJECT)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page a refused proposal comes back on."""
        title = _("Propose a decision")
        return super().get_context_data(
            title=title,
            crumbs=self.crumbs(title),
            submit_label=_("Propose"),
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: ProposeForm) -> Application:
        """Propose, and say what came of it."""
        data = form.cleaned_data
        application = propose_decision(
            application=self.application,
            verdict=data["verdict"],
            reason=data["reason"],
            reason_code=data.get("reason_code", ""),
            revision=data["revision"],
            actor=self.viewer,
            expected_version=data["version"],
        )
        messages.success(self.request, outcome_text(application))
        return application


class Confirm(OneApplication, ActionView):
    """Agree with another reviewer's proposal."""

    policy_action = actions.PROPOSE

    def get_context_data(self) -> dict[str, Any]:
        """Without the page's form one does not know what one confirms: the way back leads to it."""
        return {
            **super().get_context_data(),
            "title": _("Confirm on the page of the application"),
            "text": _("Read the present revision there, then confirm."),
            "button": _("Open the application"),
        }

    def perform(self) -> Application:
        """Confirm, and say what came of it."""
        revision = posted_number(self.request, "revision")
        if revision is None:
            raise InvalidInput(_("Open the page of the application and confirm there."))
        application = confirm_decision(
            application=self.application,
            verdict=self.request.POST.get("verdict", ""),
            revision=revision,
            actor=self.viewer,
            expected_version=posted_number(self.request, "version"),
        )
        messages.success(self.request, outcome_text(application))
        return application


class TakeBack(OneApplication, ActionView):
    """Take one's own proposal back."""

    policy_action = actions.PROPOSE
    title = gettext_lazy("Take your proposal back?")
    button = gettext_lazy("Take it back")
    success_message = gettext_lazy("Your proposal is taken back.")

    def perform(self) -> Application:
        """Take it back."""
        return withdraw_proposal(application=self.application, actor=self.viewer)


def outcome_text(application: Application) -> str:
    """What a verdict led to, in words."""
    if application.state == ApplicationState.APPROVED:
        return _("The application is approved. The organisation is a member from today.")
    if application.state == ApplicationState.REJECTED:
        return _("The application is rejected. The applicant is told why.")
    return _("Your verdict is kept. A second person is needed.")
