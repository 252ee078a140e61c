"""What operators do with a request for a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.access.services import give_tier
from clusterkit.accounts.entering import enter_person
from clusterkit.core import ports, transitions
from clusterkit.core.exceptions import InvalidInput, StateConflict, Unavailable
from clusterkit.core.policies import COORDINATOR, Actor, SystemActor, policy_of
from clusterkit.hosting.creation import open_cluster
from clusterkit.registry.actions import SEND_AGAIN
from clusterkit.registry.models import OpeningRequest
from clusterkit.registry.services.mails import KINDS, send_after_commit, send_now
from clusterkit.registry.transitions import REQUESTS
from clusterkit.tenancy.exceptions import TenancyError
from clusterkit.tenancy.models import Cluster

EMPTY: Final = "empty"
"""The blueprint with nothing but the tables."""


def approve_request(
    *,
    request: OpeningRequest,
    values: Mapping[str, Any],
    actor: Actor,
    expected_version: int | None = None,
) -> OpeningRequest:
    """Create the cluster with the person as its first coordinator, mail him the link for a password, or do none of it.

    *values*: ``slug``, ``host``, ``name`` and ``short_name`` (texts by language), ``blueprint`` (its code).
    Raises ``InvalidInput`` for a value that cannot be, ``StateConflict`` for a request that is decided.
    """

    def opened(locked: OpeningRequest) -> Mapping[str, Any]:
        cluster = _create_for(locked, values, actor)
        locked.cluster_slug = str(cluster.slug)
        send_after_commit(locked)
        return {"cluster_slug": locked.cluster_slug}

    return transitions.apply(
        REQUESTS, "approve", request, actor=actor, expected_version=expected_version, effect=opened
    )


def _create_for(request: OpeningRequest, values: Mapping[str, Any], actor: Actor) -> Cluster:
    def coordinator(cluster: Cluster) -> None:
        system = SystemActor()
        person = enter_person(email=request.email, name=request.person, password=None, actor=system)
        give_tier(user=person, tier=COORDINATOR, actor=system)

    try:
        with transaction.atomic():
            return open_cluster(
                **{**values, "blueprint": values.get("blueprint") or EMPTY},
                seed=coordinator,
                actor=actor,
                industry={request.language: request.industry},
                city={request.language: request.city},
                region=request.region,
            )
    except ValidationError as error:
        raise _invalid(error) from error
    except TenancyError as error:
        raise Unavailable(_("The cluster could not be created: %(why)s") % {"why": error}) from error


def _invalid(error: ValidationError) -> InvalidInput:
    """The first thing that is wrong, at the field of the form that it belongs to."""
    if not hasattr(error, "error_dict"):
        return InvalidInput(" ".join(error.messages))
    name, texts = next(iter(error.message_dict.items()))
    field = {"domain": "host"}.get(name, name)
    return InvalidInput(" ".join(texts), field=field)


def decline_request(
    *, request: OpeningRequest, reason: str, actor: Actor, expected_version: int | None = None
) -> OpeningRequest:
    """Decline with a reason, which is mailed to the person."""

    def declined(locked: OpeningRequest) -> None:
        locked.reason = reason
        send_after_commit(locked)

    return transitions.apply(
        REQUESTS, "decline", request, actor=actor, expected_version=expected_version, reason=reason, effect=declined
    )


def send_again(*, request: OpeningRequest, actor: Actor) -> bool:
    """Send the mail of the request's state again. Whether the mail server took it.

    Raises ``StateConflict`` where the state has no mail.
    """
    policy_of(OpeningRequest).require(actor, SEND_AGAIN, request)
    if request.state not in KINDS:
        raise StateConflict(_("There is no mail to send now."))
    ports.record(actor=actor, action=SEND_AGAIN.code, target=request, after={"mail": KINDS[request.state].value})
    return send_now(request.pk)
