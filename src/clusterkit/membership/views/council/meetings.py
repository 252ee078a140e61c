"""A meeting on screen: for the projector, and for the phone of somebody who votes."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage, PageView
from clusterkit.membership import actions
from clusterkit.membership.council_forms import PlanMeetingForm
from clusterkit.membership.enums import BallotState, MeetingState
from clusterkit.membership.models import Ballot, Meeting
from clusterkit.membership.rules import decision_rules
from clusterkit.membership.selectors.composition import warnings
from clusterkit.membership.selectors.council import agenda, progress, visible_ballots, visible_meetings
from clusterkit.membership.services.council import (
    cancel_meeting,
    end_meeting,
    plan_meeting,
    put_on_agenda,
    start_meeting,
)
from clusterkit.membership.transitions import MEETINGS
from clusterkit.membership.views.base import posted_number
from clusterkit.membership.views.council.ballots import cast_forms
from clusterkit.membership.views.council.base import OneBallot, OneMeeting, council_crumbs


class MeetingPage(OneMeeting, PageView):
    """The agenda with one vote large. ``?item=`` says which one; ``?live=1`` keeps the counts fresh."""

    policy_action = actions.VIEW_BALLOT
    template_name = "clusterkit/membership/council/meeting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The present item and how many seats have voted on it; how they voted nobody sees before the close."""
        meeting = self.meeting
        items = agenda(self.viewer, meeting)
        place = self._place(items)
        current = items[place] if items else None
        may_meet = policy_of(Meeting).can(self.viewer, actions.MEET, meeting)
        is_live = "live" in self.request.GET
        context = super().get_context_data(
            meeting=meeting,
            title=meeting.title,
            crumbs=council_crumbs(self.viewer, Crumb(meeting.title)),
            items=items,
            current=current,
            number=place + 1,
            before=items[place - 1] if place > 0 else None,
            after=items[place + 1] if place + 1 < len(items) else None,
            is_live=is_live,
            available={item.name for item in MEETINGS.available(meeting, self.viewer)},
            may_meet=may_meet,
            is_over=meeting.state not in (MeetingState.PLANNED, MeetingState.RUNNING),
            warnings=warnings(self.viewer),
            **kwargs,
        )
        if may_meet:
            context["without_meeting"] = visible_ballots(self.viewer).filter(
                state=BallotState.OPEN, meeting__isnull=True
            )
        if current is not None:
            context.update(self._about(current))
        return context

    def _place(self, items: list[Ballot]) -> int:
        wanted = self.request.GET.get("item", "")
        by_key = {str(item.pk): place for place, item in enumerate(items)}
        first_open = next((place for place, item in enumerate(items) if item.state == BallotState.OPEN), 0)
        return by_key.get(wanted, first_open)

    def _about(self, ballot: Ballot) -> dict[str, Any]:
        count = progress(ballot)
        rule = decision_rules.get(ballot.rule)
        may_close = count.rows and policy_of(Ballot).can(self.viewer, actions.CLOSE_VOTE, ballot)
        return {
            "count": count,
            "rule": rule.label if rule is not None else ballot.rule,
            "own": cast_forms(self.viewer, ballot, count, from_meeting=True),
            "may_close": may_close and count.may_be_closed,
            "protocol": getattr(ballot, "protocol", None),
        }


class PlanMeeting(FormPage[PlanMeetingForm]):
    """Plan a meeting."""

    policy_action = actions.MEET
    form_class = PlanMeetingForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The meeting is planned. Put votes on its agenda.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Texts and the way back."""
        title = _("Plan a meeting")
        return super().get_context_data(
            title=title,
            crumbs=council_crumbs(self.viewer, Crumb(title)),
            submit_label=title,
            cancel_url=reverse("clusterkit_membership:council"),
            **kwargs,
        )

    def perform(self, form: PlanMeetingForm) -> Meeting:
        """Plan it."""
        return plan_meeting(**form.cleaned_data, actor=self.viewer)


class StartMeeting(OneMeeting, ActionView):
    """Begin it."""

    policy_action = actions.MEET
    title = gettext_lazy("Begin the meeting?")
    button = gettext_lazy("Begin the meeting")
    success_message = gettext_lazy("The meeting is under way.")

    def perform(self) -> Meeting:
        """Begin."""
        version = posted_number(self.request, "version")
        return start_meeting(meeting=self.meeting, actor=self.viewer, expected_version=version)


class EndMeeting(OneMeeting, ActionView):
    """End it."""

    policy_action = actions.MEET
    title = gettext_lazy("End the meeting?")
    text = gettext_lazy("Votes that are open stay open until their time is over.")
    button = gettext_lazy("End the meeting")
    success_message = gettext_lazy("The meeting is ended.")

    def perform(self) -> Meeting:
        """End."""
        version = posted_number(self.request, "version")
        return end_meeting(meeting=self.meeting, actor=self.viewer, expected_version=version)


class CancelMeeting(OneMeeting, ActionView):
    """Call it off."""

    policy_action = actions.MEET
    title = gettext_lazy("Call the meeting off?")
    text = gettext_lazy("Its votes stay open and are on no agenda any more.")
    button = gettext_lazy("Call it off")
    tone = "danger"
    success_message = gettext_lazy("The meeting is called off.")

    def perform(self) -> Meeting:
        """Call it off."""
        version = posted_number(self.request, "version")
        return cancel_meeting(meeting=self.meeting, actor=self.viewer, expected_version=version)


class PutOnAgenda(OneBallot, ActionView):
    """Put a vote on the agenda of a meeting (the hidden ``meeting``), or off it (without one)."""

    policy_action = actions.MEET
    title = gettext_lazy("Take this vote off the agenda?")
    button = gettext_lazy("Take it off the agenda")
    success_message = gettext_lazy("The agenda is changed.")

    def perform(self) -> Ballot:
        """Change the agenda."""
        wanted = posted_number(self.request, "meeting")
        meeting = None
        if wanted is not None:
            meeting = visible_meetings(self.viewer).filter(pk=wanted).first()
            if meeting is None:
                raise Http404
        place = len(agenda(self.viewer, meeting)) + 1 if meeting is not None else 100
        return put_on_agenda(ballot=self.ballot, meeting=meeting, place=place, actor=self.viewer)

    def get_success_url(self) -> str:
        """The meeting that was changed."""
        meeting = getattr(self, "result", self.ballot).meeting or self.ballot.meeting
        return meeting.get_absolute_url() if meeting is not None else self.get_back_url()

    def get_back_url(self) -> str:
        """The vote."""
        return reverse("clusterkit_membership:ballot", kwargs={"pk": self.kwargs["pk"]})
