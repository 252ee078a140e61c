"""Who may see and do what in the idea exchange.

The *owners* of an item are the people who act for its organisation. The public part is everybody's, the text and
the discussion are for readers, a private talk is its two sides' alone: coordinators moderate what is public and
see no talks. Whose an anonymous item is, its owners know, those whose answer they accepted, and the office.
"""

from clusterkit.ideas.policies.discussion import (
    CommentPolicy,
    CommentRevisionPolicy,
    FollowPolicy,
    ReactionPolicy,
    ReadMarkPolicy,
    may_read_words,
)
from clusterkit.ideas.policies.items import (
    AttachmentPolicy,
    ItemChangePolicy,
    ItemPolicy,
    OfficialAnswerPolicy,
    SupportPolicy,
    identified_items,
    is_owner,
    may_identify,
    may_read,
    speaks_for,
    visible_items,
)
from clusterkit.ideas.policies.matching import (
    CountedItemPolicy,
    DismissalPolicy,
    LeaningPolicy,
    MatchNightPolicy,
    MatchWaitPolicy,
    SavedSearchPolicy,
    SearchWordPolicy,
    SuggestionPolicy,
)
from clusterkit.ideas.policies.moderation import ExchangeSettingsPolicy, ReportPolicy, SanctionPolicy
from clusterkit.ideas.policies.stopped import BLOCK, STOPPED, StoppablePolicy, is_stopped, stop_words, stopping
from clusterkit.ideas.policies.talks import (
    FollowUpPolicy,
    InterestMessagePolicy,
    InterestPolicy,
    MessageFilePolicy,
    OutcomePolicy,
    TalkMarkPolicy,
)
from clusterkit.ideas.policies.topics import TopicPolicy

__all__ = [
    "BLOCK",
    "STOPPED",
    "AttachmentPolicy",
    "CommentPolicy",
    "CommentRevisionPolicy",
    "CountedItemPolicy",
    "DismissalPolicy",
    "ExchangeSettingsPolicy",
    "FollowPolicy",
    "FollowUpPolicy",
    "InterestMessagePolicy",
    "InterestPolicy",
    "ItemChangePolicy",
    "ItemPolicy",
    "LeaningPolicy",
    "MatchNightPolicy",
    "MatchWaitPolicy",
    "MessageFilePolicy",
    "OfficialAnswerPolicy",
    "OutcomePolicy",
    "ReactionPolicy",
    "ReadMarkPolicy",
    "ReportPolicy",
    "SanctionPolicy",
    "SavedSearchPolicy",
    "SearchWordPolicy",
    "StoppablePolicy",
    "SuggestionPolicy",
    "SupportPolicy",
    "TalkMarkPolicy",
    "TopicPolicy",
    "identified_items",
    "is_owner",
    "is_stopped",
    "may_identify",
    "may_read",
    "may_read_words",
    "speaks_for",
    "stop_words",
    "stopping",
    "visible_items",
]
