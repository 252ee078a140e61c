"""The sorts of messages that the idea exchange sends."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import MailTiming, NoticeKind, notice_kinds

OWNERS = _("whose item it is")
ANSWERED = _("who answered an item")
TALK = _("both sides of a talk")
FOLLOWERS = _("who follows the item")
MENTIONED = _("who is mentioned")
WRITERS = _("who wrote the comment")
OFFICE = _("coordinators")
REPORTERS = _("who reported it")
CONCERNED = _("the person whom it concerns")
SEARCHERS = _("who keeps a search")
DAILY, WEEKLY = MailTiming.DAILY, MailTiming.WEEKLY


def _declare(
    name: str, label: str | Promise, audience: Promise, default: MailTiming = MailTiming.NOW, *, required: bool = False
) -> NoticeKind:
    template = f"clusterkit/ideas/notices/{name}"
    return notice_kinds.declare(
        NoticeKind(f"ideas.{name}", label, template, default=default, audience=audience, required=required)
    )


NEW_INTEREST = _declare("new_interest", _("Somebody answers your item"), OWNERS)
INTEREST_QUESTION = _declare("interest_question", _("A question about your interest"), ANSWERED)
INTEREST_ANSWERED = _declare("interest_answered", _("Your question was answered"), OWNERS)
INTEREST_ACCEPTED = _declare("interest_accepted", _("Your interest is accepted"), ANSWERED)
INTEREST_DECLINED = _declare("interest_declined", _("Your interest is declined"), ANSWERED)
INTEREST_WITHDRAWN = _declare("interest_withdrawn", _("An interest was taken back"), OWNERS)
INTEREST_LAPSED = _declare("interest_lapsed", _("The item you answered was closed"), ANSWERED)
TALK_MESSAGE = _declare("talk_message", _("A message in a private talk"), TALK)
COMMENT = _declare("comment", _("A comment on your item"), OWNERS, DAILY)
COMMENT_FOLLOWED = _declare("comment_followed", _("A comment on an item you follow"), FOLLOWERS, DAILY)
MENTION = _declare("mention", _("Somebody mentions you"), MENTIONED)
BEST_ANSWER = _declare("best_answer", _("Your comment is the best answer"), WRITERS, DAILY)
TO_MODERATE = _declare("to_moderate", _("An item waits for moderation"), OFFICE)
APPROVED = _declare("approved", _("Your item is published"), OWNERS)
CHANGES_REQUESTED = _declare("changes_requested", _("Changes of your item are asked for"), OWNERS, required=True)
REJECTED = _declare("rejected", _("Your item was not taken"), OWNERS, required=True)
HIDDEN = _declare("hidden", _("Your item was hidden"), OWNERS, required=True)
RESTORED = _declare("restored", _("Your item is shown again"), OWNERS, DAILY)
EXPIRING = _declare("expiring", _("The time of your item ends soon"), OWNERS)
EXPIRED = _declare("expired", _("The time of your item is over"), OWNERS, DAILY)
OUTCOME = _declare("outcome", _("An outcome to confirm"), TALK)
OUTCOME_CONFIRMED = _declare("outcome_confirmed", _("Your outcome is confirmed"), TALK)
CHANGE_TO_REVIEW = _declare("change_to_review", _("A change of an open item waits for a look"), OFFICE)
CHANGE_APPROVED = _declare("change_approved", _("The change of your item is taken over"), OWNERS)
CHANGE_REFUSED = _declare("change_refused", _("The change of your item was not taken over"), OWNERS)
INTEREST_WAITS = _declare("interest_waits", _("An answer waits for you and closes soon"), OWNERS)
INTEREST_OVER = _declare("interest_over", _("An answer closed without a decision"), TALK)
OUTCOME_CONTESTED = _declare("outcome_contested", _("Your outcome is not confirmed"), TALK)
FOLLOW_UP = _declare("follow_up", _("A question about what became of an outcome"), TALK)
REPORTED = _declare("reported", _("Something was reported"), OFFICE, DAILY)
REPORT_DECIDED = _declare("report_decided", _("What you reported was decided"), REPORTERS)
COMMENT_HIDDEN = _declare("comment_hidden", _("Your comment was hidden"), WRITERS)
COMMENT_RESTORED = _declare("comment_restored", _("Your comment is shown again"), WRITERS, DAILY)
WARNED = _declare("warned", _("A warning from the coordinators"), CONCERNED, required=True)
STOPPED = _declare("stopped", _("The coordinators stopped you from writing"), CONCERNED, required=True)
WRITES_AGAIN = _declare("writes_again", _("You may write again"), CONCERNED)
SHORTLISTED = _declare("shortlisted", _("Your idea is on the shortlist"), OWNERS, DAILY)
OFFICIAL_ANSWER = _declare("official_answer", _("The cluster’s answer to an idea"), OWNERS)
MERGED = _declare("merged", _("An item was joined with another"), FOLLOWERS, DAILY)
SAVED_SEARCH = _declare("saved_search", _("New items for a search you keep"), SEARCHERS)
SUGGESTIONS = _declare("suggestions", _("Something may fit to your item"), OWNERS, WEEKLY)
