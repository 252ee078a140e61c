"""The state-change engine: lock, check, veto, save, audit, tell.

A feature writes its machine as data in ``transitions.py`` and calls :func:`apply` from its services. Every
change of a state goes through here, whichever surface asked for it; there is no flag that skips a check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotVisible, StaleVersion, StateConflict
from clusterkit.core.happenings import Happening, happened
from clusterkit.core.hookpoints import Notify, Veto
from clusterkit.core.policies import Action, Actor, policy_of

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Transition:
    """One arrow of a machine: from any of ``sources`` to ``target``, by somebody who may do ``action``."""

    name: str
    sources: frozenset[str]
    target: str
    action: Action
    label: str | Promise
    needs_reason: bool = False


@dataclass(frozen=True)
class Changed(Generic[M]):
    """Payload of the hook points around a transition. In a veto the object still has its old state."""

    obj: M
    transition: Transition
    source: str
    actor: Actor
    reason: str = ""


class Machine:
    """The transitions of one model, as data. ``field`` is the model field that holds the state."""

    def __init__(self, *transitions: Transition, field: str = "state") -> None:
        self.field = field
        self._transitions = {item.name: item for item in transitions}
        if len(self._transitions) != len(transitions):
            raise ValueError("Two transitions have the same name")

    def __getitem__(self, name: str) -> Transition:
        return self._transitions[name]

    def __iter__(self) -> Iterator[Transition]:
        return iter(self._transitions.values())

    def open_from(self, state: str) -> list[Transition]:
        """The transitions that start in *state*."""
        return [item for item in self if state in item.sources]

    def available(self, obj: models.Model, actor: Actor) -> list[Transition]:
        """What *actor* may do with *obj* now: for buttons and for the API's ``actions``."""
        policy = policy_of(type(obj))
        state = getattr(obj, self.field)
        return [item for item in self.open_from(state) if policy.can(actor, item.action, obj)]


def apply(
    machine: Machine,
    name: str,
    obj: M,
    *,
    actor: Actor,
    expected_version: int | None = None,
    reason: str = "",
    veto: Veto[Changed[Any]] | None = None,
    effect: Callable[[M], Mapping[str, Any] | None] | None = None,
    notices: Callable[[M], Iterable[ports.Notice]] | None = None,
    announce: Notify[Changed[Any]] | None = None,
    happening: Happening | None = None,
) -> M:
    """Take *obj* over the transition *name* and return the fresh, saved object.

    The row is locked first and everything is decided on the locked row: the policy, the source state, the
    version that the form was opened on (*expected_version*), the *veto*. *effect* gets the locked object
    with its new state, before it is saved, may change fields and write related rows, and may return JSON
    values for the audit row. *notices* and the *happening* are written in the same transaction; *announce* is told
    after the commit.

    Raises ``NotVisible``, ``NotPermitted``, ``StateConflict``, ``StaleVersion``, ``Vetoed``, ``InvalidInput``.
    """
    transition = machine[name]
    model = type(obj)
    # An object of another cluster would name this cluster's row with the same key.
    getattr(obj, "_check_schema", lambda: None)()
    with transaction.atomic():
        locked = model._default_manager.select_for_update(of=("self",)).filter(pk=obj.pk).first()
        if locked is None:
            raise NotVisible
        policy_of(model).require(actor, transition.action, locked)
        source: str = getattr(locked, machine.field)
        if source not in transition.sources:
            raise StateConflict(
                _("This is already “%(state)s”. Look at it again and decide anew.")
                % {"state": _state_label(locked, machine.field)},
                details={"state": source},
            )
        version = getattr(locked, "version", None)
        if expected_version is not None and version != expected_version:
            raise StaleVersion(details={"version": version, "expected": expected_version})
        if transition.needs_reason and not reason.strip():
            raise InvalidInput(_("Give a reason: the other side will read it."), field="reason")
        if veto is not None:
            veto.check(Changed(locked, transition, source, actor, reason))
        setattr(locked, machine.field, transition.target)
        if version is not None:
            locked.version = version + 1  # type: ignore[attr-defined]
        if hasattr(locked, "state_changed_at"):
            locked.state_changed_at = timezone.now()
        extra = effect(locked) if effect is not None else None
        locked.save()
        ports.record(
            actor=actor,
            action=transition.action.code,
            target=locked,
            before={machine.field: source},
            after={machine.field: transition.target, **(extra or {})},
            reason=reason,
        )
        if notices is not None:
            ports.notify(*notices(locked))
        if happening is not None:
            happened(happening, locked)
        if announce is not None:
            announce.announce_on_commit(Changed(locked, transition, source, actor, reason))
    return locked


def _state_label(obj: models.Model, field: str) -> str:
    display = getattr(obj, f"get_{field}_display", None)
    return str(display() if display is not None else getattr(obj, field))
