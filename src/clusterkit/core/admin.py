"""What every model admin of ours has, on a cluster's site and on the operators'."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

LINKS_ARE_HTTPS: Final[Any] = {models.URLField: {"assume_scheme": "https"}}
"""The ``formfield_overrides`` of lines below an object; a model admin has them already."""


class SturdyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Django's model admin, which answers what no page of its own sends with a message."""

    formfield_overrides: ClassVar[Any] = LINKS_ARE_HTTPS

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Do the chosen action with the chosen rows; rows that cannot be are refused before they are looked up."""
        key = self.model._meta.pk
        try:
            for value in request.POST.getlist(ACTION_CHECKBOX_NAME):
                key.to_python(value)
        except ValidationError:
            self.message_user(request, _("These rows are not in the list. Choose them again."), messages.WARNING)
            return None
        return super().response_action(request, queryset, *args, **kwargs)
