"""The application as a stepper: answers, documents, check and send. Each step keeps what is typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.exceptions import DomainError, InvalidInput, StaleVersion
from clusterkit.core.web.elements import Step
from clusterkit.core.web.views import ActionView, FormPage, PageView
from clusterkit.membership import actions, selectors
from clusterkit.membership.enums import ApplicationState
from clusterkit.membership.forms import AnswersForm, DocumentForm
from clusterkit.membership.models import ANSWER_FIELDS, Application, Document
from clusterkit.membership.selectors.files import answers_with_labels, info_label
from clusterkit.membership.services import add_document, remove_document, resubmit, save_draft, submit
from clusterkit.membership.validators import Missing, missing_parts
from clusterkit.membership.views.base import OneApplication, posted_number


def build_steps(application: Application, current: str, missing: list[Missing]) -> list[Step]:
    """The steps with what each still lacks. *current* is organisation, answers, documents or check."""
    lacking = {part.field for part in missing}
    answers_done = not lacking & set(ANSWER_FIELDS)
    documents_done = "documents" not in lacking
    labels = [("answers", _("Answers"), answers_done), ("documents", _("Documents"), documents_done)]
    steps = [Step(_("Organisation"), "done", note=str(application.organisation))]
    for code, label, done in labels:
        url = reverse(f"clusterkit_membership:{code}", kwargs={"pk": application.pk})
        steps.append(Step(label, "current" if code == current else "done" if done else "todo", url))
    url = reverse("clusterkit_membership:check", kwargs={"pk": application.pk})
    steps.append(Step(_("Check and send"), "current" if current == "check" else "todo", url))
    return steps


class StepPage(OneApplication):
    """A step: only while the applicant side has the ball."""

    step = ""
    policy_action = actions.EDIT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The step, or the application's page once it was sent."""
        if not self.application.is_editable:
            messages.info(request, _("The application is with the office and cannot be changed now."))
            return HttpResponseRedirect(self.get_back_url())
        return super().get(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Steps, documents and what lacks."""
        documents = selectors.current_documents(self.viewer, self.application)
        missing = missing_parts(self.application, documents)
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            application=self.application,
            title=_("Application for membership"),
            crumbs=self.crumbs(_("Fill in")),
            steps=build_steps(self.application, self.step, missing),
            documents=documents,
            missing=missing,
            info_label=info_label(self.application),
            back_url=self.get_back_url(),
            **kwargs,
        )


class Answers(StepPage, FormPage[AnswersForm]):
    """What the organisation answers. Saved complete or not."""

    step = "answers"
    form_class = AnswersForm
    template_name = "clusterkit/membership/answers.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The answers kept so far, and their version."""
        kwargs = super().get_form_kwargs()
        # A copy: the form writes what is typed into its instance, and the page must show what is stored.
        kwargs["instance"] = Application(
            pk=self.application.pk, organisation_id=self.application.organisation_id, **self.application.answers()
        )
        kwargs["initial"] = {"version": self.application.version}
        return kwargs

    def perform(self, form: AnswersForm) -> Application:
        """Keep them."""
        data = form.cleaned_data
        return save_draft(
            application=self.application,
            actor=self.viewer,
            expected_version=data["version"],
            **{name: data[name] for name in ANSWER_FIELDS},
        )

    def form_refused(self, form: AnswersForm, error: DomainError) -> HttpResponse:
        """Another window was faster: everything typed is still here, and a second press keeps it knowingly."""
        if isinstance(error, StaleVersion):
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["version"] = str(error.details["version"])  # type: ignore[index]
            error.message = _(
                "This application was changed in another window. Your text below is not kept yet: "
                "press Save again to keep it in place of the other."
            )
        return super().form_refused(form, error)

    def get_success_url(self) -> str:
        """On to the documents, or away for today."""
        if self.request.POST.get("action") == "later":
            messages.success(self.request, _("The draft is kept. You may go on whenever you like."))
            return self.get_back_url()
        return reverse("clusterkit_membership:documents", kwargs={"pk": self.application.pk})


class Autosave(OneApplication):
    """Keeps the answers while they are typed, where scripts run; answers with the new version for the form."""

    policy_action = actions.EDIT
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what is valid; a refusal is told in words beside the form, which stays as it is."""
        form = AnswersForm(request.POST, instance=Application())
        context: dict[str, Any] = {"now": timezone.localtime()}
        status = 422
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in ANSWER_FIELDS}
            version = form.cleaned_data["version"]
            try:
                context["saved"] = save_draft(
                    application=self.application, actor=self.viewer, expected_version=version, **values
                )
                status = 200
            except DomainError as error:
                context["refusal"] = error.message
                status = error.status
        return render(request, "clusterkit/membership/autosave.html", context, status=status)


class Documents(StepPage, FormPage[DocumentForm]):
    """The documents, added one by one."""

    step = "documents"
    form_class = DocumentForm
    template_name = "clusterkit/membership/documents.html"
    success_message = gettext_lazy("The document is added.")

    def perform(self, form: DocumentForm) -> Document:
        """Add it."""
        data = form.cleaned_data
        return add_document(
            application=self.application,
            upload=data["file"],
            kind=data["kind"],
            title=data["title"],
            actor=self.viewer,
        )

    def get_success_url(self) -> str:
        """Stay: there may be more."""
        return self.request.path


class RemoveDocument(OneApplication, ActionView):
    """Take a document off."""

    policy_action = actions.EDIT
    title = gettext_lazy("Take this document off?")
    text = gettext_lazy("You may add another one until you send the application.")
    button = gettext_lazy("Take off")
    tone = "danger"
    success_message = gettext_lazy("The document is taken off.")

    def get_subject(self) -> Document:
        """The document of the address."""
        rows = Document.objects.select_related("application").filter(application=self.application)
        return self.get_visible(Document, rows, pk=self.kwargs["document"])

    def perform(self) -> Application:
        """Take it off."""
        return remove_document(document=self.get_subject(), actor=self.viewer)

    def get_success_url(self) -> str:
        """Back to the documents."""
        return reverse("clusterkit_membership:documents", kwargs={"pk": self.kwargs["pk"]})


class Check(StepPage, PageView):
    """Everything on one page, what still lacks, and the button that sends it."""

    step = "check"
    template_name = "clusterkit/membership/check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The answers in words."""
        return super().get_context_data(answers=answers_with_labels(self.application.answers()), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it; what lacks is listed on the same page."""
        application = self.application
        send = resubmit if application.state == ApplicationState.NEEDS_INFO else submit
        try:
            send(application=application, actor=self.viewer, expected_version=posted_number(request, "version"))
        except InvalidInput as error:
            context = self.get_context_data(refusal=error.message)
            return self.render_to_response(context, status=422)
        messages.success(request, _("The application is sent. You will get a message when something happens."))
        return HttpResponseRedirect(self.get_back_url())
