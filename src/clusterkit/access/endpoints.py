"""What an endpoint declared about who may use it: read in one place by the checks and by the middleware."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from clusterkit.core.conf import conf
from clusterkit.core.policies import Action


@dataclass(frozen=True)
class Endpoint:
    """One address of a URL configuration: its route, its view function and the module that defines it."""

    route: str
    name: str
    view: Callable[..., Any]

    @property
    def target(self) -> Any:
        """The class behind the view function, or the function."""
        return getattr(self.view, "view_class", None) or getattr(self.view, "cls", None) or self.view

    @property
    def module(self) -> str:
        """Where the class or function was written."""
        return str(getattr(self.target, "__module__", ""))

    @property
    def is_ours(self) -> bool:
        """Whether it has to declare a policy."""
        return any(self.module == prefix or self.module.startswith(f"{prefix}.") for prefix in conf.STRICT_POLICIES)

    def undeclared(self) -> list[str]:
        """The parts of the endpoint without a policy: API actions by name, or the view itself."""
        methods: Mapping[str, str] | None = getattr(self.view, "actions", None)
        if methods is not None:
            declared = getattr(self.target, "policy_actions", {})
            return sorted({action for action in methods.values() if not isinstance(declared.get(action), Action)})
        return [] if isinstance(declared_action(self.view), Action) else [self.name or self.route]


def declared_action(view: Callable[..., Any]) -> Action | None:
    """The action that a view function declares, itself or by its class."""
    target = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    action = getattr(view, "policy_action", None) or getattr(target, "policy_action", None)
    return action if isinstance(action, Action) else None


def endpoints(urlconf: str) -> Iterator[Endpoint]:
    """All endpoints of a URL configuration, nested ones included."""
    yield from _walk(get_resolver(urlconf).url_patterns, "", "")


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, namespace: str) -> Iterator[Endpoint]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, route, inner)
        else:
            yield Endpoint(route, f"{namespace}{pattern.name}" if pattern.name else "", pattern.callback)
