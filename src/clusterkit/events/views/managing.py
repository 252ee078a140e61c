"""Writing, publishing and cancelling events."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage
from clusterkit.events import services
from clusterkit.events.actions import CANCEL, END, MANAGE, PUBLISH
from clusterkit.events.forms import COVER_PURPOSE, EventForm, ReasonForm
from clusterkit.events.models import Event
from clusterkit.events.services.following import update_date, update_following
from clusterkit.events.views.single import OneEvent, event_crumbs, posted_version
from clusterkit.files.services import store_file
from clusterkit.tenancy.context import current_cluster


class EventCreate(FormPage[EventForm]):
    """A new event, kept as a draft."""

    policy_action = MANAGE
    form_class = EventForm
    template_name = "clusterkit/events/edit.html"
    success_message = gettext_lazy("The draft is kept. Look at it and publish it when it is ready.")

    def get_instance(self) -> Event:
        """An empty one in the cluster's zone."""
        instance: Event = Event(time_zone=current_cluster().time_zone)
        return instance

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event to fill in."""
        return super().get_form_kwargs() | {"instance": self.get_instance()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        back = reverse("clusterkit_events:list")
        return super().get_context_data(
            title=_("New event"),
            submit_label=_("Keep the draft"),
            cancel_url=back,
            crumbs=[Crumb(_("Events"), back), Crumb(_("New event"))],
            **kwargs,
        )

    def perform(self, form: EventForm) -> Event:
        """Keep the picture and the draft."""
        with transaction.atomic():
            return services.create_event(actor=self.viewer, **self.arguments(form))

    def arguments(self, form: EventForm) -> dict[str, Any]:
        """What the services take."""
        data = form.cleaned_data
        values = form.values()
        if data.get("cover_upload"):
            values["cover"] = store_file(upload=data["cover_upload"], purpose=COVER_PURPOSE, actor=self.viewer)
        elif data.get("remove_cover"):
            values["cover"] = None
        return {
            "values": values,
            "sectors": list(data["sectors"]),
            "speakers": data["speakers_text"],
            "sessions": form.sessions,
        }


class EventEdit(OneEvent, EventCreate):
    """Changing an event."""

    success_message = gettext_lazy("The event is saved.")

    def get_instance(self) -> Event:
        """The stored one."""
        return self.event

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(**kwargs) | {
            "title": _("Change the event"),
            "submit_label": _("Save"),
            "cancel_url": self.event.get_absolute_url(),
            "crumbs": event_crumbs(self.event, _("Change")),
        }

    def perform(self, form: EventForm) -> Event:
        """Save."""
        with transaction.atomic():
            change = update_following if form.cleaned_data.get("reach") == "following" else update_date
            return change(
                actor=self.viewer,
                event=self.event,
                expected_version=form.cleaned_data["version"],
                **self.arguments(form),
            )


class EventAction(OneEvent, ActionView):
    """A button on an event."""

    def get_context_data(self) -> dict[str, Any]:
        """Which event."""
        return super().get_context_data() | {"lead": str(self.event)}

    def get_success_url(self) -> str:
        """The event's page."""
        return self.event.get_absolute_url()


class EventPublish(EventAction):
    """Announcing an event."""

    policy_action = PUBLISH
    title = gettext_lazy("Publish the event?")
    button = gettext_lazy("Publish")
    success_message = gettext_lazy("The event is announced.")

    def perform(self) -> Event:
        """Publish."""
        return services.publish_event(
            actor=self.viewer, event=self.event, expected_version=posted_version(self.request)
        )


class EventEnd(EventAction):
    """Closing an event."""

    policy_action = END
    title = gettext_lazy("Close the event?")
    text = gettext_lazy("The queue and the registration end. You can still check people in.")
    button = gettext_lazy("Close the event")
    success_message = gettext_lazy("The event is closed.")

    def perform(self) -> Event:
        """End."""
        return services.end_event(actor=self.viewer, event=self.event, expected_version=posted_version(self.request))


class EventCancel(OneEvent, FormPage[ReasonForm]):
    """Calling an event off."""

    policy_action = CANCEL
    form_class = ReasonForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The event is cancelled. Everybody who was registered is told.")

    def get_initial(self) -> dict[str, Any]:
        """The version that the person saw."""
        return {"version": self.event.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(
            title=_("Cancel the event?"),
            lead=_("“%(event)s” is called off. Everybody who is registered reads your reason.") % {"event": self.event},
            submit_label=_("Cancel the event"),
            cancel_url=self.event.get_absolute_url(),
            crumbs=event_crumbs(self.event, _("Cancel the event")),
            **kwargs,
        )

    def perform(self, form: ReasonForm) -> Event:
        """Cancel."""
        return services.cancel_event(
            actor=self.viewer,
            event=self.event,
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
