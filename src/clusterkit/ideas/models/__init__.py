"""Items of the idea exchange, what is said about them in public and in private, and what comes of them."""

from clusterkit.ideas.models.changes import ItemChange, word_of_field
from clusterkit.ideas.models.discussion import Comment, CommentRevision, Follow, Reaction, ReadMark
from clusterkit.ideas.models.items import (
    Attachment,
    Item,
    ItemQuerySet,
    OfficialAnswer,
    Support,
    current_items,
)
from clusterkit.ideas.models.matching import Dismissal, Leaning, MatchNight, MatchWait, Suggestion
from clusterkit.ideas.models.moderation import Report, Sanction
from clusterkit.ideas.models.office import EXCHANGE_FIELDS, ExchangeSettings
from clusterkit.ideas.models.people import person_name
from clusterkit.ideas.models.searching import CountedItem, SavedSearch, SearchWord
from clusterkit.ideas.models.talks import FollowUp, Interest, InterestMessage, MessageFile, Outcome, TalkMark
from clusterkit.ideas.models.topics import Topic

__all__ = [
    "EXCHANGE_FIELDS",
    "Attachment",
    "Comment",
    "CommentRevision",
    "CountedItem",
    "Dismissal",
    "ExchangeSettings",
    "Follow",
    "FollowUp",
    "Interest",
    "InterestMessage",
    "Item",
    "ItemChange",
    "ItemQuerySet",
    "Leaning",
    "MatchNight",
    "MatchWait",
    "MessageFile",
    "OfficialAnswer",
    "Outcome",
    "Reaction",
    "ReadMark",
    "Report",
    "Sanction",
    "SavedSearch",
    "SearchWord",
    "Suggestion",
    "Support",
    "TalkMark",
    "Topic",
    "current_items",
    "person_name",
    "word_of_field",
]
