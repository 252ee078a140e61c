"""Every write of the idea exchange, one function for each use case."""

from clusterkit.ideas.services.attachments import ATTACHMENT_PURPOSE, add_attachment, remove_attachment
from clusterkit.ideas.services.best_answers import choose_best_answer, clear_best_answer
from clusterkit.ideas.services.changes import approve_change, refuse_change, take_back_change
from clusterkit.ideas.services.comments import add_comment, check_correction, delete_comment, edit_comment
from clusterkit.ideas.services.expiry import expire_due, remind_of_end
from clusterkit.ideas.services.fields import ItemFields
from clusterkit.ideas.services.following import follow, mark_read, mute, unfollow, unmute
from clusterkit.ideas.services.followups import answer_follow_up, ask_due, plan_follow_ups
from clusterkit.ideas.services.hiding import hide_comment, restore_comment
from clusterkit.ideas.services.ideas import (
    draft_answer,
    publish_answer,
    put_back,
    shortlist,
    stop_supporting,
    support,
)
from clusterkit.ideas.services.interests import (
    accept_interest,
    answer_question,
    ask_more,
    decline_interest,
    send_interest,
    withdraw_interest,
)
from clusterkit.ideas.services.items import create_draft, update_item, withdraw
from clusterkit.ideas.services.lapsing import lapse_due, remind_of_turn
from clusterkit.ideas.services.mentions import tell_mentioned
from clusterkit.ideas.services.merging_items import merge_items
from clusterkit.ideas.services.moderation import approve_item, hide_item, reject_item, request_changes, restore_item
from clusterkit.ideas.services.office import change_exchange_settings
from clusterkit.ideas.services.outcomes import change_outcome, close_with_outcome, confirm_outcome, contest_outcome
from clusterkit.ideas.services.publishing import publish, renew
from clusterkit.ideas.services.reactions import react
from clusterkit.ideas.services.reports import Consequences, dismiss_report, report, uphold_report
from clusterkit.ideas.services.sanctions import lift_sanction, stop_writing, warn
from clusterkit.ideas.services.searches import (
    change_search,
    clean_query,
    keep_search,
    remove_search,
    tell_saved_searches,
)
from clusterkit.ideas.services.talking import MAX_FILES as MAX_TALK_FILES
from clusterkit.ideas.services.talking import TALK_PURPOSE, mark_talk_seen, write_message

__all__ = [
    "ATTACHMENT_PURPOSE",
    "MAX_TALK_FILES",
    "TALK_PURPOSE",
    "Consequences",
    "ItemFields",
    "accept_interest",
    "add_attachment",
    "add_comment",
    "answer_follow_up",
    "answer_question",
    "approve_change",
    "approve_item",
    "ask_due",
    "ask_more",
    "change_exchange_settings",
    "change_outcome",
    "change_search",
    "check_correction",
    "choose_best_answer",
    "clean_query",
    "clear_best_answer",
    "close_with_outcome",
    "confirm_outcome",
    "contest_outcome",
    "create_draft",
    "decline_interest",
    "delete_comment",
    "dismiss_report",
    "draft_answer",
    "edit_comment",
    "expire_due",
    "follow",
    "hide_comment",
    "hide_item",
    "keep_search",
    "lapse_due",
    "lift_sanction",
    "mark_read",
    "mark_talk_seen",
    "merge_items",
    "mute",
    "plan_follow_ups",
    "publish",
    "publish_answer",
    "put_back",
    "react",
    "refuse_change",
    "reject_item",
    "remind_of_end",
    "remind_of_turn",
    "remove_attachment",
    "remove_search",
    "renew",
    "report",
    "request_changes",
    "restore_comment",
    "restore_item",
    "send_interest",
    "shortlist",
    "stop_supporting",
    "stop_writing",
    "support",
    "take_back_change",
    "tell_mentioned",
    "tell_saved_searches",
    "unfollow",
    "unmute",
    "update_item",
    "uphold_report",
    "warn",
    "withdraw",
    "withdraw_interest",
    "write_message",
]
