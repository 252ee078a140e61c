"""The family of errors that a use case may answer with.

Each error has a stable ``code`` for programs, a translatable ``message`` for people that says what happened
and what to do, and the HTTP ``status`` that web and API answer with. Services raise them; views and the API
turn them into a form error, a page or an ``application/problem+json`` body (RFC 9457).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the domain refused. ``message`` is shown to people as it is.

    ``field`` names the form field or JSON member that the person should look at, if there is one.
    ``details`` is a mapping of JSON values added to the problem document.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    title: ClassVar[str | Promise] = _("This could not be done")
    default_message: ClassVar[str | Promise] = _("This could not be done. Check what you entered and try again.")

    def __init__(
        self,
        message: str | Promise | None = None,
        *,
        field: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        self.message: str | Promise = message if message is not None else self.default_message
        self.field = field
        self.details: dict[str, Any] = dict(details or {})
        super().__init__(str(self.code))

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(DomainError):
    """The values given do not make sense together (the form or serializer could not know)."""

    code = "invalid"
    status = 400
    title = _("Please check what you entered")


class NotVisible(DomainError):
    """The object is not there for this person. Answers 404 so that its existence stays unknown."""

    code = "not_found"
    status = 404
    title = _("Not found")
    default_message = _("There is nothing at this address, or it is not open to you.")


class SiteReadOnly(DomainError):
    """The cluster's site is archived: nobody signs in, and nothing is sent or changed."""

    code = "archived"
    status = 403
    title = _("This site is kept for reading")
    default_message = _(
        "The cluster’s site is archived: what is open to everybody can be read, nothing can be sent or changed any more."
    )


class NotPermitted(DomainError):
    """The person sees the thing but may not do this with it."""

    code = "not_permitted"
    status = 403
    title = _("Not allowed")
    default_message = _("You may not do this. If you think you should, write to the coordinator of the cluster.")

    def __init__(
        self,
        message: str | Promise | None = None,
        *,
        needed_tier: str | None = None,
        field: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message, field=field, details=details)
        self.needed_tier = needed_tier


class Conflict(DomainError):
    """Somebody else was faster, or the thing is no longer in a state that allows this."""

    code = "conflict"
    status = 409
    title = _("Something changed in the meantime")
    default_message = _("Somebody changed this before you. Look at the new state and decide again.")


class StateConflict(Conflict):
    """The transition does not start from the state in which the object is now."""

    code = "state_conflict"


class StaleVersion(Conflict):
    """The form was opened on an older version of the object."""

    code = "stale_version"


class Vetoed(DomainError):
    """A rule of the host project refused, or crashed: a veto that crashes refuses."""

    code = "vetoed"
    status = 422
    title = _("A rule of this cluster does not allow it")
    default_message = _("A rule of this cluster does not allow it. Write to the coordinator if you need help.")


class TooMany(DomainError):
    """The person did this too often in a short time."""

    code = "too_many"
    status = 429
    title = _("Too often")
    default_message = _("You did this several times already. Wait a while and try again.")


class Unavailable(DomainError):
    """A part of the platform cannot answer now."""

    code = "unavailable"
    status = 503
    title = _("Not available right now")
    default_message = _("This part of the site cannot answer right now. Try again in a minute.")
