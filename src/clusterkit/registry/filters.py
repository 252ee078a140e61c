"""What narrows the catalogue and the lists of the console."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.audit.filters import AuditFilter, KindFilter
from clusterkit.audit.selectors import kind_choices
from clusterkit.core.policies import OPERATOR, actions
from clusterkit.core.web.forms import ClusterForm
from clusterkit.registry.actions import ASK, CONFIRM
from clusterkit.registry.enums import RequestState
from clusterkit.registry.models import OpeningRequest, OperatorEntry
from clusterkit.registry.selectors import search_clusters
from clusterkit.tenancy.enums import ClusterStage, ClusterStatus, Region
from clusterkit.tenancy.models import Cluster

SEARCH = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})


class CatalogueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Words of name, industry and city; stage and region."""

    q = django_filters.CharFilter(method="search", label=_("Name, industry or city"), max_length=100, widget=SEARCH)
    stage = django_filters.ChoiceFilter(label=_("Stage"), choices=ClusterStage.choices, empty_label=_("any"))
    region = django_filters.ChoiceFilter(label=_("Region"), choices=Region.choices, empty_label=_("any"))

    class Meta:
        model = Cluster
        form = ClusterForm
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet[Cluster], name: str, value: str) -> QuerySet[Cluster]:
        """All words, anywhere."""
        return search_clusters(queryset, value)


class ClusterFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The operators' list: words and status."""

    q = django_filters.CharFilter(method="search", label=_("Name, address or host"), max_length=100, widget=SEARCH)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=ClusterStatus.choices, empty_label=_("any"))

    class Meta:
        model = Cluster
        form = ClusterForm
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet[Cluster], name: str, value: str) -> QuerySet[Cluster]:
        """Words of its texts, or a part of a host name."""
        by_host = Q(pk__in=Cluster.objects.filter(domains__domain__icontains=value).values("pk"))
        return queryset.filter(Q(pk__in=search_clusters(Cluster.objects.order_by(), value).values("pk")) | by_host)


class RequestFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The operators' list of requests: words and state."""

    q = django_filters.CharFilter(
        method="search", label=_("Cluster, organisation or person"), max_length=100, widget=SEARCH
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=RequestState.choices, empty_label=_("any"))

    class Meta:
        model = OpeningRequest
        form = ClusterForm
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet[OpeningRequest], name: str, value: str) -> QuerySet[OpeningRequest]:
        """A part of one of the names or of the address."""
        found = Q()
        for field in ("name", "organisation", "person", "email", "slug"):
            found |= Q(**{f"{field}__icontains": value})
        return queryset.filter(found)


def _own_actions() -> list[tuple[str, str | Promise]]:
    own = [action for action in actions if action.tier == OPERATOR or action in (ASK, CONFIRM)]
    return sorted(((action.code, action.label) for action in own), key=lambda choice: str(choice[1]).casefold())


class LogFilter(AuditFilter):
    """The platform's log, narrowed as a cluster's; of kinds of things it knows few."""

    target = KindFilter(field_name="target_label", choices=kind_choices, widget=forms.HiddenInput)
    action = django_filters.ChoiceFilter(label=_("What was done"), choices=_own_actions, empty_label=_("Anything"))

    class Meta(AuditFilter.Meta):
        model = OperatorEntry  # type: ignore[assignment]
