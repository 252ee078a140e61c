"""Permissions: actions, actors and the one place that answers for each model.

An *action* ("ideas.publish") names what somebody does; code declares the tier it needs and the bounds in
which a cluster's coordinator may move it. A *policy* answers for one model, for an object (``can``) and for a
list (``visible_to``), side by side, so that the two cannot drift apart. An endpoint names its action with
``policy_action`` (views), ``policy_actions`` (API) or ``@requires`` (functions); without one it does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar, cast, runtime_checkable

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import NotPermitted, NotVisible

GUEST: Final = "guest"
REGISTERED: Final = "registered"
MEMBER: Final = "member"
COORDINATOR: Final = "coordinator"
OPERATOR: Final = "operator"
"""Who runs the platform. It is no step of a cluster's ladder: nobody reaches it outside the public host."""

M = TypeVar("M", bound=models.Model)
V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True)
class Action:
    """Something a person does. ``tier`` is what it needs by default, ``lowest`` and ``highest`` bound a cluster's choice."""

    code: str
    tier: str
    label: str | Promise
    lowest: str
    highest: str

    @property
    def movable(self) -> bool:
        """Whether a cluster may choose another tier."""
        return self.lowest != self.highest


class Actions:
    """The registry of all declared actions."""

    def __init__(self) -> None:
        self._actions: dict[str, Action] = {}

    def declare(
        self,
        code: str,
        tier: str,
        label: str | Promise,
        *,
        lowest: str | None = None,
        highest: str | None = None,
    ) -> Action:
        """Declare an action. Without bounds its tier is fixed. Raises ``ValueError`` for a code declared otherwise before."""
        action = Action(code, tier, label, lowest or tier, highest or tier)
        known = self._actions.setdefault(code, action)
        if (known.tier, known.lowest, known.highest) != (action.tier, action.lowest, action.highest):
            raise ValueError(f"The action {code!r} is declared already")
        return known

    def get(self, code: str) -> Action | None:
        """The action of this code, or None."""
        return self._actions.get(code)

    def __iter__(self) -> Iterator[Action]:
        return iter(self._actions.values())


actions = Actions()
declare = actions.declare

OPEN: Final = declare("core.open", GUEST, _("See what is open to everybody"))
SIGNED_IN: Final = declare("core.signed_in", REGISTERED, _("Use one's own account"))
COORDINATE: Final = declare("core.coordinate", COORDINATOR, _("Coordinate the cluster"))


@runtime_checkable
class Actor(Protocol):
    """Who acts: a person (``clusterkit.access.viewer.Viewer``) or the system."""

    @property
    def user_id(self) -> int | None:
        """Primary key of the user, None for guests and the system."""
        ...

    @property
    def display_name(self) -> str:
        """The name to show and to write into the audit log."""
        ...

    @property
    def tier(self) -> str:
        """Code of the person's tier."""
        ...

    @property
    def is_authenticated(self) -> bool:
        """Whether the person is signed in."""
        ...

    @property
    def is_system(self) -> bool:
        """Whether no person acts but the platform itself."""
        ...

    @property
    def is_coordinator(self) -> bool:
        """Whether the person runs the cluster's platform."""
        ...

    @property
    def organisation_ids(self) -> frozenset[int]:
        """Organisations for which the person may act (confirmed affiliations)."""
        ...

    @property
    def acting_organisation_id(self) -> int | None:
        """The one of ``organisation_ids`` that the person acts for now; None where he has none, or several and chose none."""
        ...

    @property
    def administered_ids(self) -> frozenset[int]:
        """Organisations of which the person is an admin."""
        ...

    @property
    def member_organisation_ids(self) -> frozenset[int]:
        """Those of ``organisation_ids`` whose membership is active today."""
        ...

    @property
    def pending(self) -> Mapping[str, int]:
        """What the person has begun here and not ended: the kind of thing, and the primary key of the newest one."""
        ...

    @property
    def posts(self) -> Mapping[str, frozenset[int]]:
        """The offices that the person holds here today: the sort of office, and the primary keys of those."""
        ...

    def allows(self, action: Action) -> bool:
        """Whether the person's tier reaches what *action* needs in this cluster."""
        ...


