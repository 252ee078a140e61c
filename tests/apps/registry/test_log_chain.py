"""The platform's log: a chain of its own, and a table of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from clusterkit.audit.checks import check_logs
from clusterkit.audit.models import AppendOnlyError
from clusterkit.audit.services import seal, seal_due, verify
from clusterkit.registry.models import OperatorChain, OperatorEntry, OperatorSeal
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.hooks import WorkerRound, worker_round
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.registry import OperatorFactory
from clusterkit.testing.plugin import stamp_session

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]
PUBLIC = "testserver.public"


@pytest.fixture(autouse=True)
def _in_public(alpha: Cluster) -> Iterator[None]:
    with public_schema():
        yield


def console(client_for: Make, user: Any) -> Client:
    client = client_for(host=PUBLIC)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    stamp_session(client)
    return client


def entry(**values: Any) -> OperatorEntry:
    made: OperatorEntry = OperatorEntry.objects.create(action="hosting.create", **values)
    return made


def tamper() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clusterkit_registry_operatorentry SET reason = 'x'")


def test_every_column_is_signed() -> None:
    assert {field.name for field in OperatorEntry._meta.concrete_fields} == {*OperatorEntry.SIGNED, "digest"}


def test_it_is_sealed_between_two_rounds_and_tells_tampering() -> None:
    entry(), entry()
    worker_round.announce(WorkerRound(timezone.now() + timedelta(minutes=1)))
    assert len(OperatorSeal.objects.get().row_ids) == 2
    assert OperatorChain.objects.get().number == 1
    assert seal_due() == 0
    assert verify().is_whole
    with pytest.raises(AppendOnlyError):
        OperatorEntry.objects.update(reason="x")
    tamper()
    assert verify().faults == 2
    (message,) = check_logs(None, databases=["default"])
    assert "run_in public verify_audit" in (message.hint or "")


def test_the_commands_run_in_public() -> None:
    entry()
    out = StringIO()
    call_command("run_in", "public", "seal_audit", stdout=out)
    call_command("run_in", "public", "verify_audit", stdout=out)
    assert "1 rows sealed" in out.getvalue()
    assert "1 rows, 1 seals" in out.getvalue()
    tamper()
    with pytest.raises(CommandError):
        call_command("run_in", "public", "verify_audit", stdout=out)


def test_operators_see_how_it_was_found_and_take_it_home(client_for: Make) -> None:
    entry(actor_name="Olga", address="192.0.2.7")
    seal()
    client = console(client_for, OperatorFactory())
    assert "Nobody has looked the log over yet" in client.get("/console/log/").content.decode()
    with public_schema():
        verify()
    html = client.get("/console/log/?person=Olga").content.decode()
    assert "as it was written" in html
    assert 'href="/console/log/export/?person=Olga&amp;as=xlsx"' in html
    answer: Any = client.get("/console/log/export/?person=Olga")
    assert answer["Content-Disposition"].startswith('attachment; filename="platform-log-')
    assert len(list(answer.streaming_content)) == 3
    with public_schema():
        row = OperatorEntry.objects.get(action="audit.export_platform")
    assert row.after == {"rows": 1, "as": "csv", "narrowed": {"person": "Olga"}}


def test_nobody_else_takes_it(client_for: Make) -> None:
    assert client_for(host=PUBLIC).get("/console/log/export/").status_code == 302
    stranger = console(client_for, OperatorFactory(is_staff=False, is_superuser=False))
    assert stranger.get("/console/log/export/").status_code == 404
