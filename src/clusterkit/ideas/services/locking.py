"""The locked row of an item. Whoever changes an item or what hangs on it takes this lock first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import NotVisible, StaleVersion, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.ideas import actions
from clusterkit.ideas.enums import WRITABLE_STATES
from clusterkit.ideas.models import Comment, Item
from clusterkit.tenancy.guards import check_same_schema


def lock_item(item: Item) -> Item:
    """The locked row. Raises ``NotVisible`` when it is gone, ``CrossTenantError`` for an item of another cluster."""
    check_same_schema("This item", getattr(item._state, "schema", None))
    locked = Item.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=item.pk).first()
    if locked is None:
        raise NotVisible
    return locked


def lock_writable(item: Item, actor: Actor, expected_version: int | None = None) -> Item:
    """The locked row, if *actor* may change its text now. Raises ``StateConflict``, ``StaleVersion``, ``NotPermitted``."""
    locked = lock_item(item)
    policy_of(Item).require(actor, actions.EDIT, locked)
    if locked.effective_state not in WRITABLE_STATES:
        raise StateConflict(
            _("This is “%(state)s” now and cannot be changed.") % {"state": locked.state_label},
            details={"state": locked.state},
        )
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion(details={"version": locked.version, "expected": expected_version})
    return locked


def lock_comment(comment: Comment) -> Comment:
    """The locked row with its item, which is locked first: whoever changes a comment takes the two in this order.

    Raises ``NotVisible`` when it is gone, ``StateConflict`` when it was moved at this moment, ``CrossTenantError`` for a
    comment of another cluster.
    """
    check_same_schema("This comment", getattr(comment._state, "schema", None))
    found = Comment.objects.filter(pk=comment.pk).select_related("item").first()
    if found is None:
        raise NotVisible
    item = lock_item(found.item)
    locked = Comment.objects.select_for_update(of=("self",)).filter(pk=comment.pk, item=item).first()
    if locked is None:
        # It was moved to the item that this one was joined with.
        raise StateConflict(_("This comment was moved in the meantime. Look at it again."))
    locked.item = item
    return locked
