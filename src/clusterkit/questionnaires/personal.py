"""A person in the forms of a cluster: he published a version, and his name stands there until he is erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy

from clusterkit.accounts.blanking import blank_names
from clusterkit.accounts.hooks import ErasedPerson, PersonalData, Section, person_erased, personal_data
from clusterkit.accounts.sections import section
from clusterkit.questionnaires.models import Version


@personal_data.connect(order=25)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """The versions he put in use."""
    rows = Version.objects.filter(published_by_id=payload.viewer.user_id or 0).order_by("pk")
    fields = ("questionnaire__purpose", "number", "published_at")
    return [section("form_versions", gettext_lazy("Versions of forms you published"), rows, *fields)]


@person_erased.connect(order=230)
def leave_versions(payload: ErasedPerson) -> Mapping[str, int]:
    """His name at the versions he put in use."""
    return {"names_in_forms": blank_names(payload, Version, published_by="published_by_name")}
