"""Adding web hooks, changing them, switching them on and off, and new secrets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, NotVisible, StaleVersion, StateConflict
from clusterkit.core.happenings import happenings
from clusterkit.core.policies import Actor, policy_of
from clusterkit.webhooks.actions import MANAGE
from clusterkit.webhooks.enums import DeliveryState, DropReason, OffReason
from clusterkit.webhooks.models import Delivery, Endpoint, new_secret
from clusterkit.webhooks.validators import checked

FIELDS: Final = ("url", "description", "events", "tier")
MOST_ENDPOINTS: Final = 20
OVERLAP: Final = timedelta(hours=24)


@transaction.atomic
def create_endpoint(*, actor: Actor, values: Mapping[str, Any]) -> Endpoint:
    """Add a web hook, switched on. *values* by the names in ``FIELDS``; its ``secret`` is to be shown once, now.

    Raises ``NotPermitted``, ``InvalidInput`` with its field, ``Conflict`` when there are too many.
    """
    policy_of(Endpoint).require(actor, MANAGE)
    if Endpoint.objects.count() >= MOST_ENDPOINTS:
        raise Conflict(
            _("There are %(most)d web hooks already. Take one away that nobody needs.") % {"most": MOST_ENDPOINTS}
        )
    endpoint = Endpoint(**checked(values))
    endpoint.save()
    ports.record(actor=actor, action=MANAGE.code, target=endpoint, after=_values(endpoint))
    return endpoint


@transaction.atomic
def update_endpoint(
    *, endpoint: Endpoint, actor: Actor, values: Mapping[str, Any], expected_version: int | None = None
) -> Endpoint:
    """Change what is given. What waits goes to the new address. Raises as :func:`create_endpoint`, and ``StaleVersion``."""
    locked = _lock(endpoint, actor, expected_version)
    before = _values(locked)
    # What an app told that is not installed any more must not stand in the way of another change.
    present = [code for code in before["events"] if happenings.get(code) is not None]
    for name, value in checked({**before, "events": present, **values}).items():
        setattr(locked, name, value)
    after = _values(locked)
    changed = [name for name in FIELDS if before[name] != after[name]]
    if "url" in changed:
        locked.failing_since = None
    _save(locked)
    ports.record(
        actor=actor,
        action=MANAGE.code,
        target=locked,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return locked


@transaction.atomic
def rotate_secret(*, endpoint: Endpoint, actor: Actor, expected_version: int | None = None) -> Endpoint:
    """Give it a new secret. The one before signs beside it for a day, so that the other system has time to take it over."""
    locked = _lock(endpoint, actor, expected_version)
    locked.old_secret, locked.old_secret_until = locked.secret, timezone.now() + OVERLAP
    locked.secret = new_secret()
    _save(locked)
    ports.record(actor=actor, action=MANAGE.code, target=locked, after={"secret": "new"})
    return locked


@transaction.atomic
def switch_on(*, endpoint: Endpoint, actor: Actor) -> Endpoint:
    """Send again, what waits included. Raises ``StateConflict`` for one that is on."""
    locked = _lock(endpoint, actor)
    if locked.is_active:
        raise StateConflict(_("This web hook is switched on already."))
    locked.is_active, locked.off_reason, locked.failing_since = True, "", None
    _save(locked)
    ports.record(actor=actor, action=MANAGE.code, target=locked, before={"is_active": False}, after={"is_active": True})
    return locked


@transaction.atomic
def switch_off(*, endpoint: Endpoint, actor: Actor) -> Endpoint:
    """Send nothing more. What waits is kept; what happens meanwhile is not written down. Raises ``StateConflict``."""
    locked = _lock(endpoint, actor)
    if not locked.is_active:
        raise StateConflict(_("This web hook is switched off already."))
    put_out(locked, OffReason.BY_HAND, actor=actor)
    return locked


@transaction.atomic
def delete_endpoint(*, endpoint: Endpoint, actor: Actor) -> None:
    """Take a web hook away, with everything that was sent to it."""
    locked = _lock(endpoint, actor)
    ports.record(actor=actor, action=MANAGE.code, target=locked, before=_values(locked))
    locked.delete()


def put_out(locked: Endpoint, reason: OffReason, *, actor: Actor) -> None:
    """Switch off the *locked* web hook, whoever does it, and say so in the audit log."""
    locked.is_active, locked.off_reason = False, reason
    _save(locked)
    ports.record(
        actor=actor,
        action=MANAGE.code,
        target=locked,
        before={"is_active": True},
        after={"is_active": False, "off_reason": reason.value},
    )


def silence_copy() -> None:
    """In the copy of a cluster: nothing that waits is sent, and every web hook is off until the office switches it on."""
    Delivery.objects.filter(state=DeliveryState.PENDING).update(
        state=DeliveryState.DROPPED, drop_reason=DropReason.COPIED
    )
    Endpoint.objects.on().update(is_active=False, off_reason=OffReason.COPIED)


def _lock(endpoint: Endpoint, actor: Actor, expected_version: int | None = None) -> Endpoint:
    locked: Endpoint | None = Endpoint.objects.select_for_update().filter(pk=endpoint.pk).first()
    if locked is None:
        raise NotVisible
    policy_of(Endpoint).require(actor, MANAGE, locked)
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion(details={"version": locked.version, "expected": expected_version})
    return locked


def _save(locked: Endpoint) -> None:
    locked.version += 1
    locked.save()


def _values(endpoint: Endpoint) -> dict[str, Any]:
    return {name: getattr(endpoint, name) for name in FIELDS}
