"""The questions of a draft: add, edit, move, take out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.web.views import ActionView, FormPage
from clusterkit.questionnaires.enums import QuestionKind
from clusterkit.questionnaires.forms import KindForm, QuestionForm
from clusterkit.questionnaires.models import Question
from clusterkit.questionnaires.purposes import purposes
from clusterkit.questionnaires.services import add_question, move_question, remove_question, update_question
from clusterkit.questionnaires.views.base import OneForm, OneQuestion, crumbs_of


class AddQuestion(OneForm, FormPage[QuestionForm]):
    """First the kind of answer, then the question."""

    form_class = QuestionForm
    template_name = "clusterkit/questionnaires/question.html"
    success_message = gettext_lazy("The question is added.")

    @property
    def kind(self) -> str:
        """The kind of the address; empty where it is chosen yet."""
        kind = self.request.GET.get("kind", "")
        return kind if kind in QuestionKind else ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question, or the choice of its kind."""
        self.require_draft()
        if self.kind:
            return super().get(request, *args, **kwargs)
        title = _("Add a question")
        data = request.GET if "kind" in request.GET else None
        documents = self.purpose is None or self.purpose.documents
        context = super().get_context_data(
            form=KindForm(data, documents=documents),
            title=title,
            crumbs=self.crumbs(title),
            back_url=self.get_back_url(),
        )
        return render(request, "clusterkit/questionnaires/kind.html", context)

    def get_form_kwargs(self) -> dict[str, Any]:
        """For the kind of the address."""
        kinds = self.purpose.document_kinds if self.purpose is not None else ()
        return {**super().get_form_kwargs(), "kind": self.kind or QuestionKind.TEXT, "document_kinds": kinds}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and the way back."""
        self.require_draft()
        title = _("Add a question")
        kind = QuestionKind(self.kind or QuestionKind.TEXT)
        return super().get_context_data(
            title=title, lead=kind.label, crumbs=self.crumbs(title), cancel_url=self.get_back_url(), **kwargs
        )

    def perform(self, form: QuestionForm) -> Question:
        """Add it."""
        return add_question(version=self.require_draft(), values=form.values(), actor=self.viewer)

    def get_success_url(self) -> str:
        """To more choices, or back to the form."""
        return _after(self.request, self.result) or self.get_back_url()


class EditQuestion(OneQuestion, FormPage[QuestionForm]):
    """One question. Its kind stays: what was answered is kept."""

    form_class = QuestionForm
    template_name = "clusterkit/questionnaires/question.html"
    success_message = gettext_lazy("The question is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The question as it is."""
        purpose = purposes.get(self.question.version.questionnaire.purpose)
        return {
            **super().get_form_kwargs(),
            "kind": self.question.kind,
            "document_kinds": purpose.document_kinds if purpose is not None else (),
            "question": self.question.definition(),
        }

    def get_initial(self) -> dict[str, Any]:
        """The state that is shown."""
        return {"revision": self.question.revision}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and the way back."""
        title = _("Edit the question")
        return super().get_context_data(
            title=title,
            lead=self.question.get_kind_display(),
            crumbs=crumbs_of(self.question.version.questionnaire, title),
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: QuestionForm) -> Question:
        """Save it."""
        return update_question(
            question=self.question,
            values=form.values(),
            expected_revision=form.cleaned_data["revision"],
            actor=self.viewer,
        )

    def get_success_url(self) -> str:
        """To more choices, or back to the form."""
        return _after(self.request, self.result) or self.get_back_url()


def _after(request: HttpRequest, question: Question) -> str:
    if request.POST.get("action") != "more":
        return ""
    return reverse("clusterkit_questionnaires:question", kwargs={"pk": question.pk})


class MoveUp(OneQuestion, ActionView):
    """One place up."""

    title = gettext_lazy("Move this question up?")
    button = gettext_lazy("Move up")
    by = -1

    def perform(self) -> Question:
        """Move it."""
        return move_question(question=self.question, by=self.by, actor=self.viewer)


class MoveDown(MoveUp):
    """One place down."""

    title = gettext_lazy("Move this question down?")
    button = gettext_lazy("Move down")
    by = 1


class RemoveQuestion(OneQuestion, ActionView):
    """Take a question out of the draft."""

    title = gettext_lazy("Take this question out?")
    text = gettext_lazy("Answers that were sent to it stay readable. It is not asked any more once you publish.")
    button = gettext_lazy("Take it out")
    tone = "danger"
    success_message = gettext_lazy("The question is taken out.")

    def perform(self) -> None:
        """Take it out."""
        remove_question(question=self.question, actor=self.viewer)

    def get_back_url(self) -> str:
        """The form's page."""
        return self.question.version.questionnaire.get_absolute_url()
