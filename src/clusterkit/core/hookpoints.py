"""Hook points: typed places where a host project joins in.

``Collect`` gathers answers (form fields, panels), ``Veto`` may refuse (and refuses when it crashes),
``Notify`` tells what happened. Each carries a payload dataclass and a docstring; receivers are called in an
explicit order and only when their app is enabled in the current cluster. A host registers them in the module
``clusterkit_hooks.py`` of its app, which is imported at start.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

from django.apps import apps
from django.utils.functional import Promise

from clusterkit.core import ports
from clusterkit.core.exceptions import DomainError, Vetoed

logger = logging.getLogger("clusterkit.hooks")

P = TypeVar("P")
R = TypeVar("R")
F = TypeVar("F", bound=Callable[..., Any])
DEFAULT_ORDER = 100


@dataclass(frozen=True)
class Receiver(Generic[P, R]):
    """One registered function with its place in the order and the app it belongs to."""

    function: Callable[[P], R | None]
    order: int
    app_label: str | None


class HookPoint(Generic[P, R]):
    """Common part of the three kinds. ``doc`` says when it is called and what a receiver should do."""

    def __init__(self, name: str, payload: type[P], doc: str) -> None:
        self.name = name
        self.payload = payload
        self.__doc__ = doc
        self._receivers: list[Receiver[P, R]] = []
        if name in hook_points:
            raise ValueError(f"The hook point {name!r} exists already")
        hook_points[name] = self

    @overload
    def connect(self, function: F, *, order: int = ..., app: str | None = ...) -> F: ...

    @overload
    def connect(self, function: None = None, *, order: int = ..., app: str | None = ...) -> Callable[[F], F]: ...

    def connect(
        self, function: Callable[[P], R | None] | None = None, *, order: int = DEFAULT_ORDER, app: str | None = None
    ) -> Any:
        """Register *function* (also as a decorator, with or without arguments).

        Lower *order* runs first; equal orders keep the order of registration. *app* is the app label the
        receiver belongs to; by default the app that contains its module.
        """
        if function is None:
            return lambda inner: self.connect(inner, order=order, app=app)
        self._receivers.append(Receiver(function, order, app or _containing_app(function)))
        self._receivers.sort(key=lambda receiver: receiver.order)
        return function

    def disconnect(self, function: Callable[[P], R | None]) -> None:
        """Take *function* out again."""
        self._receivers = [item for item in self._receivers if item.function is not function]

    @contextmanager
    def override(self, *functions: Callable[[P], R | None]) -> Iterator[None]:
        """For tests: only *functions* receive, for the length of the block."""
        kept = self._receivers
        self._receivers = [Receiver(function, DEFAULT_ORDER, None) for function in functions]
        try:
            yield
        finally:
            self._receivers = kept

    def receivers(self, *, switched_off: bool = False) -> list[Callable[[P], R | None]]:
        """The functions to call now: those whose app is enabled in the current cluster, or all with *switched_off*."""
        return [
            item.function
            for item in self._receivers
            if switched_off or item.app_label is None or ports.is_enabled.call(item.app_label)
        ]


hook_points: dict[str, HookPoint[Any, Any]] = {}


class Collect(HookPoint[P, R]):
    """Gathers one answer from each receiver; ``None`` answers are left out. A crash is not swallowed."""

    def collect(self, payload: P, *, switched_off: bool = False) -> list[R]:
        """The answers in order. With *switched_off* those of apps too that the cluster does not use."""
        answers = (function(payload) for function in self.receivers(switched_off=switched_off))
        return [answer for answer in answers if answer is not None]


class Veto(HookPoint[P, str | Promise | None]):
    """Asks whether something may happen. A receiver answers None, or the reason why not, for people to read."""

    def check(self, payload: P) -> None:
        """Raise ``Vetoed`` at the first refusal; a receiver that crashes refuses (fail closed)."""
        for function in self.receivers():
            try:
                reason = function(payload)
            except DomainError:
                raise
            except Exception as error:
                logger.exception("veto %s: the receiver %r crashed, so it refuses", self.name, function)
                raise Vetoed(details={"hook": self.name}) from error
            if reason is not None:
                raise Vetoed(reason, details={"hook": self.name})


class Notify(HookPoint[P, None]):
    """Tells what happened, after the commit and in the same schema. A receiver's crash is logged, never undone work."""

    def announce(self, payload: P) -> None:
        """Call the receivers now. One that crashes does not keep the others from hearing."""
        for function in self.receivers():
            try:
                function(payload)
            except Exception:
                logger.exception("notify %s: the receiver %r crashed", self.name, function)

    def announce_on_commit(self, payload: P) -> None:
        """Call the receivers when the running transaction is committed, in the same schema."""
        ports.on_commit.call(lambda: self.announce(payload))


def get_hook_point(name: str) -> HookPoint[Any, Any]:
    """The hook point of this name. Raises ``LookupError`` for an unknown one."""
    try:
        return hook_points[name]
    except KeyError:
        raise LookupError(f"There is no hook point {name!r}") from None


def _containing_app(function: Callable[..., Any]) -> str | None:
    config = apps.get_containing_app_config(function.__module__) if apps.apps_ready else None
    return config.label if config is not None else None
