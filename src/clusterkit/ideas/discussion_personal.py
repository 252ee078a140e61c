"""What a person said without a word, what he has read and how his comments read before: his archive, and what goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy

from clusterkit.accounts.hooks import ErasedPerson, PersonalData, Section, person_erased, personal_data
from clusterkit.accounts.sections import section
from clusterkit.ideas.models import CommentRevision, Reaction, ReadMark


@personal_data.connect(order=41)
def discussion_sections(payload: PersonalData) -> Sequence[Section]:
    """Earlier texts of his comments, his reactions, and up to when he has read which discussion."""
    user_id = payload.viewer.user_id or 0
    return [
        section(
            "earlier_comments",
            gettext_lazy("Earlier texts of your comments"),
            CommentRevision.objects.filter(comment__author_id=user_id).order_by("pk"),
            *("comment__item__title", "text", "written_at"),
        ),
        section(
            "reactions",
            gettext_lazy("Your reactions"),
            Reaction.objects.filter(user_id=user_id).order_by("pk"),
            *("item__title", "kind", "created_at"),
        ),
        section(
            "read_marks",
            gettext_lazy("Discussions you have read"),
            ReadMark.objects.filter(user_id=user_id).order_by("pk"),
            *("item__title", "seen_at"),
        ),
    ]


@person_erased.connect(order=401)
def forget_reading(payload: ErasedPerson) -> Mapping[str, int]:
    """Nobody needs to know what he has read or thought of others; what he wrote stays without his name."""
    mine = {"user_id": payload.user_id}
    return {
        "reactions": Reaction.objects.filter(**mine).delete()[0],
        "read_marks": ReadMark.objects.filter(**mine).delete()[0],
    }
