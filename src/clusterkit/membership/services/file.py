"""The file of an application: locking it, and writing its lines and notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.services import require_present
from clusterkit.core.exceptions import NotVisible, StaleVersion, StateConflict
from clusterkit.core.policies import Actor
from clusterkit.core.ports import Notice, NoticeKind
from clusterkit.membership import notices as kinds
from clusterkit.membership.enums import MessageKind
from clusterkit.membership.models import Application, Message


def lock(application: Application) -> Application:
    """The application as it is now, its row locked until the transaction ends. Raises ``NotVisible``."""
    locked = Application.objects.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if locked is None:
        raise NotVisible
    return locked


def check_version(application: Application, expected: int | None) -> None:
    """Raise ``StaleVersion`` when the form was opened on an older version."""
    if expected is not None and application.version != expected:
        raise StaleVersion(
            _("This was changed in another window or by a colleague since you opened it. Look at it and decide anew."),
            details={"version": application.version, "expected": expected},
        )


def check_state(application: Application, states: frozenset[Any]) -> None:
    """Raise ``StateConflict`` when the application is in none of *states*."""
    if application.state not in states:
        raise StateConflict(
            _("The application is already “%(state)s”. Look at it again and decide anew.")
            % {"state": application.get_state_display()},
            details={"state": application.state},
        )


def write_line(
    application: Application, *, kind: str, actor: Actor, text: str = "", code: str = "", reason_code: str = ""
) -> Message:
    """Add a line to the file."""
    line = Message.objects.create(
        application=application,
        kind=kind,
        code=code,
        author_id=actor.user_id,
        author_name=str(actor.display_name)[:160],
        text=text,
        reason_code=reason_code,
    )
    require_present(actor)
    return line


def write_step(application: Application, *, code: str, actor: Actor, text: str = "", reason_code: str = "") -> Message:
    """Add a step: *code* is the name of the transition, *text* what both sides may read about it.

    *reason_code* is the predefined reason that was chosen for it.
    """
    return write_line(application, kind=MessageKind.STEP, actor=actor, text=text, code=code, reason_code=reason_code)


def notice_of(
    name: str, recipients: Sequence[int], **context: str | int | None
) -> Callable[[Application], list[Notice]]:
    """The one notice of the transition *name*, for ``transitions.apply``."""

    def make(application: Application) -> list[Notice]:
        return [
            notice(
                application,
                kinds.BY_TRANSITION[name],
                recipients,
                event=f"{name}:{application.version}",
                **context,
            )
        ]

    return make


def notice(
    application: Application, kind: NoticeKind, recipients: Sequence[int], *, event: str, **context: str | int | None
) -> Notice:
    """A notice about *application*; *event* tells it from the other notices about the same one."""
    return Notice(
        kind=kind,
        recipients=recipients,
        path=application.get_absolute_url(),
        event=f"membership.application:{application.pk}:{event}",
        context={"organisation": str(application.organisation), **context},
        target=application,
    )
