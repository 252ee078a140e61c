"""A vote: its page, voting, closing, and how it begins and is broken off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.exceptions import DomainError, StaleVersion
from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Fact
from clusterkit.core.web.views import FormPage, PageView
from clusterkit.membership import actions
from clusterkit.membership.council_forms import BreakOffForm, CastForm, CloseVoteForm, OpenVoteForm
from clusterkit.membership.enums import BallotResult, BallotState, ReasonPurpose
from clusterkit.membership.models import Application, Ballot, Seat, Vote
from clusterkit.membership.rules import COUNCIL_SIMPLE, decision_rules
from clusterkit.membership.selectors.council import Progress, frozen_documents, own_seats, planned_meetings, progress
from clusterkit.membership.selectors.files import sent_answers
from clusterkit.membership.selectors.office import office_settings
from clusterkit.membership.selectors.reasons import offered_reasons
from clusterkit.membership.services.council import break_off, cast_vote, close_vote, open_vote
from clusterkit.membership.views.base import OneApplication
from clusterkit.membership.views.council.base import OneBallot


def cast_forms(viewer: Any, ballot: Ballot, count: Progress, *, from_meeting: bool = False) -> list[dict[str, Any]]:
    """A form for each seat that *viewer* may vote for now, with the vote that it has given."""
    if not count.is_open:
        return []
    forms = []
    for row in own_seats(viewer, count.rows):
        held = row.vote is not None and not row.vote.as_deputy and row.seat.representative_id != viewer.user_id
        initial = {
            "seat": row.seat.pk,
            "revision": ballot.revision.number,
            "from_meeting": from_meeting,
            "choice": row.vote.choice if row.vote is not None and not held else None,
            "remark": row.vote.remark if row.vote is not None and not held else "",
        }
        form = CastForm(initial=initial, auto_id=f"id_seat{row.seat.pk}_%s")
        forms.append({"row": row, "form": None if held else form, "as_deputy": row.seat.deputy_id == viewer.user_id})
    return forms


class BallotPage(OneBallot, PageView):
    """What is voted on, one's own vote, who has voted; the protocol once it is closed."""

    policy_action = actions.VIEW_BALLOT
    template_name = "clusterkit/membership/council/ballot.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The file, the count of votes cast, and what may be done. How a seat voted is not in it before the close."""
        ballot = self.ballot
        count = progress(ballot)
        rule = decision_rules.get(ballot.rule)
        policy = policy_of(Ballot)
        is_open = ballot.state == BallotState.OPEN
        may_close = is_open and policy.can(self.viewer, actions.CLOSE_VOTE, ballot)
        facts = [
            Fact(_("Rule"), rule.label if rule is not None else ballot.rule),
            Fact(_("Quorum"), _("%(percent)d %% of the entitled seats") % {"percent": ballot.quorum_percent}),
            Fact(
                _("Majority"),
                _("%(percent)d %% of the votes for and against") % {"percent": ballot.majority_percent}
                if ballot.rule != COUNCIL_SIMPLE.code
                else "",
            ),
            Fact(_("Meeting"), ballot.meeting or "", ballot.meeting.get_absolute_url() if ballot.meeting else ""),
            Fact(_("Opened by"), ballot.opened_by_name),
        ]
        return super().get_context_data(
            ballot=ballot,
            title=str(ballot.application.organisation),
            crumbs=self.crumbs(),
            count=count,
            facts=facts,
            own=cast_forms(self.viewer, ballot, count),
            answers=sent_answers(ballot.revision),
            documents=frozen_documents(self.viewer, ballot.revision),
            protocol=getattr(ballot, "protocol", None),
            may_close=may_close and count.may_be_closed,
            may_break_off=is_open and policy.can(self.viewer, actions.BREAK_OFF, ballot),
            waits_for_votes=may_close and not count.may_be_closed,
            **kwargs,
        )


