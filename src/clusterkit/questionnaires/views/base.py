"""What the pages about one form share."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import PolicyView
from clusterkit.questionnaires import actions
from clusterkit.questionnaires.models import Question, Questionnaire, Version
from clusterkit.questionnaires.purposes import Purpose, purposes


class OneForm(PolicyView):
    """A view on the form of the address."""

    policy_action = actions.MANAGE

    @cached_property
    def form_row(self) -> Questionnaire:
        """The form; 404 for what is not there."""
        return self.get_visible(Questionnaire, pk=self.kwargs["pk"])

    @property
    def purpose(self) -> Purpose | None:
        """What the form is for; None where the app is gone."""
        return purposes.get(self.form_row.purpose)

    @cached_property
    def versions(self) -> list[Version]:
        """All versions that the viewer may see, the newest first."""
        rows = Version.objects.filter(questionnaire=self.form_row).prefetch_related("questions").order_by("-number")
        return list(policy_of(Version).visible_to(self.viewer, rows))

    @property
    def draft(self) -> Version | None:
        """The version that is being changed."""
        return next((row for row in self.versions if row.is_draft), None)

    def require_draft(self) -> Version:
        """The draft; 404 where the form is not being changed."""
        if self.draft is None:
            raise Http404
        return self.draft

    def get_subject(self) -> Any:
        """What a button is about."""
        return self.form_row

    def get_back_url(self) -> str:
        """The form's page."""
        return self.form_row.get_absolute_url()

    def get_success_url(self) -> str:
        """The form's page."""
        return self.get_back_url()

    def crumbs(self, label: str = "") -> list[Crumb]:
        """The way to the form, or to a page beneath it."""
        return crumbs_of(self.form_row, label)


class OneQuestion(PolicyView):
    """A view on the question of the address."""

    policy_action = actions.MANAGE

    @cached_property
    def question(self) -> Question:
        """The question; 404 for what is not there."""
        rows = Question.objects.select_related("version__questionnaire")
        return self.get_visible(Question, rows, pk=self.kwargs["pk"])

    def get_subject(self) -> Any:
        """What a button is about."""
        return self.question

    def get_back_url(self) -> str:
        """The place of the question on the form's page."""
        return f"{self.question.version.questionnaire.get_absolute_url()}#{self.question.code}"

    def get_success_url(self) -> str:
        """The place of the question on the form's page."""
        return self.get_back_url()


def crumbs_of(form: Questionnaire, label: str = "") -> list[Crumb]:
    """The way to *form*, or to a page beneath it."""
    middle = Crumb(str(form), form.get_absolute_url() if label else "")
    start = Crumb(_("Forms"), reverse("clusterkit_questionnaires:forms"))
    return [start, middle, *([Crumb(label)] if label else [])]
