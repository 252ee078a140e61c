"""For which of his organisations a person acts: the header by which a program says it."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.core.policies import Actor

HEADER: Final = "X-Acting-Organisation"


def asked_organisation(request: HttpRequest) -> int | None:
    """The primary key in the header; 0 where it holds something else, None without it."""
    given = request.headers.get(HEADER, "").strip()
    if not given:
        return None
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0


def require_acting(request: HttpRequest, viewer: Actor) -> None:
    """Refuse a request whose header names an organisation that *viewer* does not act for: it is not done for another.

    Raises ``InvalidInput`` for what is no number, ``NotPermitted``.
    """
    asked = asked_organisation(request)
    if asked is None or not viewer.is_authenticated or asked == viewer.acting_organisation_id:
        return
    if asked == 0:
        raise InvalidInput(_("The header X-Acting-Organisation takes the number of an organisation."))
    raise NotPermitted(_("You do not act for the organisation that the header X-Acting-Organisation names."))
