"""The sorts of messages that the idea exchange sends."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import NoticeKind, notice_kinds


def _declare(name: str, label: str | Promise, *, direct: bool = True) -> NoticeKind:
    return notice_kinds.declare(NoticeKind(f"ideas.{name}", label, f"clusterkit/ideas/notices/{name}", direct))


NEW_INTEREST = _declare("new_interest", _("Somebody answers your item"))
INTEREST_QUESTION = _declare("interest_question", _("A question about your interest"))
INTEREST_ANSWERED = _declare("interest_answered", _("Your question was answered"))
INTEREST_ACCEPTED = _declare("interest_accepted", _("Your interest is accepted"))
INTEREST_DECLINED = _declare("interest_declined", _("Your interest is declined"))
INTEREST_WITHDRAWN = _declare("interest_withdrawn", _("An interest was taken back"))
INTEREST_LAPSED = _declare("interest_lapsed", _("The item you answered was closed"))
TALK_MESSAGE = _declare("talk_message", _("A message in a private talk"))
COMMENT = _declare("comment", _("A comment on your item"), direct=False)
COMMENT_FOLLOWED = _declare("comment_followed", _("A comment on an item you follow"), direct=False)
MENTION = _declare("mention", _("Somebody mentions you"))
BEST_ANSWER = _declare("best_answer", _("Your comment is the best answer"), direct=False)
TO_MODERATE = _declare("to_moderate", _("An item waits for moderation"))
APPROVED = _declare("approved", _("Your item is published"))
CHANGES_REQUESTED = _declare("changes_requested", _("Changes of your item are asked for"))
REJECTED = _declare("rejected", _("Your item was not taken"))
HIDDEN = _declare("hidden", _("Your item was hidden"))
RESTORED = _declare("restored", _("Your item is shown again"))
EXPIRING = _declare("expiring", _("The time of your item ends soon"))
EXPIRED = _declare("expired", _("The time of your item is over"))
OUTCOME = _declare("outcome", _("An outcome to confirm"))
OUTCOME_CONFIRMED = _declare("outcome_confirmed", _("Your outcome is confirmed"))
CHANGE_TO_REVIEW = _declare("change_to_review", _("A change of an open item waits for a look"))
CHANGE_APPROVED = _declare("change_approved", _("The change of your item is taken over"))
CHANGE_REFUSED = _declare("change_refused", _("The change of your item was not taken over"))
INTEREST_WAITS = _declare("interest_waits", _("An answer waits for you and closes soon"))
INTEREST_OVER = _declare("interest_over", _("An answer closed without a decision"))
OUTCOME_CONTESTED = _declare("outcome_contested", _("Your outcome is not confirmed"))
FOLLOW_UP = _declare("follow_up", _("A question about what became of an outcome"))
REPORTED = _declare("reported", _("Something was reported"), direct=False)
REPORT_DECIDED = _declare("report_decided", _("What you reported was decided"))
COMMENT_HIDDEN = _declare("comment_hidden", _("Your comment was hidden"))
COMMENT_RESTORED = _declare("comment_restored", _("Your comment is shown again"))
WARNED = _declare("warned", _("A warning from the coordinators"))
STOPPED = _declare("stopped", _("The coordinators stopped you from writing"))
WRITES_AGAIN = _declare("writes_again", _("You may write again"))
SHORTLISTED = _declare("shortlisted", _("Your idea is on the shortlist"))
OFFICIAL_ANSWER = _declare("official_answer", _("The cluster’s answer to an idea"))
MERGED = _declare("merged", _("An item was joined with another"))
SAVED_SEARCH = _declare("saved_search", _("New items for a search you keep"))
SUGGESTIONS = _declare("suggestions", _("Something may fit to your item"), direct=False)
