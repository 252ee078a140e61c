"""Who was stopped from writing by the coordinators, and what he may not do until then."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import NotPermitted, NotVisible
from clusterkit.core.policies import Action, Actor, Policy
from clusterkit.ideas import actions
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.models import Sanction

M = TypeVar("M", bound=models.Model)
BLOCK: Final = "ideas.block"
"""The kind of ``viewer.posts`` under which the sanctions stand that stop a person from writing: it costs no query to ask."""
STOPPED: Final = frozenset(
    {
        *(actions.PUBLISH, actions.PUBLISH_DIRECTLY, actions.RENEW, actions.CLOSE),
        *(actions.COMMENT, actions.EDIT_COMMENT, actions.REACT, actions.SUPPORT, actions.REPORT),
        *(actions.RESPOND, actions.TALK, actions.ASK_MORE, actions.ANSWER_MORE, actions.PROPOSE_TOPIC),
    }
)
"""What puts words or a voice before others. Reading, following, one's drafts, taking back and removing what is one's own, and
deciding on an answer that waits stay open: others shall not suffer."""
_UNSEEN: Final = frozenset({ItemState.DRAFT, ItemState.CHANGES_REQUESTED})


def is_stopped(actor: Actor, action: Action | None = None, obj: Any = None) -> bool:
    """Whether the coordinators stopped *actor* from *action* (with *obj*), or from writing at all."""
    if not actor.posts.get(BLOCK):
        return False
    if action == actions.EDIT:
        item = getattr(obj, "item", obj)
        return item is not None and getattr(item, "state", None) not in _UNSEEN
    return action is None or action in STOPPED


def stopping(actor: Actor) -> Sanction | None:
    """The sanction that stops *actor* longest; None where none does."""
    if not actor.posts.get(BLOCK):
        return None
    rows = Sanction.objects.blocking().filter(user_id__in=[actor.user_id or 0])
    found: Sanction | None = rows.order_by(models.F("until").desc(nulls_first=True), "-pk").first()
    return found


def stop_words(sanction: Sanction | None) -> str | Promise:
    """What a person reads who is stopped: until when and why."""
    if sanction is None:
        return _("The coordinators stopped you from writing.")
    if sanction.until is None:
        return _("The coordinators stopped you from writing until they allow it again. Their reason: %(reason)s") % {
            "reason": sanction.reason
        }
    return _("The coordinators stopped you from writing up to and including %(day)s. Their reason: %(reason)s") % {
        "day": date_format(sanction.until, "DATE_FORMAT"),
        "reason": sanction.reason,
    }


class StoppablePolicy(Policy[M]):
    """A policy about what people write: who was stopped is refused, with the reason and the day."""

    def can(self, actor: Actor, action: Action, obj: M | None = None) -> bool:
        """As the policy says, unless the person was stopped."""
        return not is_stopped(actor, action, obj) and super().can(actor, action, obj)

    def require(self, actor: Actor, action: Action, obj: M | None = None) -> None:
        """As for every policy; a person who was stopped reads why and until when."""
        if not is_stopped(actor, action, obj):
            super().require(actor, action, obj)
            return
        if obj is not None and not self.can(actor, self.view, obj):
            raise NotVisible
        raise NotPermitted(stop_words(stopping(actor)))
