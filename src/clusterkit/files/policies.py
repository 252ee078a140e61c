"""Who may read a file: its purpose answers."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.files.actions import EXPIRE, REMOVE, UPLOAD, VIEW
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import purposes

__all__ = ["EXPIRE", "REMOVE", "UPLOAD", "VIEW", "StoredFilePolicy"]


@register
class StoredFilePolicy(Policy[StoredFile]):
    """The purpose of a file decides; a file whose purpose is not registered any more is open to nobody."""

    model = StoredFile
    view = VIEW

    def permits(self, actor: Actor, action: Action, obj: StoredFile) -> bool:
        """Reading and removing are two questions to the purpose. That a file's time is over the platform says."""
        if action == EXPIRE:
            return actor.is_system
        purpose = purposes.get(obj.purpose)
        if purpose is None:
            return False
        if action == REMOVE:
            return purpose.may_remove(actor, obj)
        return purpose.may_read(actor, obj)

    def scope(self, actor: Actor, queryset: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
        """Each file is asked about: pass a query set that is narrow already (the files of one object)."""
        return queryset.filter(pk__in=[item.pk for item in queryset if self.permits(actor, VIEW, item)])
