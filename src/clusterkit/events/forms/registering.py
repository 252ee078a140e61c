"""Forms of who takes part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.consents import consent_hint
from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.core.web.forms import ClusterForm
from clusterkit.directory.models import Organisation
from clusterkit.events.actions import BRING_GUESTS
from clusterkit.events.consents import ATTENDEES
from clusterkit.events.enums import AttendeeConsent, SeatMode
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors import Seats, consent_in_force
from clusterkit.events.selectors.answers import asked_form, questions_asked_of
from clusterkit.questionnaires.forms import AskingForm


class ModeForm(ClusterForm):
    """The way of taking part. Offers the modes of the event with what is left of each.

    ``seats`` tells the places. It is asked when they are shown: who sends the form decides nothing by them.
    """

    mode = forms.ChoiceField(label=_("How will you take part?"), widget=forms.RadioSelect)
    online_meanwhile = forms.BooleanField(
        required=False,
        label=_("If there is no place on site, give me one online until there is"),
        help_text=_("You keep your position in the queue for a place on site."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, event: Event, seats: Callable[[], Sequence[Seats]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modes = event.seat_modes
        label: Any = lazy(lambda mode: _choice(next(item for item in seats() if item.mode == mode)), str)
        self.fields["mode"].choices = [(mode.value, label(mode)) for mode in modes]  # type: ignore[attr-defined]
        if len(modes) == 1:
            self.fields["mode"].initial = modes[0].value
            self.fields["mode"].widget = forms.HiddenInput()
        # A place that was free when the form was opened may be gone when it is sent: then the wish counts.
        if len(modes) < len(SeatMode) or (not self.is_bound and all(item.is_open for item in seats())):
            del self.fields["online_meanwhile"]


def _choice(item: Seats) -> str:
    label = str(item.label).capitalize()
    if item.left is None:
        return label
    if item.is_open:
        text = ngettext("%(mode)s: %(left)d place left", "%(mode)s: %(left)d places left", item.left)
        return text % {"mode": label, "left": item.left}
    return str(_("%(mode)s: no place is free, you join the queue")) % {"mode": label}


class _AskingModeForm(AskingForm, ModeForm):
    """With the event's questions."""

    before_code = "answer_"


class RegistrationForm(_AskingModeForm):
    """Registering for an event."""

    name = forms.CharField(label=_("Your name"), max_length=150, help_text=_("As it should stand on the ticket."))
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, label=_("You come for"), empty_label=_("myself")
    )
    organisation_name = forms.CharField(required=False, label=_("Organisation"), max_length=200)
    message = forms.CharField(
        required=False,
        label=_("Message to the organisers"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consent = forms.ChoiceField(
        label=_("What may other participants read about you?"),
        choices=AttendeeConsent.choices,
        initial=AttendeeConsent.NONE,
        widget=forms.RadioSelect,
        help_text=consent_hint(_("You can change this at any time. The organisers always see who comes."), ATTENDEES),
    )
    guests = forms.CharField(
        required=False, label=_("Guests whom you bring"), max_length=8000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, event: Event, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, event=event, **kwargs)
        self.asked = asked_form(event)
        asked_here = self.ask(self.asked.questions)
        if event.guests_allowed and policy_of(Registration).can(viewer, BRING_GUESTS):
            self.fields["guests"].help_text = ngettext(
                "One person a line, the organisation after a comma. You may bring %(number)d guest.",
                "One person a line, the organisation after a comma. You may bring up to %(number)d guests.",
                event.guests_allowed,
            ) % {"number": event.guests_allowed}
        else:
            del self.fields["guests"]
        first = ("mode", "online_meanwhile", "name", "organisation", "organisation_name")
        self.order_fields([*first, *asked_here, "guests"])
        self.fields["name"].initial = viewer.display_name
        if viewer.organisation_ids:
            field = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
            field.queryset = visible_to(viewer, Organisation.objects.filter(pk__in=viewer.organisation_ids))
            field.initial = viewer.acting_organisation_id or min(viewer.organisation_ids)
            del self.fields["organisation_name"]
        else:
            del self.fields["organisation"]

    def clean_guests(self) -> list[dict[str, str]]:
        """``{"name", "organisation"}`` of each line that is not empty."""
        found = []
        for number, line in enumerate(self.cleaned_data["guests"].splitlines(), 1):
            name, _comma, organisation = (part.strip() for part in line.partition(","))
            if len(name) > 150 or len(organisation) > 200:
                raise ValidationError(gettext("Line %(number)d is too long."), params={"number": number})
            if name:
                found.append({"name": name, "organisation": organisation})
        return found


class GuestForm(ModeForm):
    """A guest by name."""

    name = forms.CharField(
        label=_("Name of the guest"), max_length=150, help_text=_("As it should stand on the ticket.")
    )
    organisation_name = forms.CharField(required=False, label=_("Organisation"), max_length=200)
    field_order = ("name", "organisation_name", "mode")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("online_meanwhile", None)
        self.fields["mode"].label = _("How will the guest take part?")


class ChangeForm(_AskingModeForm):
    """Changing one's registration: the way of taking part, what others may read, the answers to the event's questions."""

    consent = forms.ChoiceField(
        label=_("What may other participants read about you?"),
        choices=AttendeeConsent.choices,
        widget=forms.RadioSelect,
        help_text=consent_hint(_("To be listed takes effect while you agree to it."), ATTENDEES),
    )

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        wish = SeatMode.ON_SITE if registration.wants_on_site else registration.mode
        kwargs["initial"] = {
            "mode": wish,
            "online_meanwhile": registration.online_meanwhile,
            "consent": consent_in_force(registration),
            "version": registration.version,
        }
        super().__init__(*args, **kwargs)
        self.ask(questions_asked_of(registration))
        self.initial.update({self.field_of(code): answer for code, answer in registration.answers.items()})
        if registration.host_id is not None:
            del self.fields["consent"]  # guests agreed to nothing, so nobody reads their names
