"""What people do in the idea exchange."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, GUEST, MEMBER, REGISTERED, declare

VIEW = declare("ideas.view", GUEST, _("See the summaries of the idea exchange"), highest=MEMBER)
READ = declare("ideas.read", REGISTERED, _("Read items and their discussion"), lowest=GUEST, highest=MEMBER)
VIEW_CLOSED = declare("ideas.view_closed", MEMBER, _("See items that are for members only"), lowest=REGISTERED)

COMMENT = declare("ideas.comment", REGISTERED, _("Take part in a discussion"), highest=MEMBER)
EDIT_COMMENT = declare("ideas.edit_comment", REGISTERED, _("Correct one's own comment"))
DELETE_COMMENT = declare("ideas.delete_comment", REGISTERED, _("Remove a comment"))
FOLLOW = declare("ideas.follow", REGISTERED, _("Follow an item"))

RESPOND = declare("ideas.respond", REGISTERED, _("Answer an item on behalf of an organisation"), highest=MEMBER)
VIEW_INTEREST = declare("ideas.view_interest", REGISTERED, _("Open one's own talks"))
ANSWER_MORE = declare("ideas.answer_more", REGISTERED, _("Answer a question about one's interest"))
TALK = declare("ideas.talk", MEMBER, _("Write in a private talk"), lowest=REGISTERED)
WITHDRAW_INTEREST = declare("ideas.withdraw_interest", REGISTERED, _("Take one's interest back"))
ASK_MORE = declare("ideas.ask_more", REGISTERED, _("Ask the other side for more"))
ACCEPT = declare("ideas.accept", REGISTERED, _("Accept an interest"))
DECLINE = declare("ideas.decline", REGISTERED, _("Decline an interest"))
LAPSE = declare("ideas.lapse", REGISTERED, _("End the interests in an item that is closed"))

DRAFT = declare("ideas.draft", MEMBER, _("Write an item for an organisation"), lowest=REGISTERED)
EDIT = declare("ideas.edit", MEMBER, _("Change an item of one's organisation"), lowest=REGISTERED)
PUBLISH = declare("ideas.publish", MEMBER, _("Publish an item of one's organisation"), lowest=REGISTERED)
PUBLISH_DIRECTLY = declare(
    "ideas.publish_directly",
    MEMBER,
    _("Publish an item without a look by the coordinators"),
    lowest=REGISTERED,
    highest=COORDINATOR,
)
RENEW = declare("ideas.renew", MEMBER, _("Prolong an item"), lowest=REGISTERED)
WITHDRAW = declare("ideas.withdraw", REGISTERED, _("Withdraw an item"))
CLOSE = declare("ideas.close", REGISTERED, _("Close an item with its outcome"))
CONFIRM_OUTCOME = declare("ideas.confirm_outcome", REGISTERED, _("Confirm an outcome as the other side"))

MODERATE = declare("ideas.moderate", COORDINATOR, _("Moderate the idea exchange"))
APPROVE = declare("ideas.approve", COORDINATOR, _("Approve an item"))
REQUEST_CHANGES = declare("ideas.request_changes", COORDINATOR, _("Ask for changes of an item"))
REJECT = declare("ideas.reject", COORDINATOR, _("Reject an item"))
HIDE = declare("ideas.hide", COORDINATOR, _("Hide an item"))
RESTORE = declare("ideas.restore", COORDINATOR, _("Show a hidden item again"))
EXPIRE = declare("ideas.expire", COORDINATOR, _("Close items whose time is over"))

IDENTIFY = declare("ideas.identify", REGISTERED, _("Know whose an anonymous item is"))
REVIEW_CHANGE = declare("ideas.review_change", COORDINATOR, _("Decide on a change of an open item"))
VIEW_CHANGE = declare("ideas.view_change", REGISTERED, _("See changes that wait for the coordinators"))
TAKE_BACK_CHANGE = declare("ideas.take_back_change", REGISTERED, _("Take back a change that waits"))
SETTINGS = declare("ideas.settings", COORDINATOR, _("Set how the exchange works"))

REACT = declare("ideas.react", REGISTERED, _("React to an item or a comment"), highest=MEMBER)
BEST_ANSWER = declare("ideas.best_answer", REGISTERED, _("Choose the best answer to one's request"))
HIDE_COMMENT = declare("ideas.hide_comment", COORDINATOR, _("Hide a comment, or show it again"))
SUPPORT = declare("ideas.support", REGISTERED, _("Support an idea"), highest=MEMBER)
STAGE = declare("ideas.stage", COORDINATOR, _("Shortlist ideas and decide on them"))
ANSWER_OFFICIALLY = declare(
    "ideas.answer_officially", COORDINATOR, _("Draft and publish the official answer to an idea")
)
MERGE = declare("ideas.merge", COORDINATOR, _("Join two items that say the same"))

REPORT = declare("ideas.report", REGISTERED, _("Report an item or a comment"))
VIEW_REPORTS = declare("ideas.view_reports", COORDINATOR, _("See what was reported"))
DECIDE_REPORT = declare("ideas.decide_report", COORDINATOR, _("Decide on what was reported"))
SANCTION = declare("ideas.sanction", COORDINATOR, _("Warn people, or stop them from writing"))

VIEW_SUGGESTION = declare(
    "ideas.view_suggestion", MEMBER, _("See who fits an item of one's organisation"), lowest=REGISTERED
)
DISMISS = declare("ideas.dismiss", MEMBER, _("Say that a suggestion does not fit"), lowest=REGISTERED)
SAVE_SEARCH = declare("ideas.save_search", REGISTERED, _("Keep a search and be told of what is new"))
FOLLOW_UP = declare("ideas.follow_up", REGISTERED, _("Say what became of an outcome"))

VIEW_TOPIC = declare("ideas.view_topic", REGISTERED, _("See university topics"), highest=MEMBER)
PROPOSE_TOPIC = declare("ideas.propose_topic", MEMBER, _("Propose a university topic"), lowest=REGISTERED)
AGREE_TOPIC = declare("ideas.agree_topic", MEMBER, _("Agree to a university topic, or decline it"), lowest=REGISTERED)
WORK_TOPIC = declare("ideas.work_topic", REGISTERED, _("Name the student of a topic and hand the work over"))
TAKE_TOPIC = declare("ideas.take_topic", REGISTERED, _("Take the work on a topic, or give it back"))
CANCEL_TOPIC = declare("ideas.cancel_topic", REGISTERED, _("Call a university topic off"))
STEP_BACK_TOPIC = declare(
    "ideas.step_back_topic", REGISTERED, _("Give up the work on a university topic as its student")
)
NAME_STUDENT = declare("ideas.name_student", REGISTERED, _("Decide whether readers of a topic know its student"))
