"""What a person said of suggestions: his part of the archive of his data, and what goes when he is erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy

from clusterkit.accounts.hooks import ErasedPerson, PersonalData, Section, person_erased, personal_data
from clusterkit.accounts.sections import section
from clusterkit.ideas.models import Dismissal


@personal_data.connect(order=44)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """What he put aside for his organisation. What it was is the others' matter: his own item stands for it."""
    return [
        section(
            "dismissed_suggestions",
            gettext_lazy("Suggestions you put aside for your organisation"),
            Dismissal.objects.filter(user_id=payload.viewer.user_id or 0).order_by("pk"),
            *("item__title", "created_at"),
        )
    ]


@person_erased.connect(order=404)
def stay_with_the_organisation(payload: ErasedPerson) -> Mapping[str, int]:
    """They are the organisation's: they stay, without him."""
    return {"dismissed_suggestions": Dismissal.objects.filter(user_id=payload.user_id).update(user=None)}
