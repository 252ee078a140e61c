"""The sorts of messages about short meetings, and the question afterwards how it was."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import NoticeKind, notice_kinds

PARTNERS = _("who agreed to short meetings")


def _declare(name: str, label: str | Promise, audience: str | Promise = PARTNERS) -> NoticeKind:
    template = f"clusterkit/events/notices/{name}"
    return notice_kinds.declare(NoticeKind(f"events.{name}", label, template, audience=audience))


MEETING_PROPOSED = _declare("meeting_proposed", _("Somebody proposes a short meeting"))
MEETING_ACCEPTED = _declare("meeting_accepted", _("A short meeting is arranged"))
MEETING_DECLINED = _declare("meeting_declined", _("A short meeting was declined"))
MEETING_CALLED_OFF = _declare("meeting_called_off", _("A short meeting is called off"))
FEEDBACK_ASKED = _declare("feedback_asked", _("How was the event?"), _("who took part"))