class Cast(OneBallot, FormPage[CastForm]):
    """Vote for a seat."""

    policy_action = actions.CAST
    form_class = CastForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("Your vote is kept. You may change it until the vote ends.")

    def get_initial(self) -> dict[str, Any]:
        """The first seat for which the viewer may vote."""
        rows = own_seats(self.viewer, progress(self.ballot).rows)
        return {"seat": rows[0].seat.pk if rows else None, "revision": self.ballot.revision.number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page a refused vote comes back on, with its remark."""
        title = _("Vote on %(organisation)s") % {"organisation": self.ballot.application.organisation}
        return super().get_context_data(
            title=title,
            lead=_("The vote is on revision %(number)d of the application.") % {"number": self.ballot.revision.number},
            crumbs=self.crumbs(_("Vote")),
            submit_label=_("Vote"),
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: CastForm) -> Vote:
        """Vote."""
        data = form.cleaned_data
        return cast_vote(
            ballot=self.ballot,
            seat=self.get_visible(Seat, pk=data["seat"]),
            choice=data["choice"],
            revision=data["revision"],
            remark=data["remark"],
            actor=self.viewer,
        )

    def form_refused(self, form: CastForm, error: DomainError) -> Any:
        """Once told that it is about another revision, the next press is about that one."""
        if isinstance(error, StaleVersion):
            form.data = {**form.data.dict(), "revision": str(self.ballot.revision.number)}  # type: ignore[attr-defined]
        return super().form_refused(form, error)

    def get_success_url(self) -> str:
        """Back to where one voted."""
        meeting = self.ballot.meeting
        if meeting is not None and self.request.POST.get("from_meeting") == "True":
            return f"{meeting.get_absolute_url()}?item={self.ballot.pk}"
        return self.get_back_url()


class CloseVote(OneBallot, FormPage[CloseVoteForm]):
    """Count the votes."""

    policy_action = actions.CLOSE_VOTE
    form_class = CloseVoteForm
    template_name = "clusterkit/form_page.html"

    def get_initial(self) -> dict[str, Any]:
        """The version that is shown."""
        return {"version": self.ballot.version}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The reasons of a rejection, for the office."""
        return {**super().get_form_kwargs(), "reasons": offered_reasons(self.viewer, ReasonPurpose.REJECT)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it means."""
        title = _("Close the vote")
        return super().get_context_data(
            title=title,
            lead=_("The votes are counted, the decision takes effect at once, and the protocol is written."),
            crumbs=self.crumbs(title),
            submit_label=_("Close the vote"),
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: CloseVoteForm) -> Ballot:
        """Close it, and say what came of it."""
        data = form.cleaned_data
        ballot = close_vote(
            ballot=self.ballot,
            actor=self.viewer,
            reason=data["reason"],
            reason_code=data.get("reason_code", ""),
            expected_version=data["version"],
        )
        messages.success(self.request, result_text(ballot))
        return ballot


class OpenVote(OneApplication, FormPage[OpenVoteForm]):
    """Put an application to the vote."""

    policy_action = actions.OPEN_VOTE
    form_class = OpenVoteForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The vote is open. The seats of the council are told.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The meetings that are not over."""
        return {**super().get_form_kwargs(), "meetings": planned_meetings(self.viewer)}

    def get_initial(self) -> dict[str, Any]:
        """The office's number of days."""
        end = timezone.localtime() + timedelta(days=office_settings().voting_days)
        return {"version": self.application.version, "closes_at": end.replace(second=0, microsecond=0)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it means."""
        title = _("Put it to the vote")
        return super().get_context_data(
            title=title,
            lead=_("The council votes on revision %(number)d. Its members read the answers and the documents.")
            % {"number": self.application.revision},
            crumbs=self.crumbs(title),
            submit_label=title,
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: OpenVoteForm) -> Ballot:
        """Open it."""
        data = form.cleaned_data
        return open_vote(
            application=self.application,
            closes_at=data["closes_at"],
            meeting=data["meeting"],
            expected_version=data["version"],
            actor=self.viewer,
        )

    def get_success_url(self) -> str:
        """The vote."""
        return reverse("clusterkit_membership:ballot", kwargs={"pk": self.result.pk})


class BreakOff(OneApplication, FormPage[BreakOffForm]):
    """Take the application back from the vote."""

    policy_action = actions.BREAK_OFF
    form_class = BreakOffForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The vote is broken off. The application is back in review.")

    def get_initial(self) -> dict[str, Any]:
        """The version that is shown."""
        return {"version": self.application.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it means."""
        title = _("Break the vote off")
        return super().get_context_data(
            title=title,
            lead=_("The votes given count no more. The application goes back to review."),
            crumbs=self.crumbs(title),
            submit_label=title,
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: BreakOffForm) -> Application:
        """Break it off."""
        data = form.cleaned_data
        return break_off(
            application=self.application, reason=data["reason"], expected_version=data["version"], actor=self.viewer
        )


def result_text(ballot: Ballot) -> str:
    """What a closed vote led to, in words."""
    texts = {
        BallotResult.APPROVED: _("The council approved. The organisation is a member from today."),
        BallotResult.REJECTED: _("The council rejected. The applicant is told why."),
        BallotResult.TIED: _("A tie: nothing is decided. The application is back in review."),
        BallotResult.NO_QUORUM: _("Too few seats voted: nothing is decided. The application is back in review."),
    }
    return texts[BallotResult(ballot.result)]
