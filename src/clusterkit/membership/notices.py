"""The sorts of messages that membership sends."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import MailTiming, NoticeKind, notice_kinds

APPLICANT = _("who applied")
OFFICE = _("coordinators")
BOTH = _("who applied, and coordinators")
COUNCIL = _("the council")
MEMBERS = _("who acts for the member")


def _declare(
    name: str, label: str | Promise, audience: Promise, default: MailTiming = MailTiming.NOW, *, required: bool = False
) -> NoticeKind:
    template = f"clusterkit/membership/notices/{name}"
    return notice_kinds.declare(
        NoticeKind(f"membership.{name}", label, template, default=default, audience=audience, required=required)
    )


SUBMITTED = _declare("submitted", _("An application for membership came in"), OFFICE)
RESUBMITTED = _declare("resubmitted", _("A completed application came back"), OFFICE)
TAKEN_UP = _declare("taken_up", _("Your application is being reviewed"), APPLICANT)
NEEDS_INFO = _declare("needs_info", _("Your application needs an answer"), APPLICANT, required=True)
APPROVED = _declare("approved", _("Your application is approved"), APPLICANT, required=True)
REJECTED = _declare("rejected", _("Your application is rejected"), APPLICANT, required=True)
WITHDRAWN = _declare("withdrawn", _("An application was withdrawn"), OFFICE, MailTiming.DAILY)
EXPIRED = _declare("expired", _("Your application was closed"), APPLICANT, required=True)
ASSIGNED = _declare("assigned", _("An application is given to you to look after"), OFFICE)
REVIEW_DUE = _declare("review_due", _("The time for the review of an application is nearly over"), OFFICE)
REVIEW_LATE = _declare("review_late", _("The time for the review of an application is over"), OFFICE)
CORRECTION_DUE = _declare(
    "correction_due", _("Your application needs an answer in three days"), APPLICANT, required=True
)
MESSAGE = _declare("message", _("A message about an application"), BOTH)
PROPOSED = _declare("proposed", _("A decision needs a second person"), OFFICE)
IN_VOTE = _declare("in_vote", _("The council votes on your application"), APPLICANT)
BACK_IN_REVIEW = _declare("back_in_review", _("Your application is back in review"), APPLICANT)
VOTE_OPENED = _declare("vote_opened", _("The council votes on an application"), COUNCIL)
VOTE_ENDING = _declare("vote_ending", _("A vote of the council ends soon"), COUNCIL)
VOTE_CLOSED = _declare("vote_closed", _("A vote of the council is closed"), COUNCIL)
VOTE_BROKEN_OFF = _declare("vote_broken_off", _("A vote of the council was broken off"), COUNCIL)
SEAT_CHANGED = _declare(
    "seat_changed", _("A seat in the council was given, changed or given up"), COUNCIL, MailTiming.DAILY
)
TERM_ENDING = _declare("term_ending", _("A membership ends soon"), MEMBERS)
RENEWAL_ASKED = _declare("renewal_asked", _("An organisation wants to renew its membership"), OFFICE)
TERM_CHANGED = _declare("term_changed", _("A membership changed"), MEMBERS)
COMPOSITION = _declare("composition", _("The cluster has too few members, or soon will"), OFFICE)

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
