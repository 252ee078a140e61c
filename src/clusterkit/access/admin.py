"""The base of our model admins: Django's admin, opened by tiers instead of Django's permissions."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from clusterkit.access.admin_site import cluster_site
from clusterkit.access.models import Grant, Rule
from clusterkit.access.policies import GIVE_TIERS, SET_RULES
from clusterkit.access.services import end_grant, give_tier
from clusterkit.access.tiers import tiers
from clusterkit.core.admin import SturdyAdmin
from clusterkit.core.policies import Action
from clusterkit.tenancy.context import in_cluster


class ClusterAdmin(SturdyAdmin):
    """A model admin for the coordinators of one cluster. ``policy_action`` opens it; what states are is read only.

    ``may_add``, ``may_change`` and ``may_delete`` say what the admin offers at all: where a use case exists
    as a service, the admin does not write around it.
    """

    policy_action: ClassVar[Action]
    may_add: ClassVar[bool] = False
    may_change: ClassVar[bool] = True
    may_delete: ClassVar[bool] = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Shown to who may use it, in a cluster only."""
        return self._allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """By tier."""
        return self._allowed(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By tier, where adding is offered."""
        return self.may_add and self._allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """By tier, where changing is offered."""
        return self.may_change and self._allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """By tier, where deleting is offered."""
        return self.may_delete and self._allowed(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """States change through services only."""
        fixed = [name for name in ("state", "version", "state_changed_at") if _has_field(self.model, name)]
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Under the name of what is listed: Django's sentences need forms of the words that languages do not all have."""
        found = super().get_changelist_instance(request)
        found.title = capfirst(str(self.model._meta.verbose_name_plural))
        return found

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Under the name of the kind of thing; which one it is stands beneath."""
        context["title"] = capfirst(str(self.model._meta.verbose_name))
        return super().render_change_form(request, context, *args, **kwargs)

    def _allowed(self, request: HttpRequest) -> bool:
        return in_cluster() and bool(request.viewer.allows(self.policy_action))  # type: ignore[attr-defined]


def _has_field(model: type[models.Model], name: str) -> bool:
    return any(item.name == name for item in model._meta.get_fields())


@admin.register(Grant, site=cluster_site)
class GrantAdmin(ClusterAdmin):
    """Tiers given by name; saving goes through the service, so that the audit log knows."""

    policy_action = GIVE_TIERS
    may_add = may_delete = True
    may_change = False
    list_display = ("user", "tier", "valid_from", "valid_until", "reason")
    list_filter = ("tier",)
    raw_id_fields = ("user",)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """The tiers that are registered, as a choice."""
        if db_field.name == "tier":
            return forms.ChoiceField(label=db_field.verbose_name, choices=tiers.choices())
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        """Give the tier as any other surface does."""
        made = give_tier(
            user=obj.user,
            tier=obj.tier,
            valid_from=obj.valid_from,
            valid_until=obj.valid_until,
            reason=obj.reason,
            actor=request.viewer,  # type: ignore[attr-defined]
        )
        obj.pk = made.pk

    def delete_model(self, request: HttpRequest, obj: Grant) -> None:
        """Take it back as any other surface does."""
        end_grant(grant=obj, actor=request.viewer)  # type: ignore[attr-defined]

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Grant]) -> None:
        """One by one, so that each has its audit row."""
        for grant in queryset:
            self.delete_model(request, grant)


@admin.register(Rule, site=cluster_site)
class RuleAdmin(ClusterAdmin):
    """The cluster's own rules, to look at; they are set on the page of rules."""

    policy_action = SET_RULES
    may_change = False
    list_display = ("action", "tier", "updated_at")
