"""Changes of open items that wait for a look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusterkit.core.addresses import address_of
from clusterkit.core.ports import AuditName
from clusterkit.ideas.enums import CHANGE_TONES, ChangeState
from clusterkit.ideas.models.items import Item
from clusterkit.tenancy.guards import StatefulModel


class ItemChange(StatefulModel):
    """A change of an open item that the coordinators look at; the text as it was stays until then.

    ``values`` are the new values by name of the field as JSON (days in ISO form, sectors by their ids), ``note`` what the
    coordinators answered. One waits at a time; a later change of the owner replaces it.
    """

    audit_names: ClassVar = {"fields": AuditName(_("what is changed"), lambda names: words_of_fields(names))}

    item = models.ForeignKey(Item, models.CASCADE, related_name="changes")
    values = models.JSONField(_("new values"), default=dict, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(
        _("state"), max_length=12, choices=ChangeState, default=ChangeState.WAITING, editable=False
    )
    note = models.TextField(_("note of the coordinators"), blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change of an item")
        verbose_name_plural = _("changes of items")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state=ChangeState.WAITING), name="clusterkit_ideas_one_waiting_change"
            )
        ]

    def __str__(self) -> str:
        return str(self.item)

    def get_absolute_url(self) -> str:
        """The page that compares the old with the new."""
        return address_of("clusterkit_ideas:change", pk=self.item_id, change=self.pk)

    @property
    def state_tone(self) -> str:
        """The tone of the state."""
        return CHANGE_TONES[ChangeState(self.state)]


def word_of_field(name: str) -> str:
    """What people call a field of an item, from the name in the code."""
    field: Any = None if name == "files" else Item._meta.get_field(name)
    return str(_("files") if field is None else field.verbose_name)


def words_of_fields(names: Iterable[str]) -> str:
    """Several of them, with commas between."""
    return ", ".join(word_of_field(name) for name in names)
