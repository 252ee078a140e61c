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
ASSIGNED = _declare("assigned", _("An application is given to you to look after"))
REVIEW_DUE = _declare("review_due", _("The time for the review of an application is nearly over"))
REVIEW_LATE = _declare("review_late", _("The time for the review of an application is over"))
CORRECTION_DUE = _declare("correction_due", _("Your application needs an answer in three days"))
MESSAGE = _declare("message", _("A message about an application"))
PROPOSED = _declare("proposed", _("A decision needs a second person"))
IN_VOTE = _declare("in_vote", _("The council votes on your application"))
BACK_IN_REVIEW = _declare("back_in_review", _("Your application is back in review"))
VOTE_OPENED = _declare("vote_opened", _("The council votes on an application"))
VOTE_ENDING = _declare("vote_ending", _("A vote of the council ends soon"))
VOTE_CLOSED = _declare("vote_closed", _("A vote of the council is closed"))
VOTE_BROKEN_OFF = _declare("vote_broken_off", _("A vote of the council was broken off"))
SEAT_CHANGED = _declare("seat_changed", _("A seat in the council was given, changed or given up"))
TERM_ENDING = _declare("term_ending", _("A membership ends soon"))
RENEWAL_ASKED = _declare("renewal_asked", _("An organisation wants to renew its membership"))
TERM_CHANGED = _declare("term_changed", _("A membership changed"))
COMPOSITION = _declare("composition", _("The cluster has too few members, or soon will"))

BY_TRANSITION = {
    "submit": SUBMITTED,
    "resubmit": RESUBMITTED,
    "take_up": TAKEN_UP,
    "request_info": NEEDS_INFO,
    "approve": APPROVED,
    "reject": REJECTED,
    "withdraw": WITHDRAWN,
    "expire": EXPIRED,
    "open_vote": IN_VOTE,
    "break_off": BACK_IN_REVIEW,
    "no_decision": BACK_IN_REVIEW,
}
"""Each transition of the machine sends one notice of this kind."""
