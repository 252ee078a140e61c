"""Requests for clusters on the public host, in every state an operator meets. No mail leaves the demonstration for them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.policies import SystemActor
from clusterkit.registry.actions import APPROVE, ASK, CONFIRM, DECLINE
from clusterkit.registry.enums import RequestState
from clusterkit.registry.models import OpeningRequest
from clusterkit.tenancy.context import public_schema
from example_project.demo.loading.reading import read

ACTIONS = {RequestState.CONFIRMED: CONFIRM, RequestState.APPROVED: APPROVE, RequestState.DECLINED: DECLINE}


def load_requests() -> None:
    """The requests of the demonstration, once."""
    with public_schema():
        for row in read("", "requests"):
            values = dict(row)
            sent = timezone.now() - timedelta(days=values.pop("days_ago"))
            state = RequestState(values["state"])
            request, created = OpeningRequest.objects.get_or_create(
                slug=values.pop("slug"),
                defaults={
                    **values,
                    "consented_at": sent,
                    "confirmed_at": sent + timedelta(hours=1) if state in ACTIONS else None,
                },
            )
            if not created:
                continue
            OpeningRequest.objects.filter(pk=request.pk).update(created_at=sent)
            guest = SystemActor(display_name=request.person)
            ports.record(actor=guest, action=ASK.code, target=request, after={"state": RequestState.NEW.value})
            if state in ACTIONS:
                ports.record(
                    actor=guest if state == RequestState.CONFIRMED else SystemActor(),
                    action=ACTIONS[state].code,
                    target=request,
                    before={"state": RequestState.NEW.value},
                    after={"state": state.value},
                    reason=request.reason,
                )
