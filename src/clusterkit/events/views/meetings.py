"""Short meetings: being open to them, finding each other; the list of tables for the office."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import FormPage, PageView
from clusterkit.events.actions import MANAGE, MEET
from clusterkit.events.forms.meetings import SlotForm, WishForm
from clusterkit.events.models import Event, Meeting, Registration
from clusterkit.events.selectors.meetings import (
    free_slots,
    invited,
    meetings_of,
    meetings_page,
    open_people,
)
from clusterkit.events.services import meetings as services
from clusterkit.events.slots import has_meetings
from clusterkit.events.views.single import OneEvent, OneRegistration, event_crumbs


def meetings_url(event_id: int) -> str:
    """The page of short meetings of an event."""
    return reverse("clusterkit_events:meetings", kwargs={"pk": event_id})


class EventMeetings(OneEvent, PageView):
    """One's own meetings at an event, and who else is open to them."""

    policy_action = MEET
    template_name = "clusterkit/events/meetings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As :class:`MeetingsPage` says."""
        return super().get_context_data(
            event=self.event,
            page=meetings_page(self.viewer, self.event),
            has_meetings=has_meetings(self.event),
            may_manage=policy_of(Event).can(self.viewer, MANAGE, self.event),
            crumbs=event_crumbs(self.event, _("Short meetings")),
            **kwargs,
        )


class MeetingTables(OneEvent, PageView):
    """All arranged meetings with their tables, to be printed."""

    policy_action = MANAGE
    template_name = "clusterkit/events/meeting_tables.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """By time and table."""
        return super().get_context_data(
            event=self.event,
            meetings=list(meetings_of(self.viewer, self.event)),
            open_number=open_people(self.event).count() if has_meetings(self.event) else 0,
            crumbs=event_crumbs(self.event, _("Tables")),
            **kwargs,
        )


class Wish(OneRegistration, FormPage[WishForm]):
    """Saying that one is open to short meetings."""

    policy_action = MEET
    form_class = WishForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("It is kept.")

    @property
    def own(self) -> Registration:
        """The viewer's own registration; else 404."""
        if not policy_of(Registration).can(self.viewer, MEET, self.registration):
            raise Http404
        return self.registration

    def get_initial(self) -> dict[str, Any]:
        """What he said before; who comes here for the first time wants to say yes."""
        row = self.own
        return {"is_open": row.open_to_meetings or not row.meeting_topic, "topic": row.meeting_topic}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        event = self.own.event
        return super().get_context_data(**kwargs) | {
            "title": _("Short meetings"),
            "lead": _("Others who are open too then see your name, your organisation and your topic."),
            "submit_label": _("Save"),
            "cancel_url": self.own.get_absolute_url(),
            "crumbs": event_crumbs(event, _("Short meetings")),
        }

    def perform(self, form: WishForm) -> Registration:
        """Keep it."""
        data = form.cleaned_data
        return services.set_meeting_wish(
            actor=self.viewer, registration=self.own, is_open=data["is_open"], topic=data["topic"]
        )

    def get_success_url(self) -> str:
        """To the others; who is not open any more goes back to his ticket."""
        if self.result.open_to_meetings and self.viewer_sees_event():
            return meetings_url(self.registration.event_id)
        return self.registration.get_absolute_url()

    def viewer_sees_event(self) -> bool:
        """Who lost the tier of the event still has his registration, but not its pages."""
        policy = policy_of(Event)
        return policy.can(self.viewer, policy.view, self.registration.event)


class Propose(OneEvent, FormPage[SlotForm]):
    """Asking somebody for a short meeting: ``?with=`` names the registration."""

    policy_action = MEET
    form_class = SlotForm
    template_name = "clusterkit/events/meeting_form.html"
    success_message = gettext_lazy("Your proposal is sent. You hear from us as soon as there is an answer.")

    @property
    def other(self) -> Registration:
        """Who is asked; 404 for somebody who is not open to it, or whom the viewer may not ask."""
        if not hasattr(self, "_other"):
            text = self.request.GET.get("with", "")
            key = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
            found = invited(self.viewer, self.event, key)
            if found is None:
                raise Http404
            self._other = found
        return self._other

    def get_form_kwargs(self) -> dict[str, Any]:
        """The times at which both have time."""
        other = self.other  # who may ask him is open himself
        own = open_people(self.event).get(user_id=self.viewer.user_id or 0)
        return super().get_form_kwargs() | {"event": self.event, "slots": free_slots(self.event, own, other)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(**kwargs) | {
            "event": self.event,
            "other": self.other,
            "title": _("Propose a short meeting"),
            "submit_label": _("Propose"),
            "cancel_url": meetings_url(self.event.pk),
            "crumbs": meeting_crumbs(self.event, _("Propose a short meeting")),
        }

    def perform(self, form: SlotForm) -> Meeting:
        """Propose."""
        data = form.cleaned_data
        return services.propose_meeting(
            actor=self.viewer,
            event=self.event,
            invitee=self.other,
            starts_at=data["starts_at"],
            message=data["message"],
        )

    def get_success_url(self) -> str:
        """The meetings."""
        return meetings_url(self.event.pk)


def meeting_crumbs(event: Event, label: str) -> list[Crumb]:
    """Events, the event, its meetings, this page."""
    return [*event_crumbs(event, "")[:-1], Crumb(_("Short meetings"), meetings_url(event.pk)), Crumb(label)]
