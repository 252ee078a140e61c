"""The page of the log: found by anything that stands in it, page by page, and honest about when it was looked over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from clusterkit.access.viewer import viewer_of
from clusterkit.audit.checks import check_logs
from clusterkit.audit.models import AuditChain, AuditRow
from clusterkit.audit.selectors import last_check
from clusterkit.audit.services import seal, verify
from clusterkit.tenancy.context import enter
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory
from clusterkit.testing.factories.audit import AuditRowFactory
from tests.apps.audit.tampering import CHAINS, ROWS, run

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/audit/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_stands_in_a_row_leads_to_its_like(client_for: Make) -> None:
    AuditRowFactory(actor_pk="7", actor_name="Anna", target_pk="77", target_text="Нафтан")
    AuditRowFactory(actor_pk="8", actor_name="Boris", action="audit.view", target_label="gone.model", target_text="?")
    client = client_for(CoordinatorFactory())
    html = page(client)
    assert "2 entries" in html
    for query, seen, hidden in (
        ("?actor=7", "Anna", "Boris"),
        ("?action=core.coordinate", "Anna", "Boris"),
        ("?target=clusterkit_directory.organisation", "Anna", "Boris"),
        ("?target=clusterkit_directory.organisation&target_pk=77", "Anna", "Boris"),
        ("?target=gone.model", "Boris", "Anna"),
    ):
        assert query.replace("&", "&amp;") in html or "gone" in query
        found = page(client, query)
        assert "1 entry" in found
        assert f">{seen}</a>" in found
        assert f">{hidden}</a>" not in found


def test_one_person_or_thing_is_named_and_left_again(client_for: Make) -> None:
    AuditRowFactory(actor_pk="7", actor_name="Anna", target_pk="77", target_text="Нафтан")
    html = page(client_for(CoordinatorFactory()), "?actor=7&target_pk=77&since=2020-01-01")
    assert "One person: <b>Anna</b>" in html
    assert "One thing: <b>Нафтан</b>" in html
    assert 'href="?target_pk=77&amp;since=2020-01-01"' in html


def test_words_are_found_in_the_values_too(client_for: Make) -> None:
    AuditRowFactory(actor_name="Anna", after={"name": "Цех 5"})
    AuditRowFactory(actor_name="Boris", before={"name": "Цех 6"})
    client = client_for(CoordinatorFactory())
    assert "Anna" in page(client, "?about=цех+5")
    assert "Boris" not in page(client, "?about=цех+5")


def test_page_after_page(client_for: Make, settings: Settings) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "PAGE_SIZE": 2}
    rows = [AuditRowFactory(target_text=f"Thing no. {number}") for number in range(5)]
    client = client_for(CoordinatorFactory())

    def shown(query: str) -> list[int]:
        html = page(client, query)
        assert "5 entries" in html
        return [number for number in range(5) if f"Thing no. {number}<" in html]

    first, last = rows[0].pk, rows[-1].pk
    assert shown("") == [3, 4]
    assert shown(f"?before={rows[3].pk}") == [1, 2]
    assert shown(f"?before={rows[1].pk}") == [0]
    assert shown(f"?after={first}") == [1, 2]
    # So few are newer that the first page holds them.
    assert shown(f"?after={rows[2].pk}") == [3, 4]
    for odd in (
        "?before=x",
        f"?before={first}",
        f"?before={10**30}",
        "?after=-1",
        f"?after={last}",
        "?page=7",
        "?before=²",
    ):
        assert shown(odd) == [3, 4]
    assert f"?person=sys&amp;before={rows[3].pk}" in page(client, "?person=sys&page=1")
    assert f"?after={rows[2].pk}" in page(client, f"?before={rows[3].pk}")


def test_the_thousandth_page_costs_what_the_first_costs(client_for: Make, settings: Settings, alpha: Cluster) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 3600, "PAGE_SIZE": 2}
    rows = AuditRow.objects.bulk_create([AuditRow(action="x") for _number in range(20)])
    client, costs = client_for(CoordinatorFactory()), []
    client.get("/audit/")
    for query in ("", f"?before={rows[3].pk}"):
        enter(alpha)
        with CaptureQueriesContext(connection) as queries:
            page(client, query)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_table_is_offered_with_the_same_filters(client_for: Make) -> None:
    AuditRowFactory()
    html = page(client_for(CoordinatorFactory()), "?person=sys&before=999999")
    assert 'href="/audit/export/?person=sys&amp;as=csv"' in html
    assert 'href="/audit/export/?person=sys&amp;as=xlsx"' in html


def test_the_page_says_how_the_log_was_found(client_for: Make) -> None:
    row = AuditRowFactory()
    seal()
    client = client_for(CoordinatorFactory())
    assert "Nobody has looked the log over yet" in page(client)
    assert client.get("/api/v1/audit/check/").json()["whole"] is None
    assert verify().is_whole
    assert "as it was written" in page(client)
    found = client.get("/api/v1/audit/check/").json()
    assert (found["whole"], found["rows"], found["last"][:2]) == (True, 1, "1:")
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        assert "That was long ago" in page(client_for(CoordinatorFactory()))
    run(f"UPDATE {ROWS} SET reason = 'x'")
    verify()
    assert f"Entry {row.pk} is not as it was written." in page(client)
    found = client.get("/api/v1/audit/check/").json()
    assert (found["whole"], found["faults"]) == (False, 1)
    assert found["findings"] == [
        {"fault": "row_changed", "number": row.pk, "text": f"Entry {row.pk} is not as it was written."}
    ]


@pytest.mark.parametrize("change", ["checked = '{}'", "checked_at = now()", "checked_at = NULL", "checked_mark = ''"])
def test_nobody_makes_it_say_that_all_is_well(change: str, client_for: Make) -> None:
    AuditRowFactory()
    run(f"UPDATE {ROWS} SET reason = 'x'")
    verify()
    run(f"UPDATE {CHAINS} SET {change}")
    client = client_for(CoordinatorFactory())
    assert "was tampered with" in page(client)
    assert client.get("/api/v1/audit/check/").json()["whole"] is None


def test_only_the_office_learns_of_it(client_for: Make) -> None:
    verify()
    assert last_check(viewer_of(MemberFactory())) is None
    assert client_for(MemberFactory()).get("/api/v1/audit/check/").status_code == 403
    assert AuditChain.objects.exists()


def test_the_commands(alpha: Cluster) -> None:
    rows = [AuditRowFactory(), AuditRowFactory()]
    out = StringIO()
    call_command("seal_audit", stdout=out)
    assert out.getvalue() == "2 rows sealed\n"
    call_command("verify_audit", stdout=out)
    assert f"2 rows, 1 seals, 0 rows not sealed yet; last seal {AuditChain.objects.get()}" in out.getvalue()
    call_command("verify_audit", expect=str(AuditChain.objects.get()), stdout=out)
    run(f"UPDATE {ROWS} SET reason = 'x' WHERE id = %s", rows[0].pk)
    with pytest.raises(CommandError, match="1 findings"):
        call_command("verify_audit", stdout=out)
    assert f"Entry {rows[0].pk} is not as it was written." in out.getvalue()
    AuditRow.objects.bulk_create([AuditRow(action="x") for _number in range(60)])
    run(f"UPDATE {ROWS} SET reason = 'x'")
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=out)
    assert "… and 12 more" in out.getvalue()


def test_in_all_clusters(capsys: Any) -> None:
    AuditRowFactory()
    call_command("clusters", "run", "--all", "verify_audit")
    assert "alpha: done\n    1 rows, 0 seals, 1 rows not sealed yet\nbeta: done" in capsys.readouterr().out
    run(f"UPDATE {ROWS} SET reason = 'x'")
    with pytest.raises(SystemExit):
        call_command("clusters", "run", "--cluster", "alpha", "verify_audit")
    assert "alpha: FAILED: The audit log was tampered with" in capsys.readouterr().out


def test_the_doctor_knows_what_was_found(alpha: Cluster) -> None:
    assert check_logs(None, databases=["default"]) == []
    AuditRowFactory()
    run(f"UPDATE {ROWS} SET reason = 'x'")
    verify()
    (message,) = check_logs(None, databases=["default"])
    assert message.id == "clusterkit.E070"
    assert alpha.schema_name in message.msg
    assert check_logs(None, databases=[]) == []
