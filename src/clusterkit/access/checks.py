"""Default deny, told at start: an endpoint or an admin view of ours without a declared policy is an error."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.checks import CheckMessage, Error, Tags, register

from clusterkit.access.endpoints import endpoints
from clusterkit.core.apps import ClusterkitAppConfig
from clusterkit.core.conf import conf
from clusterkit.core.policies import Action, policies


@register(Tags.security)
def check_endpoints(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every address of ours, in a cluster's site and on the public host, names who may use it."""
    problems: list[CheckMessage] = []
    named = (settings.ROOT_URLCONF, getattr(settings, "PUBLIC_SCHEMA_URLCONF", None))
    for urlconf in sorted({str(name) for name in named if name}):
        for endpoint in endpoints(urlconf):
            if endpoint.is_ours:
                problems += [
                    Error(
                        f"/{endpoint.route} ({endpoint.module}.{getattr(endpoint.target, '__name__', '')}) declares no policy for {part!r}",
                        hint="Set policy_action on the view, policy_actions on the viewset, or use @requires.",
                        id="clusterkit.E010",
                    )
                    for part in endpoint.undeclared()
                ]
    return problems


@register(Tags.security)
def check_admins(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every model admin of ours names the action that opens it."""
    problems: list[CheckMessage] = []
    for site in admin.sites.all_sites:
        for model_admin in site._registry.values():
            module = type(model_admin).__module__
            ours = any(module.startswith(f"{prefix}.") for prefix in conf.STRICT_POLICIES)
            if ours and not isinstance(getattr(model_admin, "policy_action", None), Action):
                problems.append(
                    Error(
                        f"{module}.{type(model_admin).__name__} declares no policy",
                        hint="Derive from clusterkit.access.admin.ClusterAdmin and set policy_action.",
                        id="clusterkit.E011",
                    )
                )
    return problems


@register(Tags.security)
def check_models(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every model that an API or a page lists has a policy; models of ours say so by registering one."""
    registered = {policy.model for policy in policies}
    problems: list[CheckMessage] = []
    for config in apps.get_app_configs():
        if not isinstance(config, ClusterkitAppConfig) or not getattr(config, "policies_complete", False):
            continue
        problems += [
            Error(
                f"{model.__name__} of {config.name} has no policy",
                hint="Register one in its policies.py.",
                id="clusterkit.E012",
            )
            for model in config.get_models()
            if model not in registered
        ]
    return problems
