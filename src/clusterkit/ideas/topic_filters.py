"""Filters of the list of university topics; the API has the same."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusterkit.ideas.enums import TopicKind, TopicState
from clusterkit.ideas.models import Topic
from clusterkit.ideas.selectors.topics import side_topics

MINE = "mine"


class TopicFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By sort of work, state, semester and whose they are."""

    kind = django_filters.ChoiceFilter(label=_("What it becomes"), choices=TopicKind.choices)
    state = django_filters.ChoiceFilter(label=_("State"), choices=TopicState.choices)
    semester = django_filters.CharFilter(label=_("Semester"), max_length=6)
    whose = django_filters.ChoiceFilter(label=_("Whose"), choices=[(MINE, _("Mine"))], method="by_side")

    class Meta:
        model = Topic
        fields: Any = ()

    def by_side(self, rows: QuerySet[Topic], name: str, value: str) -> QuerySet[Topic]:
        """Those of one's own organisations, and those that one works on."""
        return rows.filter(side_topics(self.request.viewer))
