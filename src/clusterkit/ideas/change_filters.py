"""Filters of the list of changes of open items, over the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from clusterkit.ideas.enums import ChangeState
from clusterkit.ideas.models import ItemChange


class ItemChangeFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By item and state. A number of an item that one may not know is answered as one of nothing is."""

    item = django_filters.NumberFilter(label=_("Item"), field_name="item_id")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ChangeState.choices)

    class Meta:
        model = ItemChange
        fields: Any = ()
