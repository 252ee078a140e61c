"""Kept searches in the archive of a person's data, and what goes when he is erased."""

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
from clusterkit.ideas.models import SavedSearch


@personal_data.connect(order=41)
def own_searches(payload: PersonalData) -> Sequence[Section]:
    """What he looks for."""
    return [
        section(
            "saved_searches",
            gettext_lazy("Searches you keep in the idea exchange"),
            SavedSearch.objects.filter(user_id=payload.viewer.user_id or 0).order_by("pk"),
            *("name", "query", "rhythm", "created_at"),
        )
    ]


@person_erased.connect(order=401)
def forget_searches(payload: ErasedPerson) -> Mapping[str, int]:
    """Nobody needs to know what he looked for."""
    return {"saved_searches": SavedSearch.objects.filter(user_id=payload.user_id).delete()[0]}


@erasure_outlook.connect(order=41)
def what_goes(payload: PersonalData) -> Sequence[Outlook]:
    """What is kept for him alone."""
    return [Outlook(_("The searches that you keep in the idea exchange."))]
