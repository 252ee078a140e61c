"""The sorts of messages about short meetings, and the question afterwards how it was."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.events.notices import declare

PARTNERS = _("who agreed to short meetings")

MEETING_PROPOSED = declare("meeting_proposed", _("Somebody proposes a short meeting"), PARTNERS)
MEETING_ACCEPTED = declare("meeting_accepted", _("A short meeting is arranged"), PARTNERS)
MEETING_DECLINED = declare("meeting_declined", _("A short meeting was declined"), PARTNERS)
MEETING_CALLED_OFF = declare("meeting_called_off", _("A short meeting is called off"), PARTNERS)
FEEDBACK_ASKED = declare("feedback_asked", _("How was the event?"), _("who took part"))
