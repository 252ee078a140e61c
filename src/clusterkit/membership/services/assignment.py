"""Who of the office looks after an application: claimed, handed over, put back, and freed when somebody leaves.

It moves nothing: the state and its version stay, so that no form that somebody has open becomes stale by it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import viewer_by_id
from clusterkit.accounts.services import require_present
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, StaleVersion
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.membership import actions
from clusterkit.membership import notices as kinds
from clusterkit.membership.enums import ASSIGNABLE_STATES
from clusterkit.membership.models import Application
from clusterkit.membership.policies import may_look_after
from clusterkit.membership.selectors.assignment import assignee_of, names_of, wrongly_assigned
from clusterkit.membership.selectors.people import reviewer_ids
from clusterkit.membership.services.file import check_state, lock, notice


@transaction.atomic
def assign(
    *, application: Application, assignee: int | None, actor: Actor, instead_of: int | None = None
) -> Application:
    """Let the person with the id *assignee* look after the application, or nobody (None).

    *instead_of* is who did so when the caller looked, None for nobody: of two who claim it at once one gets it. The
    one who gets it from somebody else is told. Raises ``StaleVersion`` where another one does meanwhile, ``InvalidInput``
    for somebody who may not review this application, ``StateConflict`` for a draft and once it is decided.
    """
    locked = lock(application)
    policy_of(Application).require(actor, actions.ASSIGN, locked)
    check_state(locked, ASSIGNABLE_STATES)
    current = assignee_of(locked)
    if current != instead_of and current != assignee:
        raise StaleVersion(_moved_on(current), details={"assignee": current, "expected": instead_of})
    standing = viewer_by_id(assignee) if assignee is not None else None
    if assignee is not None and (
        standing is None or not may_look_after(standing, locked) or assignee not in reviewer_ids(locked.organisation_id)
    ):
        raise InvalidInput(
            _(
                "This person may not review the application. Choose somebody of the office who has nothing to do with it."
            ),
            field="assignee",
        )
    if current == assignee == locked.assignee_id:
        return locked
    _write(locked, assignee, actor)
    require_present(actor)
    if standing is not None:
        # Somebody who is erased at this moment gets nothing that his erasure would not find.
        require_present(standing)
    if assignee is not None and assignee != actor.user_id:
        ports.notify(
            notice(
                locked,
                kinds.ASSIGNED,
                [assignee],
                event=f"assigned:{assignee}:{locked.version}:{timezone.now().isoformat()}",
                who=actor.display_name,
            )
        )
    return locked


def take_care(locked: Application, actor: Actor) -> dict[str, str]:
    """Let whoever takes an application up look after it where nobody does. Returns what the audit row says of it.

    Called inside the transition, with the locked application.
    """
    if actor.user_id is None or assignee_of(locked) is not None:
        return {}
    locked.assignee_id = actor.user_id
    return {"assignee": actor.display_name}


def free_of(user_ids: Iterable[int], *, are_gone: bool = False) -> int:
    """Put back what these people look after and may not any more: they left the office or got a side in it.

    *are_gone* puts back all of theirs. Returns how many applications it were. Called in the transaction that takes the
    right away, and by the clock.
    """
    rows = Application.objects.filter(assignee_id__in=list(user_ids), state__in=sorted(ASSIGNABLE_STATES))
    return sum(_free(row, are_gone) for row in rows.order_by("pk"))


def free_left() -> int:
    """Put back what somebody looks after whose days in the office are over. Called by the clock, as often as it likes."""
    return sum(_free(row, False) for row in wrongly_assigned())


@transaction.atomic
def _free(application: Application, is_gone: bool) -> bool:
    locked = lock(application)
    if locked.assignee_id is None or locked.state not in ASSIGNABLE_STATES:
        return False
    if not is_gone and assignee_of(locked) is not None:
        return False
    _write(locked, None, SystemActor())
    return True


def _write(locked: Application, assignee: int | None, actor: Actor) -> None:
    names = names_of([pk for pk in (locked.assignee_id, assignee) if pk is not None])
    before = names.get(locked.assignee_id or 0, "")
    locked.assignee_id = assignee
    locked.save(update_fields=["assignee", "updated_at"])
    ports.record(
        actor=actor,
        action=actions.ASSIGN.code,
        target=locked,
        before={"assignee": before},
        after={"assignee": names.get(assignee or 0, "")},
    )


def _moved_on(current: int | None) -> str:
    if current is None:
        return str(_("Nobody looks after it any more: it was put back meanwhile. Look at it and decide anew."))
    return _("%(name)s looks after it now. Look at it and decide anew.") % {
        "name": names_of([current]).get(current, "")
    }
