"""What narrows the list of people who are found by what they know, in HTML and in the API."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.enums import TagKind
from clusterkit.accounts.models import Expertise
from clusterkit.accounts.validators import TAG_MAX_LENGTH
from clusterkit.core.web.forms import ClusterForm
from clusterkit.directory.selectors.people import search_people, with_tag


class PeopleFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Words, a skill and a topic, in whatever spelling."""

    q = django_filters.CharFilter(
        method="search",
        label=_("Name, organisation or words"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    skill = django_filters.CharFilter(
        method="has_skill",
        label=_("Skill"),
        max_length=TAG_MAX_LENGTH,
        widget=forms.TextInput(attrs={"list": "known-skills", "autocomplete": "off"}),
    )
    topic = django_filters.CharFilter(
        method="has_topic", label=_("Ask about"), max_length=TAG_MAX_LENGTH, widget=forms.HiddenInput
    )

    class Meta:
        model = Expertise
        fields = ()
        form = ClusterForm

    def search(self, queryset: QuerySet[Expertise], name: str, value: str) -> QuerySet[Expertise]:
        """All words, each wherever it stands."""
        return search_people(self.request.viewer, queryset, value)

    def has_skill(self, queryset: QuerySet[Expertise], name: str, value: str) -> QuerySet[Expertise]:
        """Who has it."""
        return with_tag(queryset, TagKind.SKILL, value)

    def has_topic(self, queryset: QuerySet[Expertise], name: str, value: str) -> QuerySet[Expertise]:
        """Who wants to be asked about it."""
        return with_tag(queryset, TagKind.TOPIC, value)
