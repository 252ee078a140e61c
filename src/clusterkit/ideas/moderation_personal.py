"""What a person reported and supported, and what the office did about him: his archive, and what goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy

from clusterkit.accounts.hooks import ErasedPerson, PersonalData, Section, person_erased, personal_data
from clusterkit.accounts.sections import section
from clusterkit.ideas.models import OfficialAnswer, Report, Sanction, Support


@personal_data.connect(order=42)
def moderation_sections(payload: PersonalData) -> Sequence[Section]:
    """His reports, the ideas that he supports, warnings and blocks, and answers that he wrote for the cluster."""
    user_id = payload.viewer.user_id or 0
    return [
        section(
            "reports",
            gettext_lazy("What you reported"),
            Report.objects.filter(reporter_id=user_id).order_by("pk"),
            *("reason", "text", "state", "created_at"),
        ),
        section(
            "supports",
            gettext_lazy("Ideas you support"),
            Support.objects.filter(user_id=user_id).order_by("pk"),
            *("item__title", "created_at"),
        ),
        section(
            "sanctions",
            gettext_lazy("Warnings and blocks"),
            Sanction.objects.filter(user_id=user_id).order_by("pk"),
            *("kind", "reason", "until", "created_at", "lifted_at"),
        ),
        section(
            "official_answers",
            gettext_lazy("Answers you wrote for the cluster"),
            OfficialAnswer.objects.filter(author_id=user_id).order_by("pk"),
            *("item__title", "decision", "text", "created_at", "published_at"),
        ),
    ]


@person_erased.connect(order=402)
def forget_marks(payload: ErasedPerson) -> Mapping[str, int]:
    """His support and what the office did about him go; what he reported stays without him, what he wrote for the office too."""
    mine = {"user_id": payload.user_id}
    return {
        "supports": Support.objects.filter(**mine).delete()[0],
        "sanctions": Sanction.objects.filter(**mine).delete()[0],
        "reports": Report.objects.filter(reporter_id=payload.user_id).update(reporter=None),
    }
