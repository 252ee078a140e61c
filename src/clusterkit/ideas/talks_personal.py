"""What a person said of outcomes, and which talks he has seen: his part of his data, and what goes when he is erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy

from clusterkit.accounts.hooks import ErasedPerson, PersonalData, Section, person_erased, personal_data
from clusterkit.accounts.sections import section
from clusterkit.ideas.models import FollowUp, TalkMark


@personal_data.connect(order=43)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """His answers about what became of outcomes, and up to when he has seen which talk."""
    user_id = payload.viewer.user_id or 0
    return [
        section(
            "outcome_answers",
            gettext_lazy("What you said became of outcomes"),
            FollowUp.objects.filter(author_id=user_id).order_by("pk"),
            *("outcome__item__title", "answer", "text", "answered_at"),
        ),
        section(
            "seen_talks",
            gettext_lazy("Private talks you have seen"),
            TalkMark.objects.filter(user_id=user_id).order_by("pk"),
            *("interest__item__title", "seen_at"),
        ),
    ]


@person_erased.connect(order=403)
def forget_what_was_seen(payload: ErasedPerson) -> Mapping[str, int]:
    """The marks go. His answers about outcomes are the organisation's and stay, without his name."""
    return {"seen_talks": TalkMark.objects.filter(user_id=payload.user_id).delete()[0]}