@dataclass(frozen=True)
class SystemActor:
    """The platform acting by itself: a command, a timer. It passes the tier check, never the state check."""

    display_name: str = "system"
    user_id: int | None = None
    tier: str = COORDINATOR
    is_authenticated: bool = False
    is_system: bool = True
    is_coordinator: bool = True
    organisation_ids: frozenset[int] = frozenset()
    acting_organisation_id: int | None = None
    administered_ids: frozenset[int] = frozenset()
    member_organisation_ids: frozenset[int] = frozenset()
    pending: Mapping[str, int] = field(default_factory=dict)
    posts: Mapping[str, frozenset[int]] = field(default_factory=dict)
    address: str | None = None

    def allows(self, action: Action) -> bool:
        """Always: there is nobody whose tier could be too low."""
        return True


class Policy(Generic[M]):
    """All permission answers for one model.

    Subclasses set ``model`` and ``view`` (the action of seeing one object) and write ``permits`` and
    ``scope``. ``can(actor, view, obj)`` must agree with ``obj in visible_to(actor)``: a contract test of the
    package tries it for every policy.
    """

    model: ClassVar[type[models.Model]]
    view: ClassVar[Action]

    def can(self, actor: Actor, action: Action, obj: M | None = None) -> bool:
        """Whether *actor* may do *action*, with *obj* where there is one."""
        if not actor.allows(action):
            return False
        return obj is None or self.permits(actor, action, obj)

    def permits(self, actor: Actor, action: Action, obj: M) -> bool:
        """The part of ``can`` that depends on the object; the tier was checked already."""
        raise NotImplementedError  # every policy decides: a default here would be an open door

    def visible_to(self, actor: Actor, queryset: models.QuerySet[M] | None = None) -> models.QuerySet[M]:
        """The objects that *actor* may see, as a query set (nothing where the tier is too low)."""
        rows = cast("models.QuerySet[M]", self.model._default_manager.all()) if queryset is None else queryset
        if not actor.allows(self.view):
            return rows.none()
        return self.scope(actor, rows)

    def scope(self, actor: Actor, queryset: models.QuerySet[M]) -> models.QuerySet[M]:
        """Narrow *queryset* to what *actor* may see; the tier of ``view`` was checked already."""
        raise NotImplementedError  # as in permits

    def require(self, actor: Actor, action: Action, obj: M | None = None) -> None:
        """Raise unless ``can``: ``NotVisible`` for what the actor may not know, else ``NotPermitted``."""
        if self.can(actor, action, obj):
            return
        if obj is not None and not self.can(actor, self.view, obj):
            raise NotVisible
        raise NotPermitted(needed_tier=None if actor.allows(action) else action.tier)


class TierPolicy(Policy[M]):
    """For rows that belong to nobody: whoever reaches the tier of an action may do it with each of them, and sees all."""

    def permits(self, actor: Actor, action: Action, obj: M) -> bool:
        """Everything that the tier allows."""
        return True

    def scope(self, actor: Actor, queryset: models.QuerySet[M]) -> models.QuerySet[M]:
        """All of them."""
        return queryset


class Policies:
    """The registry: one policy for each model."""

    def __init__(self) -> None:
        self._policies: dict[type[models.Model], Policy[Any]] = {}

    def register(self, policy: type[Policy[Any]]) -> type[Policy[Any]]:
        """Class decorator: this policy answers for its model. A later one (a host's) replaces an earlier one."""
        self._policies[policy.model] = policy()
        return policy

    def of(self, model: type[M]) -> Policy[M]:
        """The policy of *model*. Raises ``LookupError`` where none is registered (default deny)."""
        for base in model.__mro__:
            if base in self._policies:
                return self._policies[base]
        raise LookupError(f"No policy is registered for {model.__name__}")

    def __iter__(self) -> Iterator[Policy[Any]]:
        return iter(self._policies.values())


policies = Policies()
register = policies.register
policy_of = policies.of


def can(actor: Actor, action: Action, obj: models.Model) -> bool:
    """Whether *actor* may do *action* with *obj*, by the policy of its model."""
    return policies.of(type(obj)).can(actor, action, obj)


def visible_to(actor: Actor, queryset: models.QuerySet[M]) -> models.QuerySet[M]:
    """Narrow *queryset* to what *actor* may see, by the policy of its model."""
    return policies.of(queryset.model).visible_to(actor, queryset)


def requires(action: Action) -> Callable[[V], V]:
    """Declare the action of a function view; the access middleware enforces it."""

    def mark(view: V) -> V:
        view.policy_action = action  # type: ignore[attr-defined]
        return view

    return mark
