"""The forms of the cluster, one form, its versions, and what is done with a draft as a whole."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterkit.core.exceptions import NotVisible
from clusterkit.core.policies import policy_of
from clusterkit.core.web.views import ActionView, FormPage, PageView, PolicyView
from clusterkit.questionnaires import actions
from clusterkit.questionnaires.checking import questions_of
from clusterkit.questionnaires.definitions import by_code
from clusterkit.questionnaires.enums import VersionState
from clusterkit.questionnaires.forms import AnswerForm, RevisionForm
from clusterkit.questionnaires.models import Questionnaire, Version
from clusterkit.questionnaires.purposes import Open, purposes
from clusterkit.questionnaires.selectors import visible_forms
from clusterkit.questionnaires.services import discard_draft, ensure_form, publish, start_draft
from clusterkit.questionnaires.views.base import OneForm, crumbs_of
from clusterkit.questionnaires.wording import FormChanges, form_changes


class Forms(PageView):
    """All forms of the parts of the site that the cluster uses."""

    policy_action = actions.MANAGE
    template_name = "clusterkit/questionnaires/forms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each with the version in use and the one that is being changed."""
        known = {form.purpose: form for form in visible_forms(self.viewer).filter(subject="")}
        rows = []
        for purpose in purposes.in_use():
            form = known.get(purpose.code)
            versions = list(form.versions.all()) if form is not None else []
            rows.append(
                {
                    "purpose": purpose,
                    "form": form,
                    "published": next((row for row in versions if row.state == VersionState.PUBLISHED), None),
                    "draft": next((row for row in versions if row.is_draft), None),
                }
            )
        return super().get_context_data(
            title=_("Forms"),
            lead=_(
                "What people are asked on the site. You change the questions, and nothing is lost of what was answered."
            ),
            rows=rows,
            **kwargs,
        )


class Begin(PolicyView):
    """To a form that nobody has looked at yet: its default questions become version 1."""

    policy_action = actions.MANAGE
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it, and go there."""
        policy_of(Questionnaire).require(self.viewer, actions.MANAGE)
        purpose = purposes.get(request.POST.get("purpose", ""))
        if purpose is None or purpose.subject_label is not None:
            raise NotVisible
        return HttpResponseRedirect(ensure_form(purpose.code).questionnaire.get_absolute_url())


class FormPageOfOffice(OneForm, PageView):
    """One form: the questions in use, or those of the draft to be edited."""

    template_name = "clusterkit/questionnaires/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The questions of the draft, marked where they differ from those in use."""
        published = next((row for row in self.versions if row.state == VersionState.PUBLISHED), None)
        shown = self.draft or published
        changes = form_changes(published or [], self.draft) if self.draft is not None else FormChanges([], [], [])
        marks = {row.code: "changed" for row in changes.changed} | {row.code: "new" for row in changes.added}
        questions = list(shown.questions.all()) if shown is not None else []
        return super().get_context_data(
            title=str(self.form_row),
            crumbs=self.crumbs(),
            form_row=self.form_row,
            published=published,
            draft=self.draft,
            shown=shown,
            rows=[(row, row.definition(), marks.get(row.code, "")) for row in questions],
            removed=changes.removed,
            has_changes=bool(changes) or _reordered(published, self.draft),
            added_in_code=list(self.purpose.added_in_code()) if self.purpose is not None else [],
            older=[row for row in self.versions if row.state == VersionState.RETIRED],
            **kwargs,
        )


def _reordered(published: Version | None, draft: Version | None) -> bool:
    if published is None or draft is None:
        return False
    return list(by_code(questions_of(published))) != list(by_code(questions_of(draft)))


class ShowVersion(OneForm, PageView):
    """A version as those see it who fill it in."""

    template_name = "clusterkit/questionnaires/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and the documents that it asks for."""
        version = next((row for row in self.versions if row.number == self.kwargs["number"]), None)
        if version is None:
            raise Http404
        questions = list(questions_of(version))
        if self.purpose is not None and version.state != VersionState.RETIRED:
            questions += self.purpose.added_in_code()
        title = _("Version %(number)d, as it is filled in") % {"number": version.number}
        return super().get_context_data(
            title=title,
            crumbs=self.crumbs(title),
            version=version,
            form=AnswerForm(questions=questions, heading=self.purpose.heading if self.purpose is not None else None),
            documents=[question for question in questions if question.is_file],
            back_url=self.get_back_url(),
            **kwargs,
        )


class StartDraft(OneForm, ActionView):
    """Begin to change the form."""

    title = gettext_lazy("Change this form?")
    text = gettext_lazy("You work on a copy. Nobody sees it until you publish it.")
    button = gettext_lazy("Change the form")

    def perform(self) -> Version:
        """Make the draft."""
        return start_draft(questionnaire=self.form_row, actor=self.viewer)


class WholeDraft(OneForm, FormPage[RevisionForm]):
    """Something done with the draft as a whole, after a question."""

    form_class = RevisionForm
    template_name = "clusterkit/confirm.html"

    def get_initial(self) -> dict[str, Any]:
        """The state that was looked at."""
        return {"revision": self.require_draft().revision}


class Publish(WholeDraft):
    """Put the draft in use."""

    success_message = gettext_lazy("The new version is in use.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it means for what is being filled in and for what was sent."""
        draft = self.require_draft()
        waiting = self.purpose.open_now() if self.purpose is not None else Open()
        return super().get_context_data(
            title=_("Publish version %(number)d?") % {"number": draft.number},
            text=" ".join(consequences(waiting)),
            crumbs=crumbs_of(self.form_row, _("Publish")),
            submit_label=_("Publish"),
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: RevisionForm) -> Version:
        """Publish it."""
        return publish(version=self.require_draft(), actor=self.viewer, expected_revision=form.cleaned_data["revision"])


class Discard(WholeDraft):
    """Throw the changes away."""

    success_message = gettext_lazy("The changes are thrown away.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is lost."""
        return super().get_context_data(
            title=_("Throw the changes away?"),
            text=_("The version in use stays as it is. What you changed since is lost."),
            crumbs=crumbs_of(self.form_row, _("Throw away")),
            submit_label=_("Throw away"),
            tone="danger",
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: RevisionForm) -> None:
        """Throw them away."""
        discard_draft(version=self.require_draft(), actor=self.viewer, expected_revision=form.cleaned_data["revision"])


def consequences(waiting: Open) -> list[str]:
    """What a new version means for those who fill the form in, in sentences."""
    texts = [_("From now on everybody fills in this version.")]
    if waiting.drafts:
        texts.append(
            ngettext(
                "%(number)d that is being filled in moves on to it: answers to questions that stay are kept, and its "
                "people are told what is new.",
                "%(number)d that are being filled in move on to it: answers to questions that stay are kept, and their "
                "people are told what is new.",
                waiting.drafts,
            )
            % {"number": waiting.drafts}
        )
    if waiting.sent:
        texts.append(
            ngettext(
                "%(number)d that was sent stays on the version that it was sent with.",
                "%(number)d that were sent stay on the version that they were sent with.",
                waiting.sent,
            )
            % {"number": waiting.sent}
        )
    if not waiting.drafts and not waiting.sent:
        texts.append(_("Nobody is filling it in now."))
    return texts
