"""The office's board: each figure is what its list shows, and the lists can be taken home."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from openpyxl import load_workbook

from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.core.surfaces import ViewerPayload
from clusterkit.membership import board_receivers
from clusterkit.membership.board_forms import PeriodForm
from clusterkit.membership.enums import AgeBand, ApplicationState, EndBand, FunnelStage, MessageKind
from clusterkit.membership.models import Application, Membership, Message
from clusterkit.membership.selectors import figures
from clusterkit.membership.services.exporting import LISTS, export_lists
from clusterkit.testing.factories.composition import CompositionBreachFactory
from clusterkit.testing.factories.council import BallotFactory
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.membership import ApplicationFactory, MembershipFactory
from tests.apps.membership.conftest import Party, asked

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
BOARD = "/board/"


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content.replace("\xa0", " ")


def sent(state: str = ApplicationState.SUBMITTED, *, days: int = 0, begun: int = 0, **fields: Any) -> Application:
    """An application that stands in its state for so many days, and was begun so many days ago."""
    now = timezone.now()
    application: Application = ApplicationFactory(state=state, submitted_at=now, revision=1, **fields)
    Application.objects.filter(pk=application.pk).update(
        state_changed_at=now - timedelta(days=days, minutes=1), created_at=now - timedelta(days=begun)
    )
    return application


def ending(days: int, **fields: Any) -> Membership:
    """A term that ends in so many days, with 30 days of grace."""
    ends = timezone.localdate() + timedelta(days=days)
    term: Membership = MembershipFactory(
        starts_on=ends - timedelta(days=364), ends_on=ends, grace_until=ends + timedelta(days=30), **fields
    )
    return term


def shown(client: Client, url: str) -> int:
    """How many rows the list has that a figure leads to."""
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.context["filter"].is_valid()
    return int(answer.context["paginator"].count)


def links(page: str) -> dict[str, int]:
    """The links of the drawings with the numbers that they name."""
    found = re.findall(r'<a class="ck-chart__link" href="([^"]+)" aria-label="[^"]*: (\d+)"', page)
    return {unescape(url): int(number) for url, number in found}


class TestFigures:
    @pytest.mark.parametrize(
        ("days", "band"),
        [(0, "0-7"), (7, "0-7"), (8, "8-14"), (14, "8-14"), (15, "15-30"), (30, "15-30"), (31, "31-"), (400, "31-")],
    )
    def test_an_application_stands_in_one_band_of_age(self, party: Party, days: int, band: str) -> None:
        sent(days=days)
        sent(ApplicationState.APPROVED, days=days)
        ApplicationFactory()
        counts = figures.counts_by_age(party.viewer("first"))
        assert {key.value: number for key, number in counts.items() if number} == {band: 1}

    @pytest.mark.parametrize(
        ("days", "band"), [(-1, "grace"), (0, "7"), (7, "7"), (8, "30"), (30, "30"), (31, "60"), (60, "60"), (61, "")]
    )
    def test_a_term_stands_in_one_band_of_its_end(self, party: Party, days: int, band: str) -> None:
        ending(days)
        ending(days, revoked_on=timezone.localdate())
        renewed = ending(days)
        MembershipFactory(organisation=renewed.organisation, previous=renewed, starts_on=renewed.ends_on)
        counts = figures.counts_by_end(party.viewer("first"))
        assert {key.value: number for key, number in counts.items() if number and key != EndBand.GRACE} == (
            {band: 1} if band not in ("", "grace") else {}
        )
        assert counts[EndBand.GRACE] == (band == "grace")
        assert figures.ending_terms(party.viewer("first")).count() == (band != "")

    def test_the_stages_count_how_far_those_of_the_period_came(self, party: Party) -> None:
        ApplicationFactory()
        sent()
        withdrawn = sent(ApplicationState.WITHDRAWN)
        Message.objects.create(application=withdrawn, kind=MessageKind.STEP, code="take_up", author_name="F")
        sent(ApplicationState.UNDER_REVIEW)
        BallotFactory()
        sent(ApplicationState.REJECTED)
        sent(ApplicationState.APPROVED)
        sent(ApplicationState.APPROVED, begun=40)
        period = figures.Period(timezone.localdate() - timedelta(days=30), timezone.localdate())
        counts = figures.funnel(party.viewer("first"), period)
        assert list(counts.values()) == [7, 6, 5, 3, 1]
        assert list(counts) == list(FunnelStage)
        assert figures.funnel(party.viewer("first"), figures.last_year())[FunnelStage.APPROVED] == 2

    def test_members_are_counted_at_the_ends_of_months(self, party: Party) -> None:
        today = date(2026, 3, 15)
        assert figures.month_ends(today, 4) == [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), today]
        first = MembershipFactory(starts_on=date(2025, 2, 1), ends_on=date(2026, 1, 31), grace_until=date(2026, 3, 2))
        MembershipFactory(
            organisation=first.organisation, previous=first, starts_on=date(2026, 2, 1), ends_on=date(2027, 1, 31)
        )
        MembershipFactory(starts_on=date(2026, 1, 10), ends_on=date(2027, 1, 9), revoked_on=date(2026, 3, 1))
        counts = figures.growth(party.viewer("first"), today=today, months=4)
        assert list(counts.values()) == [1, 2, 2, 1]
        assert [figures.members_on(day).count() for day in counts] == [1, 2, 2, 1]

    def test_a_coordinator_counts_nothing_of_his_own_organisation_and_others_nothing_at_all(self, party: Party) -> None:
        party.submitted()
        ending(5)
        assert sum(figures.counts_by_age(party.viewer("first")).values()) == 1
        assert sum(figures.counts_by_age(party.viewer("affiliated")).values()) == 0
        assert sum(figures.counts_by_age(party.viewer("stranger")).values()) == 0
        assert figures.counts_by_assignee(party.viewer("stranger")) == []

    def test_who_looks_after_applications_and_how_many_nobody_does(self, party: Party) -> None:
        sent(ApplicationState.UNDER_REVIEW, assignee=party.first)
        sent(ApplicationState.UNDER_REVIEW, assignee=party.second)
        sent(ApplicationState.UNDER_REVIEW, assignee=party.stranger)
        sent()
        sent(ApplicationState.APPROVED, assignee=party.first)
        counts = figures.counts_by_assignee(party.viewer("first"))
        assert [(code, str(name), number) for code, name, number in counts] == [
            ("nobody", "nobody", 2),
            ("me", "Felix First", 1),
            (str(party.second.pk), "Sofia Second", 1),
        ]


class TestBoard:
    def test_its_blocks_are_for_those_who_may_see_what_they_count(self, party: Party) -> None:
        sent()
        ending(5)
        blocks = [
            board_receivers.applications,
            board_receivers.ends,
            board_receivers.stages,
            board_receivers.members,
            board_receivers.take_home,
        ]
        office, stranger = (ViewerPayload(party.viewer(name)) for name in ("first", "stranger"))
        assert all(block(office) is not None for block in blocks)
        assert all(block(stranger) is None for block in [*blocks, board_receivers.too_few])

    def test_each_figure_leads_to_as_many_rows_as_it_counts(self, client_for: Clients, party: Party) -> None:
        for state in ApplicationState:
            if state not in (ApplicationState.DRAFT, ApplicationState.SUBMITTED):
                sent(state)
        for days in (9, 20, 50):
            sent(days=days, begun=days)
        sent(ApplicationState.UNDER_REVIEW, assignee=party.second)
        for days in (-3, 2, 20, 50):
            ending(days)
        client = client_for(party.first)
        page = text(client.get(BOARD))
        found = links(page)
        assert len(found) >= 8 + 4 + 4 + 5 + 12
        for url, number in found.items():
            assert f'href="{url.replace("&", "&amp;")}"' in page.replace("&#x27;", "'")
            assert shown(client, url) == number, url

    def test_a_list_says_by_what_it_is_narrowed(self, client_for: Clients, party: Party) -> None:
        sent(ApplicationState.UNDER_REVIEW)
        ending(20)
        client = client_for(party.first)
        today = timezone.localdate()
        query = f"?stage=reviewed&since={today:%Y-%m-%d}&until={today:%Y-%m-%d}"
        page = text(client.get(reverse("clusterkit_membership:applications") + query))
        day = date_format(today)
        assert f"1 application, came at least to: reviewed, started from {day}, started until {day}" in page
        assert 'name="stage" value="reviewed"' in page
        page = text(client.get(reverse("clusterkit_membership:members") + f"?on={today:%Y-%m-%d}"))
        assert f"1 membership, in force on {day}" in page
        assert "came at least" not in text(client.get(reverse("clusterkit_membership:applications") + "?stage=x"))

    def test_the_days_of_the_stages_are_chosen(self, client_for: Clients, party: Party) -> None:
        sent(begun=400)
        client = client_for(party.first)
        assert "No application was started from" in text(client.get(BOARD))
        since = (timezone.localdate() - timedelta(days=500)).isoformat()
        page = text(client.get(f"{BOARD}?since={since}"))
        assert f'value="{since}"' in page
        (url,) = [url for url in links(page) if "stage=started" in url]
        assert shown(client, url) == 1
        wrong = text(client.get(f"{BOARD}?since=2026-05-01&until=2026-04-01"))
        assert "The last day is before the first one." in wrong
        assert text(client.get(f"{BOARD}?since=nonsense")).count("No application was started from") == 1

    def test_days_that_are_left_out_are_those_of_a_year(self) -> None:
        today = timezone.localdate()
        assert PeriodForm.of({}).period == figures.Period(today - timedelta(days=364), today)
        assert PeriodForm.of({"until": "2020-01-01", "since": ""}).period == figures.last_year()
        assert PeriodForm.of({"since": "2026-01-01"}).period.since == date(2026, 1, 1)
        assert PeriodForm.of({"until": "9999-12-31"}).period.until == date.max

    def test_the_last_day_of_the_calendar_is_no_accident(self, client_for: Clients, party: Party) -> None:
        sent()
        client = client_for(party.first)
        assert shown(client, f"{reverse('clusterkit_membership:applications')}?stage=sent&until=9999-12-31") == 1
        assert client.get(f"{BOARD}?since=0001-01-01&until=9999-12-31").status_code == 200
        assert client.get(f"{reverse('clusterkit_membership:applications')}?since=0001-01-01").status_code == 200

    def test_more_rows_ask_the_database_no_more(self, client_for: Clients, party: Party, quiet_hosts: None) -> None:
        client = client_for(party.first)
        counts = []
        for number in (1, 3):
            while Application.objects.filter(state="under_review").count() < number:
                sent(ApplicationState.UNDER_REVIEW)
                ending(20)
            client.get(BOARD)
            with CaptureQueriesContext(connection) as captured:
                client.get(BOARD)
            counts.append(asked(captured))
        assert counts[0] == counts[1]

    def test_an_empty_cluster_has_no_empty_charts(self, client_for: Clients, party: Party) -> None:
        page = text(client_for(party.first).get(BOARD))
        assert "Applications by state" not in page
        assert "Members at the end of each month" not in page
        assert "No membership ends in the next 60 days." in page
        assert client_for(party.stranger).get(BOARD).status_code == 403


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def book(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    found = load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows()) for sheet in found.worksheets}


class TestTakingHome:
    def test_a_spreadsheet_has_a_sheet_for_each_list_with_typed_cells(self, client_for: Clients, party: Party) -> None:
        organisation = OrganisationFactory(short_name={"en": "=HYPERLINK(1)"}, number="", founded=1963)
        term = ending(5, organisation=organisation)
        application = sent(contact_name="+1+1", decision_text="@SUM(A1)")
        answer = client_for(party.first).get(reverse("clusterkit_membership:export"))
        assert answer["Content-Disposition"].startswith('attachment; filename="lists-')
        assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
        sheets = book(content_of(answer))
        assert list(sheets) == ["Organisations", "Memberships", "Applications", "Terms that end"]
        for name, rows in sheets.items():
            sheet = rows[0][0].parent
            assert sheet.freeze_panes == "A2", name
            assert rows[0][0].font.bold
            assert not any(cell.data_type == "f" for row in rows for cell in row)
        header, *rows = sheets["Memberships"]
        cells = dict(zip([cell.value for cell in header], rows[0], strict=True))
        assert cells["Organisation"].value == "=HYPERLINK(1)"
        assert (cells["Number"].value, cells["Last day"].value.date()) == (term.number, term.ends_on)
        assert cells["Last day"].is_date
        assert cells["Last day"].parent.column_dimensions["A"].width >= 36
        ends = dict(zip([c.value for c in sheets["Terms that end"][0]], sheets["Terms that end"][1], strict=True))
        assert ends["Days left"].value == 5
        row = dict(zip([c.value for c in sheets["Applications"][0]], sheets["Applications"][1], strict=True))
        assert (row["Number"].value, row["Contact person"].value) == (application.pk, "+1+1")
        assert isinstance(row["Started"].value, datetime)
        names = [row[0].value for row in sheets["Organisations"]]
        assert "=HYPERLINK(1)" in names

    def test_one_list_as_csv_is_harmless_too(self, client_for: Clients, party: Party) -> None:
        sent(organisation=OrganisationFactory(short_name={"en": "=1+1"}), contact_name="-1")
        answer = client_for(party.first).get(f"{reverse('clusterkit_membership:export')}?as=csv&list=applications")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        content = content_of(answer).decode("utf-8-sig")
        header, row = csv.reader(io.StringIO(content))
        cells = dict(zip(header, row, strict=True))
        assert (cells["Organisation"], cells["Contact person"], cells["State"]) == ("'=1+1", "'-1", "Sent")

    def test_it_holds_what_one_sees_and_is_written_into_the_log(self, party: Party) -> None:
        party.submitted()
        ApplicationFactory()
        for name, number in (("first", 1), ("affiliated", 0)):
            export = export_lists(actor=party.viewer(name), kind="csv", code="applications")
            export.content.close()  # type: ignore[union-attr]
            assert export.rows == number
            row = AuditRow.objects.filter(action="membership.export_lists").latest("pk")
            assert row.after == {"as": "csv", "rows": {"applications": number}}
        whole = export_lists(actor=party.viewer("first"), kind="xlsx")
        whole.content.close()  # type: ignore[union-attr]
        row = AuditRow.objects.filter(action="membership.export_lists").latest("pk")
        assert sum(row.after["rows"].values()) == whole.rows
        assert set(row.after["rows"]) == set(LISTS)
        with pytest.raises(NotPermitted):
            export_lists(actor=party.viewer("stranger"), kind="xlsx")
        with pytest.raises(InvalidInput):
            export_lists(actor=party.viewer("first"), kind="xlsx", code="people")

    def test_what_cannot_be_made_is_told(self, client_for: Clients, party: Party) -> None:
        url = reverse("clusterkit_membership:export")
        client = client_for(party.first)
        for query in ("as=csv", "as=pdf", "list=people"):
            assert client.get(f"{url}?{query}").status_code == 400, query
        assert client_for(party.stranger).get(url).status_code == 403
        assert not AuditRow.objects.filter(action="membership.export_lists").exists()

    def test_more_rows_ask_the_database_no_more(self, party: Party) -> None:
        viewer = party.viewer("first")
        counts = []
        for number in (1, 3):
            while Membership.objects.count() < number:
                ending(9)
                sent()
            with CaptureQueriesContext(connection) as captured:
                export_lists(actor=viewer, kind="xlsx").content.close()  # type: ignore[union-attr]
            counts.append(asked(captured))
        assert counts[0] == counts[1]


class TestApi:
    def test_the_figures(self, client_for: Clients, party: Party) -> None:
        sent(days=9)
        ending(5)
        client = client_for(party.first)
        answer = client.get("/api/v1/membership/figures/?since=2026-01-01").json()
        assert answer["since"] == "2026-01-01"
        assert {row["code"]: row["number"] for row in answer["ages"]}[AgeBand.FORTNIGHT] == 1
        assert {row["code"]: row["number"] for row in answer["ends"]}[EndBand.WEEK] == 1
        assert answer["states"][0] == {"code": "submitted", "label": "sent", "number": 1}
        assert answer["assigned"][0]["code"] == "nobody"
        assert answer["growth"][-1] == {"day": timezone.localdate().isoformat(), "number": 1}
        assert len(answer["stages"]) == 5
        assert client.get("/api/v1/membership/figures/?since=soon").status_code == 400
        assert client_for(party.stranger).get("/api/v1/membership/figures/").status_code == 403

    def test_the_composition(self, client_for: Clients, party: Party) -> None:
        office = client_for(party.first)
        assert office.get("/api/v1/council/composition/").json() == {"rules": [], "breaches": []}
        saved = office.post("/api/v1/council/settings/change/", {"min_members": 3}, content_type="application/json")
        assert saved.json()["min_members"] == 3
        CompositionBreachFactory(rule="types")
        answer = office.get("/api/v1/council/composition/").json()
        assert answer["rules"] == [
            {
                "code": "members",
                "label": "Members",
                "needed": 3,
                "counted": 0,
                "is_broken": True,
                "breaks_on": None,
                "left": 0,
            }
        ]
        assert [row["rule"] for row in answer["breaches"]] == ["types", "members"]
        assert client_for(party.stranger).get("/api/v1/council/composition/").status_code == 404

    def test_the_lists(self, client_for: Clients, party: Party) -> None:
        office = client_for(party.first)
        ending(5)
        sheets = book(content_of(office.get("/api/v1/membership/lists/")))
        assert len(sheets["Memberships"]) == 2
        answer = office.get("/api/v1/membership/lists/?list=memberships", headers={"accept": "text/csv"})
        assert content_of(answer).startswith(b"\xef\xbb\xbfOrganisation,")
        refused = office.get("/api/v1/membership/lists/?as=csv")
        assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
        assert client_for(party.stranger).get("/api/v1/membership/lists/").status_code == 403
