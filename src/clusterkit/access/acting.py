"""For which of his organisations a person acts: what his session remembers, for this cluster only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest

from clusterkit.access.sources import Row
from clusterkit.core.web.acting import asked_organisation
from clusterkit.tenancy.context import current_schema

SESSION_KEY: Final = "clusterkit_acting"


def remember_acting(request: HttpRequest, organisation_id: int) -> None:
    """Let the session act for this organisation from the next request on, as long as its person does."""
    request.session[SESSION_KEY] = [current_schema(), organisation_id]


def chosen_organisation(request: HttpRequest) -> int | None:
    """What the request asks for: the header of a program, else the choice of the session in this very cluster."""
    asked = asked_organisation(request)
    if asked is not None:
        return asked
    session = getattr(request, "session", None)
    schema, organisation_id = (session.get(SESSION_KEY) if session is not None else None) or (None, None)
    return organisation_id if schema == current_schema() else None


def acting_for(rows: Sequence[Row], chosen: int | None) -> int | None:
    """The organisation that a person with these affiliations acts for: the *chosen* one if it is one of his.

    Else the one that he chose last, else the only one. None where there are several and he never chose: then
    he is asked.
    """
    mine = [row for row in rows if row.ref is not None]
    if chosen is not None and any(row.ref == chosen for row in mine):
        return chosen
    latest = max((row for row in mine if row.value), key=lambda row: row.value, default=None)
    if latest is not None:
        return latest.ref
    return mine[0].ref if len(mine) == 1 else None
