"""What a person wrote in the idea exchange: his part of the archive of his data, and what goes when he is erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts.hooks import (
    ErasedPerson,
    Outlook,
    PersonalData,
    Section,
    erasure_outlook,
    person_erased,
    personal_data,
)
from clusterkit.accounts.sections import section
from clusterkit.ideas.models import Comment, Follow, Interest, InterestMessage, Item, ItemChange, Outcome


@personal_data.connect(order=40)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """Items, comments, answers and private messages that he wrote, and what he follows."""
    user_id = payload.viewer.user_id or 0
    by = {"author_id": user_id}
    return [
        section(
            "items",
            gettext_lazy("What you published in the idea exchange"),
            Item.objects.filter(**by).order_by("pk"),
            *("kind", "title", "summary", "body", "tags", "mode", "state", "valid_until", "created_at", "published_at"),
        ),
        section(
            "item_changes",
            gettext_lazy("Changes of open items that you proposed"),
            ItemChange.objects.filter(**by).order_by("pk"),
            *("item__title", "values", "state", "note", "created_at"),
        ),
        section(
            "comments",
            gettext_lazy("Your comments"),
            Comment.objects.filter(**by).order_by("pk"),
            *("item__title", "text", "created_at"),
        ),
        section(
            "interests",
            gettext_lazy("Your answers to items"),
            Interest.objects.filter(**by).order_by("pk"),
            *("item__title", "message", "state", "created_at"),
        ),
        section(
            "private_messages",
            gettext_lazy("Your private messages"),
            InterestMessage.objects.filter(**by).order_by("pk"),
            *("text", "created_at"),
        ),
        section(
            "outcomes",
            gettext_lazy("Outcomes you reported"),
            Outcome.objects.filter(**by).order_by("pk"),
            *("item__title", "kind", "text", "created_at"),
        ),
        section(
            "follows",
            gettext_lazy("Items you follow"),
            Follow.objects.filter(user_id=user_id).order_by("pk"),
            *("item__title", "is_muted", "created_at"),
        ),
    ]


@person_erased.connect(order=400)
def stop_following(payload: ErasedPerson) -> Mapping[str, int]:
    """What he wrote stays: it points to a row that has no name any more."""
    return {"follows": Follow.objects.filter(user_id=payload.user_id).delete()[0]}


@erasure_outlook.connect(order=40)
def what_stays(payload: PersonalData) -> Sequence[Outlook]:
    """What the exchange holds."""
    return [
        Outlook(_("What you wrote in the idea exchange and in discussions, without your name."), stays=True),
    ]
