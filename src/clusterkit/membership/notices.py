"""The sorts of messages that membership sends."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import NoticeKind, notice_kinds


def _declare(name: str, label: str | Promise) -> NoticeKind:
    return notice_kinds.declare(NoticeKind(f"membership.{name}", label, f"clusterkit/membership/notices/{name}"))


SUBMITTED = _declare("submitted", _("An application for membership came in"))
RESUBMITTED = _declare("resubmitted", _("A completed application came back"))
TAKEN_UP = _declare("taken_up", _("Your application is being reviewed"))
NEEDS_INFO = _declare("needs_info", _("Your application needs an answer"))
APPROVED = _declare("approved", _("Your application is approved"))
REJECTED = _declare("rejected", _("Your application is rejected"))
WITHDRAWN = _declare("withdrawn", _("An application was withdrawn"))
EXPIRED = _declare("expired", _("Your application was closed"))
MESSAGE = _declare("message", _("A message about an application"))
PROPOSED = _declare("proposed", _("A decision needs a second person"))
TERM_ENDING = _declare("term_ending", _("A membership ends soon"))
TERM_CHANGED = _declare("term_changed", _("A membership changed"))

BY_TRANSITION = {
    "submit": SUBMITTED,
    "resubmit": RESUBMITTED,
    "take_up": TAKEN_UP,
    "request_info": NEEDS_INFO,
    "approve": APPROVED,
    "reject": REJECTED,
    "withdraw": WITHDRAWN,
    "expire": EXPIRED,
}
"""Each transition of the machine sends one notice of this kind."""
