"""The application as a stepper: answers, documents, check and send. Each step keeps what is typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.exceptions import DomainError, InvalidInput, StaleVersion
from clusterkit.core.web.elements import Step
from clusterkit.core.web.views import ActionView, FormPage, PageView
from clusterkit.membership import actions, selectors
from clusterkit.membership.enums import ApplicationState
from clusterkit.membership.forms import AnswersForm, DocumentForm
from clusterkit.membership.models import Application, Document
from clusterkit.membership.questions import heading
from clusterkit.membership.selectors.files import answers_with_labels, info_label
from clusterkit.membership.selectors.form import changes_of_form, form_of, needed_documents
from clusterkit.membership.services import add_document, remove_document, resubmit, save_draft, submit
from clusterkit.membership.validators import Missing, missing_parts
from clusterkit.membership.views.base import OneApplication, posted_number
from clusterkit.questionnaires.selectors import Form


def build_steps(application: Application, current: str, missing: list[Missing]) -> list[Step]:
    """The steps with what each still lacks. *current* is organisation, answers, documents or check."""
    lacking = {part.field for part in missing}
    answers_done = not lacking - {"documents"}
    documents_done = "documents" not in lacking
    labels = [("answers", _("Answers"), answers_done), ("documents", _("Documents"), documents_done)]
    steps = [Step(_("Organisation"), "done", note=str(application.organisation))]
    for code, label, done in labels:
        url = reverse(f"clusterkit_membership:{code}", kwargs={"pk": application.pk})
        steps.append(Step(label, "current" if code == current else "done" if done else "todo", url))
    url = reverse("clusterkit_membership:check", kwargs={"pk": application.pk})
    steps.append(Step(_("Check and send"), "current" if current == "check" else "todo", url))
    return steps


class AnswersView(OneApplication):
    """What the page and the script that keeps as one types share."""

    policy_action = actions.EDIT

    @cached_property
    def asked_form(self) -> Form:
        """What is asked now."""
        return form_of(self.application)

    def keep(self, form: AnswersForm) -> Application:
        """Keep all that was typed: what is not valid yet as well, so that it can be mended later."""
        return save_draft(
            application=self.application,
            actor=self.viewer,
            expected_version=form.cleaned_data.get("version"),
            answers={**form.cleaned.values, **form.cleaned.typed},
            keep_invalid=True,
            seen_form=form.cleaned_data.get("form"),
        )

    @staticmethod
    def is_only_unfinished(form: AnswersForm) -> bool:
        """Whether nothing is wrong but answers: then they are kept."""
        return set(form.errors) <= set(form.cleaned.errors)


class StepPage(AnswersView):
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
        form = self.asked_form
        missing = missing_parts(self.application, documents, form.questions)
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            application=self.application,
            title=_("Application for membership"),
            crumbs=self.crumbs(_("Fill in")),
            steps=build_steps(self.application, self.step, missing),
            documents=documents,
            missing=missing,
            needed=needed_documents(form.questions, documents),
            form_changes=changes_of_form(self.application, form),
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
        """The answers kept so far, their version, and the version of the form."""
        return {
            **super().get_form_kwargs(),
            "questions": self.asked_form.questions,
            "answers": self.application.answers(),
            "typed": self.application.unfinished,
            "heading": heading,
            "initial": {"version": self.application.version, "form": self.asked_form.version_id},
        }

    def perform(self, form: AnswersForm) -> Application:
        """Keep them."""
        return self.keep(form)

    def form_invalid(self, form: AnswersForm) -> HttpResponse:
        """What is valid is kept, the rest as it was typed; the page says what is to be mended."""
        if self.is_only_unfinished(form):
            try:
                saved = self.keep(form)
            except DomainError as error:
                return self.form_refused(form, error)
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["version"] = str(saved.version)  # type: ignore[index]
            self.application = saved
            return self.render_to_response(self.get_context_data(form=form, is_kept=True), status=422)
        return super().form_invalid(form)

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
        """On to the documents, or away for today; here again where the form was changed since the page was opened."""
        if self.request.POST.get("form") not in (None, "", str(self.asked_form.version_id)):
            messages.info(self.request, _("Your text is kept. The form was changed meanwhile: look at what is new."))
            return self.request.path
        if self.request.POST.get("action") == "later":
            messages.success(self.request, _("The draft is kept. You may go on whenever you like."))
            return self.get_back_url()
        return reverse("clusterkit_membership:documents", kwargs={"pk": self.application.pk})


class Autosave(AnswersView):
    """Keeps the answers while they are typed, where scripts run; answers with the new version for the form."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it; what is not valid yet, and a refusal, is told in words beside the form, which stays as it is."""
        form = AnswersForm(request.POST, questions=self.asked_form.questions)
        context: dict[str, Any] = {"now": timezone.localtime()}
        status = 422
        if form.is_valid() or self.is_only_unfinished(form):
            try:
                context["saved"] = self.keep(form)
                context["unfinished"] = [form.fields[code].label for code in form.cleaned.errors]
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

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the documents that the form asks for."""
        return {**super().get_form_kwargs(), "questions": self.asked_form.questions}

    def perform(self, form: DocumentForm) -> Document:
        """Add it."""
        upload = form.cleaned_data["file"]
        return add_document(application=self.application, upload=upload, actor=self.viewer, **form.values())

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
        given = {**self.application.answers(), **self.application.unfinished}
        return super().get_context_data(answers=answers_with_labels(given, self.asked_form.questions), **kwargs)

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
