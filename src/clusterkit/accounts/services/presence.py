"""Whether the person who acts is still there, and by which name: what every write in his name may ask first."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import get_language

from clusterkit.core.exceptions import NotVisible
from clusterkit.core.policies import Actor
from clusterkit.core.written_once import A_KEY, WrittenOnce


def own_user(actor: Actor, *, lock: bool = False) -> Any:
    """The user row of *actor*. Raises ``NotVisible`` for a guest and for a closed account."""
    users = get_user_model()._default_manager.all()
    if lock:
        users = users.select_for_update(no_key=True)
    user = users.filter(pk=actor.user_id, is_active=True).first() if actor.user_id is not None else None
    if user is None:
        raise NotVisible
    return user


def lock_person(user_id: int) -> Any:
    """The locked row of an open account. Raises ``NotVisible`` where it was closed or erased in the meantime."""
    users = get_user_model()._default_manager.select_for_update(no_key=True)
    user = users.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotVisible
    return user


def require_present(actor: Actor) -> None:
    """Raise ``NotVisible`` when the person in whose name a row was just written is there no more.

    Call it after the row that points to him and keeps something of him (a name, a position) was inserted. His erasure
    waits for the rows that were inserted before, and takes them along; a row that waited for his erasure is undone
    by this. The platform itself is always there.
    """
    if actor.user_id is None or actor.is_system:
        return
    if not _PRESENT.rows(actor.user_id):
        raise NotVisible


def _present(user_id: int) -> QuerySet[Any]:
    rows: QuerySet[Any] = get_user_model()._default_manager.filter(pk=user_id, is_active=True)
    return rows.order_by().values_list("pk")


_PRESENT: Final = WrittenOnce(_present, A_KEY)


def page_language() -> str:
    """The language of the page, without its region."""
    return (get_language() or "").split("-")[0]
