"""The page of one application, for both sides, and what the applicant side does there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.web.views import FormPage, PageView
from clusterkit.membership import actions, selectors
from clusterkit.membership.enums import ASSIGNABLE_STATES, ApplicationState, MessageKind, ReasonPurpose, Verdict
from clusterkit.membership.forms import NoteForm, TextForm, WithdrawForm
from clusterkit.membership.models import Application, Message, Opinion, Revision
from clusterkit.membership.policies import is_applicant_side, is_impartial
from clusterkit.membership.review_forms import ProposeForm
from clusterkit.membership.rules import CouncilRule
from clusterkit.membership.selectors.assignment import possible_assignees
from clusterkit.membership.selectors.council import visible_ballots
from clusterkit.membership.selectors.files import answers_with_labels, info_label, sent_answers
from clusterkit.membership.selectors.form import changes_of_form, form_of
from clusterkit.membership.selectors.office import rule_in_force
from clusterkit.membership.selectors.reasons import offered_reasons
from clusterkit.membership.services import post_message, withdraw
from clusterkit.membership.transitions import MACHINE
from clusterkit.membership.views.base import OneApplication


class ApplicationPage(OneApplication, PageView):
    """One application: the reviewers' page for reviewers, the applicant's for the applicant side."""

    policy_action = actions.VIEW_APPLICATION

    @property
    def reviews(self) -> bool:
        """Whether the viewer looks as a reviewer."""
        return is_impartial(self.viewer, self.application.organisation_id)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever reads the file as a member of the council reads it where he votes."""
        application = self.application
        if not self.reviews and not is_applicant_side(self.viewer, application.organisation_id):
            latest = visible_ballots(self.viewer).filter(application=application).first()
            if latest is not None:
                return HttpResponseRedirect(latest.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        """Two sides, two pages."""
        return [f"clusterkit/membership/{'review' if self.reviews else 'application'}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What both sides see, and what reviewers see besides."""
        application = self.application
        lines = selectors.file_lines(self.viewer, application)
        revisions = selectors.revisions_of(self.viewer, application)
        context = super().get_context_data(
            application=application,
            title=str(application),
            crumbs=self.crumbs(),
            ball=selectors.ball(self.viewer, application),
            info_label=info_label(application),
            timeline=selectors.timeline(lines),
            thread=[line for line in lines if line.kind == MessageKind.MESSAGE],
            message_form=TextForm(),
            may_write=application.submitted_at is not None,
            revisions=revisions,
            available={item.name for item in MACHINE.available(application, self.viewer)},
            **kwargs,
        )
        if self.reviews:
            context.update(self._for_reviewers(lines, revisions))
        else:
            context.update(
                **self._for_the_applicant(revisions),
                documents=selectors.current_documents(self.viewer, application),
            )
        return context

    def _for_the_applicant(self, revisions: list[Revision]) -> dict[str, Any]:
        """What is filled in, or what was sent where it cannot be changed now."""
        application = self.application
        if not application.is_editable and revisions:
            return {"answers": sent_answers(revisions[-1])}
        form = form_of(application)
        given = {**application.answers(), **application.unfinished}
        return {
            "answers": answers_with_labels(given, form.questions),
            "form_changes": changes_of_form(application, form),
        }

    def _for_reviewers(self, lines: list[Any], revisions: list[Revision]) -> dict[str, Any]:
        application = self.application
        latest = revisions[-1]
        before = self._compared(revisions)
        opinions = selectors.live_opinions(self.viewer, application)
        rule = rule_in_force()
        return {
            "revision": latest,
            "answers": sent_answers(latest),
            "documents": list(latest.documents.all()),
            "compared": before,
            "changes": selectors.differences(before, latest) if before is not None else [],
            "notes": [line for line in lines if line.kind == MessageKind.NOTE],
            "note_form": NoteForm(),
            **self._proposals(opinions),
            "rule": rule,
            "council_decides": isinstance(rule, CouncilRule),
            "ballots": visible_ballots(self.viewer).filter(application=application),
            "propose_form": ProposeForm(
                initial={"version": application.version, "revision": application.revision},
                reasons=offered_reasons(self.viewer, ReasonPurpose.REJECT),
            ),
            **self._assignment(),
            "waits": application.state == ApplicationState.UNDER_REVIEW,
        }

    def _assignment(self) -> dict[str, Any]:
        people = dict(possible_assignees(self.viewer, self.application))
        current = self.application.assignee_id
        return {
            "may_assign": self.application.state in ASSIGNABLE_STATES and self.viewer.user_id in people,
            "assignee": current if current in people else None,
            "assignee_name": people.get(current or 0, ""),
        }

    def _proposals(self, opinions: list[Opinion]) -> dict[str, Any]:
        own = next((item for item in opinions if item.reviewer_id == self.viewer.user_id), None)
        others = [item for item in opinions if item is not own]
        verdicts = {item.verdict for item in opinions}
        # One may agree with each verdict that somebody else gave, unless one spoke for the other.
        open_verdicts = {item.verdict for item in others if own is None or own.verdict == item.verdict}
        return {
            "opinions": opinions,
            "own": own,
            "is_contested": len(verdicts) > 1,
            "confirmable": [verdict for verdict in Verdict if verdict in open_verdicts],
            "may_propose": own is None,
        }

    def _compared(self, revisions: list[Revision]) -> Revision | None:
        """The older revision of ``?compare=``, by default the one before the last."""
        wanted = self.request.GET.get("compare", "")
        older = {str(item.number): item for item in revisions[:-1]}
        return older.get(wanted, revisions[-2] if len(revisions) > 1 else None)


class PostMessage(OneApplication, FormPage[TextForm]):
    """A message to the other side."""

    policy_action = actions.WRITE
    form_class = TextForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("Your message is sent.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page a rejected message comes back on."""
        title = _("Write a message")
        return super().get_context_data(
            title=title,
            crumbs=self.crumbs(title),
            submit_label=_("Send"),
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: TextForm) -> Message:
        """Send it."""
        return post_message(application=self.application, text=form.cleaned_data["text"], actor=self.viewer)

    def get_success_url(self) -> str:
        """The thread."""
        return f"{self.get_back_url()}#messages"


class Withdraw(OneApplication, FormPage[WithdrawForm]):
    """Take the application back."""

    policy_action = actions.WITHDRAW
    form_class = WithdrawForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The application is withdrawn.")

    def get_initial(self) -> dict[str, Any]:
        """The version that is shown."""
        return {"version": self.application.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it means."""
        title = _("Withdraw the application")
        return super().get_context_data(
            title=title,
            lead=_("Nothing is deleted, and your organisation may apply again whenever it likes."),
            crumbs=self.crumbs(title),
            submit_label=_("Withdraw"),
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: WithdrawForm) -> Application:
        """Withdraw it."""
        return withdraw(
            application=self.application,
            actor=self.viewer,
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
