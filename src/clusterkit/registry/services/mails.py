"""The mails about a request for a cluster. They are sent after the commit; one that fails is kept on the request.

There is no outbox in public: a mail that the server did not take is sent again by hand, in the operators' console.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone, translation

from clusterkit.accounts import mail
from clusterkit.accounts.links import absolute, reset_token
from clusterkit.core.conf import conf
from clusterkit.registry.enums import MailKind, RequestState
from clusterkit.registry.models import OpeningRequest
from clusterkit.tenancy.context import cluster_context, on_commit, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.signing import make_token

logger = logging.getLogger("clusterkit.registry")
CONFIRM_PURPOSE = "registry.confirm-request"
KINDS: dict[str, MailKind] = {
    RequestState.NEW: MailKind.CONFIRM,
    RequestState.APPROVED: MailKind.APPROVED,
    RequestState.DECLINED: MailKind.DECLINED,
}
"""The mail that belongs to a state; the other states have none."""


def send_after_commit(request: OpeningRequest) -> None:
    """Send the mail of the request's state once the running transaction is through."""
    pk = request.pk

    def send() -> None:
        send_now(pk)

    on_commit(send)


def send_now(pk: int) -> bool:
    """Send the mail of the request's state; whether the mail server took it stays on the request."""
    with public_schema():
        request = OpeningRequest.objects.get(pk=pk)
        kind = KINDS[request.state]
        with translation.override(request.language):
            sent = mail.send(f"clusterkit/registry/mails/{kind.value}", request.email, _context(request))
        OpeningRequest.objects.filter(pk=pk).update(mail_kind=kind, mail_at=timezone.now(), mail_failed=not sent)
    return sent


def tell_operators(request: OpeningRequest) -> None:
    """Tell every operator after the commit that a request waits; one whose mailbox fails does not keep the others."""
    page = absolute(_in_public("clusterkit_registry:request", request.pk))
    users = get_user_model()._default_manager.filter(is_staff=True, is_active=True).order_by("pk")
    field = get_user_model().get_email_field_name()
    addresses = [address for address in users.values_list(field, flat=True)[:50] if address]
    language = settings.LANGUAGE_CODE.split("-")[0]

    def send() -> None:
        with translation.override(language):
            for address in addresses:
                mail.send("clusterkit/registry/mails/waiting", address, {"request": request, "url": page})

    on_commit(send)


def _context(request: OpeningRequest) -> dict[str, Any]:
    context: dict[str, Any] = {"request": request}
    if request.state == RequestState.NEW:
        token = make_token(purpose=CONFIRM_PURPOSE, subject=[request.pk, request.email])
        context |= {
            "url": absolute(_in_public("clusterkit_registry:confirm", token)),
            "days": conf.OPENING_REQUEST_DAYS,
        }
    elif request.state == RequestState.APPROVED:
        cluster = Cluster.objects.filter(slug=request.cluster_slug).first()
        if cluster is not None:
            context |= {
                "cluster_name": str(cluster.name),
                "site": cluster.absolute_url("/"),
                "url": password_link(cluster, request),
                "forgotten": cluster.absolute_url(_in_cluster("account_reset_password")),
            }
    return context


def password_link(cluster: Cluster, request: OpeningRequest) -> str:
    """The link by which the first coordinator sets a password, or the cluster's sign-in page where he has one."""
    with cluster_context(cluster):
        model = get_user_model()
        field = model.get_email_field_name()
        person = model._default_manager.filter(**{field: request.email.lower()}, is_active=True).first()
        if person is None or person.has_usable_password():
            return cluster.absolute_url(_in_cluster("account_login"))
        token = reset_token(person, request.email.lower())
        return cluster.absolute_url(_in_cluster("account_reset_password_from_key", token))


def _in_cluster(name: str, *args: str) -> str:
    return reverse(name, args=args, urlconf=settings.ROOT_URLCONF)


def _in_public(name: str, *args: Any) -> str:
    return reverse(name, args=args, urlconf=settings.PUBLIC_SCHEMA_URLCONF)
