"""Forms of who takes part and of who organises."""

from clusterkit.events.forms.clock import WallClockField
from clusterkit.events.forms.event import COVER_PURPOSE, EventForm
from clusterkit.events.forms.office import ReasonForm
from clusterkit.events.forms.registering import ChangeForm, ModeForm, RegistrationForm

__all__ = ["COVER_PURPOSE", "ChangeForm", "EventForm", "ModeForm", "ReasonForm", "RegistrationForm", "WallClockField"]
