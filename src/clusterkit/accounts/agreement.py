"""Whether somebody agrees to a purpose: asked by policies and lists, so it stands below both."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Subquery, Value

from clusterkit.accounts.consents import Purpose, purposes
from clusterkit.accounts.models import ConsentDecision


def consented(purpose: str, user: str = "user_id") -> Exists | Value:
    """A condition for query sets: the person in the field *user* agrees to the present text of *purpose*.

    ::

        Affiliation.objects.filter(consented("directory.people"))

    It is part of the one statement, so a withdrawn consent has its effect in the very next list.
    """
    known = purposes.get(purpose)
    if known is None:
        return Value(False, output_field=BooleanField())
    newest = ConsentDecision.objects.filter(purpose=purpose, user_id=OuterRef(OuterRef(user))).order_by("-pk")
    return Exists(
        ConsentDecision.objects.filter(pk=Subquery(newest.values("pk")[:1]), given=True, version=known.version)
    )


def has_consent(user: Any, purpose: str | Purpose) -> bool:
    """Whether *user* (a user or his primary key) agrees to the present text of *purpose*. One query.

    Whatever needs a consent asks this, or :func:`consented` in a list. Nobody has one who did not answer, who took it
    back, or who agreed to an earlier version only.
    """
    code = purpose if isinstance(purpose, str) else purpose.code
    known, user_id = purposes.get(code), getattr(user, "pk", user)
    if known is None or user_id is None:
        return False
    last = decision_in_force(user_id, code)
    return last is not None and last.given and last.version == known.version


def decision_in_force(user_id: int, purpose: str) -> ConsentDecision | None:
    """The newest answer of a person to a purpose."""
    return ConsentDecision.objects.filter(user_id=user_id, purpose=purpose).order_by("-pk").first()
