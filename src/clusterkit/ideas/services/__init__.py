"""Every write of the idea exchange, one function for each use case."""

from clusterkit.ideas.services.attachments import ATTACHMENT_PURPOSE, add_attachment, remove_attachment
from clusterkit.ideas.services.comments import add_comment, delete_comment, edit_comment, follow, unfollow
from clusterkit.ideas.services.expiry import expire_due, remind_of_end
from clusterkit.ideas.services.interests import (
    accept_interest,
    answer_question,
    ask_more,
    decline_interest,
    send_interest,
    withdraw_interest,
    write_message,
)
from clusterkit.ideas.services.items import (
    ItemFields,
    create_draft,
    publish,
    renew,
    update_item,
    withdraw,
)
from clusterkit.ideas.services.moderation import approve_item, hide_item, reject_item, request_changes, restore_item
from clusterkit.ideas.services.outcomes import close_with_outcome, confirm_outcome

__all__ = [
    "ATTACHMENT_PURPOSE",
    "ItemFields",
    "accept_interest",
    "add_attachment",
    "add_comment",
    "answer_question",
    "approve_item",
    "ask_more",
    "close_with_outcome",
    "confirm_outcome",
    "create_draft",
    "decline_interest",
    "delete_comment",
    "edit_comment",
    "expire_due",
    "follow",
    "hide_item",
    "publish",
    "reject_item",
    "remind_of_end",
    "remove_attachment",
    "renew",
    "request_changes",
    "restore_item",
    "send_interest",
    "unfollow",
    "update_item",
    "withdraw",
    "withdraw_interest",
    "write_message",
]
