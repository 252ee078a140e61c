"""What a closed part of a page says: who sees it and how to get there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clusterkit.core import ports
from clusterkit.core.policies import Action
from clusterkit.core.surfaces import ViewerPayload
from clusterkit.core.web.locked import login_url, next_steps


@dataclass(frozen=True)
class Lock:
    """The tier that opens it, and the next step towards it."""

    tier_label: str | Promise
    step_url: str
    step_label: str | Promise


def lock_of(request: HttpRequest, action: Action) -> Lock:
    """The lock of what needs *action*: a guest is led to sign in and back."""
    viewer: Any = request.viewer  # type: ignore[attr-defined]
    label = ports.tier_label.call(viewer.needed_tier(action))
    if not viewer.is_authenticated:
        return Lock(label, login_url(request), _("Sign in or register"))
    step = next(iter(next_steps.collect(ViewerPayload(viewer))), None)
    return Lock(label, step.url if step else "", step.label if step else "")
