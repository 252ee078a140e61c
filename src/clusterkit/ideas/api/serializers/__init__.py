"""The exchange's shapes in JSON."""

from clusterkit.ideas.api.serializers.discussion import CommentSerializer, CommentWrite
from clusterkit.ideas.api.serializers.items import (
    CloseSerializer,
    FileSerializer,
    ItemChange,
    ItemDraft,
    ItemSerializer,
    ItemVersionSerializer,
    ItemViewSerializer,
    OutcomeSerializer,
    OwnerSerializer,
    ReasonSerializer,
)
from clusterkit.ideas.api.serializers.talks import (
    InterestSerializer,
    InterestWrite,
    MessageSerializer,
    OptionalTextSerializer,
    OtherSideSerializer,
    TalkSerializer,
    TextSerializer,
)

__all__ = [
    "CloseSerializer",
    "CommentSerializer",
    "CommentWrite",
    "FileSerializer",
    "InterestSerializer",
    "InterestWrite",
    "ItemChange",
    "ItemDraft",
    "ItemSerializer",
    "ItemVersionSerializer",
    "ItemViewSerializer",
    "MessageSerializer",
    "OptionalTextSerializer",
    "OtherSideSerializer",
    "OutcomeSerializer",
    "OwnerSerializer",
    "ReasonSerializer",
    "TalkSerializer",
    "TextSerializer",
]
