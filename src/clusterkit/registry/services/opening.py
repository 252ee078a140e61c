"""Asking for a cluster, confirming the address, and what happens to a request that nobody confirms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports, transitions
from clusterkit.core.conf import conf
from clusterkit.core.exceptions import InvalidInput, NotVisible
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.registry.actions import ASK
from clusterkit.registry.enums import RequestState
from clusterkit.registry.models import OpeningRequest
from clusterkit.registry.services.mails import CONFIRM_PURPOSE, send_after_commit, tell_operators
from clusterkit.registry.transitions import REQUESTS
from clusterkit.tenancy.locks import hold
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.signing import InvalidToken, read_token

EXPIRED_AT_ONCE: Final = 200
FORGOTTEN: Final = ("person", "email", "message")
"""What an expired request does not keep: nobody confirmed that these are a person's own words."""


@transaction.atomic
def ask_for_cluster(*, values: Mapping[str, Any], actor: Actor) -> OpeningRequest:
    """Keep a request and mail its link to the address given. *values* are the fields that a guest fills in.

    Raises ``InvalidInput`` where the wished address is taken, or the e-mail has too many undecided requests.
    """
    policy_of(OpeningRequest).require(actor, ASK)
    expire_requests()
    email = str(values["email"]).lower()
    hold("opening-request", email)
    if OpeningRequest.objects.undecided().filter(email=email).count() >= conf.OPENING_REQUESTS_PER_EMAIL:
        raise InvalidInput(
            _("Some requests of this e-mail are not decided yet. Please wait for the answer."), field="email"
        )
    if Cluster.objects.filter(slug=values["slug"]).exists():
        raise InvalidInput(_("This address is taken. Choose another one."), field="slug")
    request = OpeningRequest(
        **{**values, "email": email, "language": (get_language() or "en").split("-")[0], "consented_at": timezone.now()}
    )
    request.full_clean()
    request.save()
    ports.record(actor=actor, action=ASK.code, target=request, after={"state": request.state})
    send_after_commit(request)
    return request


def request_of_link(token: str) -> OpeningRequest:
    """The request that the link of the mail names. Raises ``NotVisible`` for a link that opens nothing (any more)."""
    try:
        pk, email = read_token(token, purpose=CONFIRM_PURPOSE, max_age=conf.OPENING_REQUEST_DAYS * 24 * 3600)
    except InvalidToken as error:
        raise NotVisible from error
    request: OpeningRequest | None = OpeningRequest.objects.filter(pk=pk, email=email).first()
    if request is None or request.state == RequestState.EXPIRED:
        raise NotVisible
    return request


def confirm_request(*, token: str, actor: Actor) -> OpeningRequest:
    """Confirm the address by the link of the mail, once; then operators are told.

    Raises ``NotVisible`` for a link that opens nothing and ``StateConflict`` for one that was used.
    """

    def confirmed(request: OpeningRequest) -> None:
        request.confirmed_at = timezone.now()
        tell_operators(request)

    return transitions.apply(REQUESTS, "confirm", request_of_link(token), actor=actor, effect=confirmed)


def expire_requests(*, now: datetime | None = None) -> int:
    """Let the requests expire whose link is too old, and forget who was named in them. Returns how many."""
    before = (now or timezone.now()) - timedelta(days=conf.OPENING_REQUEST_DAYS)
    old = OpeningRequest.objects.filter(state=RequestState.NEW, created_at__lt=before).order_by("pk")
    count = 0
    for request in list(old[:EXPIRED_AT_ONCE]):
        with transaction.atomic():
            # Whoever confirms at this very moment is first, or too late.
            still = OpeningRequest.objects.select_for_update().filter(pk=request.pk, state=RequestState.NEW).first()
            if still is not None:
                transitions.apply(REQUESTS, "expire", still, actor=SystemActor(), effect=_forget)
                count += 1
    return count


def _forget(request: OpeningRequest) -> None:
    for name in FORGOTTEN:
        setattr(request, name, "")
