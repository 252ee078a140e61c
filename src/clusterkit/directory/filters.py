"""What narrows the list of participants, in HTML and in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.directory.enums import (
    AffiliationRole,
    AffiliationState,
    DomainClaimState,
    OrganisationKind,
    OrganisationSize,
)
from clusterkit.directory.models import Affiliation, DomainClaim, Organisation
from clusterkit.directory.selectors import search_organisations
from clusterkit.tenancy.enums import Region

ABROAD = "abroad"


class OrganisationFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Words, kind, sector and profile (their codes), size, region ("abroad" for those outside Belarus), founders, hidden ones."""

    q = django_filters.CharFilter(
        method="search",
        label=_("Name or words from the summary"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = django_filters.ChoiceFilter(choices=OrganisationKind.choices, label=_("Kind"), widget=forms.HiddenInput)
    sector = django_filters.CharFilter(
        field_name="sectors__code", label=_("Sector"), max_length=40, widget=forms.HiddenInput
    )
    profile = django_filters.CharFilter(
        field_name="profiles__code", label=_("Profile"), max_length=40, widget=forms.HiddenInput
    )
    size = django_filters.ChoiceFilter(choices=OrganisationSize.choices, label=_("Employees"), widget=forms.HiddenInput)
    region = django_filters.ChoiceFilter(
        choices=[*Region.choices, (ABROAD, _("abroad"))],
        method="in_region",
        label=_("Region"),
        widget=forms.HiddenInput,
    )
    founders = django_filters.BooleanFilter(
        field_name="is_founder", label=_("Founders of the cluster"), widget=forms.HiddenInput
    )
    hidden = django_filters.BooleanFilter(
        field_name="is_published", exclude=True, label=_("Not shown on the site yet"), widget=forms.HiddenInput
    )

    class Meta:
        model = Organisation
        fields = ()
        form = ClusterForm

    def search(self, queryset: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        """All words, in any form or as the beginning of a word."""
        return search_organisations(queryset, value)

    def in_region(self, queryset: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        """One region, or everything outside the country."""
        return queryset.exclude(country="BY") if value == ABROAD else queryset.filter(region=value)


class DomainClaimFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Organisation (its id), state and domain."""

    organisation = django_filters.NumberFilter(field_name="organisation_id")
    state = django_filters.ChoiceFilter(choices=DomainClaimState.choices)
    domain = django_filters.CharFilter(lookup_expr="iexact", max_length=253)

    class Meta:
        model = DomainClaim
        fields: Any = ()


class AffiliationFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Organisation (its id), state and role."""

    organisation = django_filters.NumberFilter(field_name="organisation_id")
    state = django_filters.ChoiceFilter(choices=AffiliationState.choices)
    role = django_filters.ChoiceFilter(choices=AffiliationRole.choices)

    class Meta:
        model = Affiliation
        fields: Any = ()
