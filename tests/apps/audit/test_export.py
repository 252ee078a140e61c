"""The log as a table: complete, harmless, in portions, and written down itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from openpyxl import load_workbook

from clusterkit.access.viewer import viewer_of
from clusterkit.audit.actions import EXPORT
from clusterkit.audit.models import AuditRow
from clusterkit.audit.services import export_log, exporting
from clusterkit.core.exceptions import NotPermitted
from clusterkit.core.policies import SystemActor
from clusterkit.tenancy.context import current_schema, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory
from clusterkit.testing.factories.audit import AuditRowFactory

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("http://example.org")']


def table_of(answer: Any) -> list[list[str]]:
    assert isinstance(answer, StreamingHttpResponse)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(text)))


def book_of(answer: Any) -> list[tuple[Any, ...]]:
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None
    return list(sheet.iter_rows())


def test_csv_holds_the_filtered_rows_in_words(client_for: Make) -> None:
    AuditRowFactory(
        actor_name="Office", actor_pk="7", before={"state": "submitted"}, after={"state": "approved"}, reason="Good"
    )
    AuditRowFactory(actor_name="Somebody")
    answer = client_for(CoordinatorFactory(name="Anna")).get("/audit/export/?person=Office")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-')
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    header, row = table_of(answer)
    cells = dict(zip(header, row, strict=True))
    assert (cells["Who"], cells["Person’s number"], cells["What"]) == ("Office", "7", "Coordinate the cluster")
    assert (cells["Before and after"], cells["Reason"]) == ("State: submitted → approved", "Good")


def test_that_it_was_taken_is_written_down(client_for: Make) -> None:
    AuditRowFactory()
    office = CoordinatorFactory(name="Anna")
    table_of(client_for(office).get("/audit/export/?person=system&as=nonsense"))
    row = AuditRow.objects.get(action="audit.export")
    assert (row.actor_pk, row.address) == (str(office.pk), "127.0.0.1")
    assert row.after == {"rows": 1, "as": "csv", "narrowed": {"person": "system"}}


@pytest.mark.parametrize("formula", FORMULAS)
def test_nobody_brings_a_formula_into_the_office(formula: str, client_for: Make) -> None:
    AuditRowFactory(actor_name=formula, reason=formula, target_text=formula)
    client = client_for(CoordinatorFactory())
    row = table_of(client.get("/audit/export/?as=csv"))[-1]
    assert row.count(f"'{formula}") == 3
    cells = [cell for cell in book_of(client.get("/audit/export/?as=xlsx"))[-1] if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_xlsx_has_typed_cells(client_for: Make) -> None:
    at = timezone.make_aware(datetime(2026, 3, 2, 12, 30))
    row = AuditRowFactory(at=at, actor_pk="42", target_pk="x-1", reason="a\x0bb" + "c" * 40_000)
    answer = client_for(CoordinatorFactory()).get("/audit/export/?as=xlsx")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    header, cells = book_of(answer)
    values = {name.value: cell for name, cell in zip(header, cells, strict=True)}
    assert header[0].font.b
    assert (values["Number"].value, values["Person’s number"].value) == (row.pk, 42)
    assert (values["When"].value, values["When"].is_date) == (datetime(2026, 3, 2, 12, 30), True)
    assert values["Number of the thing"].value == "x-1"
    assert values["Reason"].value.startswith("abc")
    assert len(values["Reason"].value) == 32_767


def test_a_spreadsheet_has_an_end_and_says_so(client_for: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "XLSX_ROWS", 1)
    AuditRowFactory(), AuditRowFactory()
    client = client_for(CoordinatorFactory())
    answer = client.get("/audit/export/?as=xlsx")
    assert answer.status_code == 400
    assert "take CSV" in answer.content.decode()
    assert client.get("/api/v1/audit/export/?as=xlsx").status_code == 400
    assert not AuditRow.objects.filter(action="audit.export").exists()


def test_it_is_read_in_portions_wherever_it_is_sent(alpha: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PORTION", 2)
    AuditRow.objects.bulk_create([AuditRow(action="x", actor_name=str(number)) for number in range(5)])
    with translation.override("ru"):
        export = export_log(actor=SystemActor(), action=EXPORT, rows=AuditRow.objects.all(), kind="csv")
    AuditRowFactory(actor_name="later")
    content: Any = export.content
    # As after a request: in another schema, with another language.
    with public_schema(), CaptureQueriesContext(connection) as queries:
        lines = list(content)
        assert current_schema() == "public"
    selects = [query for query in queries if "clusterkit_audit_auditrow" in query["sql"]]
    assert (export.rows, len(lines), len(selects)) == (5, 7, 3)
    assert [line.split(b",")[2] for line in lines[2:]] == [b"4", b"3", b"2", b"1", b"0"]


def test_only_the_office_takes_it(client_for: Make) -> None:
    for address in ("/audit/export/", "/api/v1/audit/export/"):
        assert client_for().get(address).status_code in (302, 401, 403)
        assert client_for(MemberFactory()).get(address).status_code == 403
    with pytest.raises(NotPermitted):
        export_log(actor=viewer_of(MemberFactory()), action=EXPORT, rows=AuditRow.objects.all(), kind="csv")
    assert not AuditRow.objects.filter(action="audit.export").exists()


def test_a_wrong_filter_leads_back_to_the_page(client_for: Make) -> None:
    client = client_for(CoordinatorFactory())
    answer = client.get("/audit/export/?since=yesterday&as=csv")
    assert (answer.status_code, answer["Location"]) == (302, "/audit/?since=yesterday&as=csv")
    assert "Enter a valid date" in client.get(answer["Location"]).content.decode()
    assert client.post("/audit/export/").status_code == 405


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [("", "*/*", "text/csv"), ("", "text/csv", "text/csv"), ("?as=xlsx", "*/*", "openxml"), ("?as=csv", "*/*", "csv")],
)
def test_the_api_gives_the_same_table(query: str, accept: str, kind: str, client_for: Make) -> None:
    AuditRowFactory(actor_name="Office"), AuditRowFactory()
    client = client_for(CoordinatorFactory())
    mark = "&" if query else "?"
    answer = client.get(f"/api/v1/audit/export/{query}{mark}person=Office", headers={"Accept": accept})
    assert kind in answer["Content-Type"]
    assert (len(book_of(answer)) if "xlsx" in query else len(table_of(answer))) == 2
    assert AuditRow.objects.get(action="audit.export").after["narrowed"] == {"person": "Office"}
    assert client.get("/api/v1/audit/export/?since=never").status_code == 400
