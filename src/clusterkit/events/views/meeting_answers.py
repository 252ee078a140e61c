"""Answering proposals of short meetings, and calling meetings off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.policies import policy_of
from clusterkit.core.web.views import ActionView, FormPage, PolicyView
from clusterkit.events.actions import ANSWER_MEETING, CALL_OFF_MEETING
from clusterkit.events.forms.meetings import SlotForm
from clusterkit.events.models import Event, Meeting, Registration
from clusterkit.events.selectors.meetings import free_slots, meetings_for, rows_of
from clusterkit.events.services import meetings as services
from clusterkit.events.views.meetings import meeting_crumbs, meetings_url
from clusterkit.events.views.single import posted_version


class OneMeeting(PolicyView):
    """What the views of one short meeting share."""

    @property
    def meeting(self) -> Meeting:
        """The meeting of the address, among those the viewer may see; else 404."""
        if not hasattr(self, "_meeting"):
            self._meeting = self.get_visible(Meeting, meetings_for(self.viewer), pk=self.kwargs["pk"])
        return self._meeting

    def back_url(self) -> str:
        """One's meetings; the ticket where the event is not open to the viewer any more; the tables for the office."""
        event = self.meeting.event
        own = next((side for side in self.sides() if side.user_id == self.viewer.user_id), None)
        if own is None:
            return reverse("clusterkit_events:meeting_tables", kwargs={"pk": event.pk})
        policy = policy_of(Event)
        return meetings_url(event.pk) if policy.can(self.viewer, policy.view, event) else own.get_absolute_url()

    def sides(self) -> tuple[Registration, Registration]:
        """The two."""
        return self.meeting.proposer, self.meeting.invitee

    def require(self) -> Meeting:
        """The meeting, if the viewer may do this with it. Raises ``NotPermitted``."""
        policy_of(Meeting).require(self.viewer, self.policy_action, self.meeting)
        return self.meeting


class MeetingAction(OneMeeting, ActionView):
    """A button on a short meeting."""

    def get_subject(self) -> Meeting:
        """The meeting."""
        return self.require()

    def get_context_data(self) -> dict[str, Any]:
        """With whom and when."""
        [row] = rows_of(self.viewer, [self.meeting])
        return super().get_context_data() | {"text": f"{row.other.name}. {self.meeting.event}"}

    def get_success_url(self) -> str:
        """The meetings."""
        return self.back_url()


class AcceptMeeting(MeetingAction):
    """Agreeing."""

    policy_action = ANSWER_MEETING
    title = gettext_lazy("Agree to the meeting?")
    button = gettext_lazy("Agree")

    def perform(self) -> Meeting:
        """Accept."""
        row = services.accept_meeting(
            actor=self.viewer, meeting=self.meeting, expected_version=posted_version(self.request)
        )
        messages.success(self.request, _("It is arranged: table %(table)s.") % {"table": row.table})
        return row


class DeclineMeeting(MeetingAction):
    """Saying no."""

    policy_action = ANSWER_MEETING
    title = gettext_lazy("Decline the meeting?")
    button = gettext_lazy("Decline")
    success_message = gettext_lazy("You declined. We tell the other side.")

    def perform(self) -> Meeting:
        """Decline."""
        return services.decline_meeting(
            actor=self.viewer, meeting=self.meeting, expected_version=posted_version(self.request)
        )


class WithdrawMeeting(MeetingAction):
    """Calling off."""

    policy_action = CALL_OFF_MEETING
    title = gettext_lazy("Call the meeting off?")
    button = gettext_lazy("Call off")
    tone = "danger"
    success_message = gettext_lazy("The meeting is called off. We tell the other side.")

    def perform(self) -> Meeting:
        """Withdraw."""
        return services.withdraw_meeting(
            actor=self.viewer, meeting=self.meeting, expected_version=posted_version(self.request)
        )


class OtherTime(OneMeeting, FormPage[SlotForm]):
    """Answering a proposal with another time."""

    policy_action = ANSWER_MEETING
    form_class = SlotForm
    template_name = "clusterkit/events/meeting_form.html"
    success_message = gettext_lazy("Your proposal is sent. You hear from us as soon as there is an answer.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The times at which both have time."""
        meeting = self.require()
        slots = [slot for slot in free_slots(meeting.event, *self.sides()) if slot != meeting.starts_at]
        return super().get_form_kwargs() | {"event": meeting.event, "slots": slots}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        event = self.meeting.event
        return super().get_context_data(**kwargs) | {
            "event": event,
            "other": self.meeting.proposer,
            "title": _("Propose another time"),
            "submit_label": _("Propose"),
            "cancel_url": self.back_url(),
            "crumbs": meeting_crumbs(event, _("Propose another time")),
        }

    def perform(self, form: SlotForm) -> Meeting:
        """Decline and propose."""
        data = form.cleaned_data
        return services.propose_other_time(
            actor=self.viewer, meeting=self.meeting, starts_at=data["starts_at"], message=data["message"]
        )

    def get_success_url(self) -> str:
        """The meetings."""
        return self.back_url()
