"""The inbox, the choice of mails, the API and the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from clusterkit.core import ports
from clusterkit.core.ports import Notice
from clusterkit.notifications.models import MutedTarget, Notification, OutboxMail, Preference
from clusterkit.tenancy.context import cluster_context, enter
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.notifications import NotificationFactory, OutboxMailFactory
from clusterkit.testing.plugin import BETA_HOST
from tests.apps.notifications.kinds import BROKEN

pytestmark = pytest.mark.django_db
Make = Callable[..., Notice]
MakeClient = Callable[..., Client]
NO_BREAK = "\u00a0"


def test_inbox_shows_texts_and_counts_the_new_ones(client_for: MakeClient, notice: Make) -> None:
    anna, boris = UserFactory(name="Anna"), UserFactory()
    ports.notify(
        notice(anna, thing="<script>alert(1)</script>"),
        notice(anna, event="testing:2", thing="A valve"),
        notice(boris, event="testing:3", thing="Not hers"),
    )
    html = client_for(anna).get("/notices/").content.decode().replace(NO_BREAK, " ")
    assert "Hello, Anna: A valve" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert "Not hers" not in html
    assert 'ck-tool__count">2' in html


def test_opening_reads_and_goes_there(client_for: MakeClient, notice: Make, alpha: Cluster) -> None:
    anna = UserFactory()
    ports.notify(notice(anna))
    row = Notification.objects.get()
    client, other = client_for(anna), client_for(UserFactory())
    assert other.get(f"/notices/{row.pk}/").status_code == 404
    response = client.get(f"/notices/{row.pk}/")
    assert (response.status_code, response["Location"]) == (302, "/things/1/")
    assert "Hello" not in client.get("/notices/?unread=1").content.decode().replace(NO_BREAK, " ")
    assert "No new notices" in client.get("/notices/?unread=1").content.decode().replace(NO_BREAK, " ")
    enter(alpha)
    row.refresh_from_db()
    assert row.read_at is not None


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "/\\evil.example", "things"])
def test_a_path_out_of_the_site_is_not_followed(path: str, client_for: MakeClient) -> None:
    row = NotificationFactory(path=path)
    assert client_for(row.recipient).get(f"/notices/{row.pk}/")["Location"] == "/notices/"


def test_marking_one_and_all(client_for: MakeClient, alpha: Cluster) -> None:
    anna = UserFactory()
    first, second = NotificationFactory(recipient=anna), NotificationFactory(recipient=anna)
    foreign = NotificationFactory()
    client = client_for(anna)
    assert client.post(f"/notices/{foreign.pk}/read/").status_code == 404
    assert client.post(f"/notices/{first.pk}/read/", {"unread": "1"})["Location"] == "/notices/?unread=1"
    enter(alpha)
    assert Notification.objects.filter(read_at=None, recipient=anna).get() == second
    page = client.post("/notices/read/", follow=True).content.decode().replace(NO_BREAK, " ")
    assert "1 notice is marked as read." in page
    enter(alpha)
    assert list(Notification.objects.filter(read_at=None)) == [foreign]
    assert client.get("/notices/read/").status_code == 405


def test_guests_sign_in_first(client_for: MakeClient) -> None:
    response = client_for().get("/notices/")
    assert response.status_code == 302
    assert response["Location"].endswith("next=%2Fnotices%2F")


def test_a_notice_without_text_does_not_break_the_inbox(client_for: MakeClient, notice: Make) -> None:
    anna = UserFactory()
    ports.notify(notice(anna, kind=BROKEN), notice(anna, event="testing:2"))
    NotificationFactory(recipient=anna, kind="gone.kind")
    html = client_for(anna).get("/notices/").content.decode().replace(NO_BREAK, " ")
    assert "Broken" in html
    assert "switched off" in html
    assert "A pump" in html


LEGENDS = {"events": "Events", "ideas": "Idea exchange"}
PART = next(part for part in LEGENDS if apps.is_installed(f"clusterkit.{part}"))
"""A part of the site that sends mails and is not left out here."""


def _choices(client: Client) -> dict[str, Any]:
    """What a browser would send from the page of choices as it is now."""
    form = client.get("/notices/mails/").context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) not in (False, None)}


def test_choosing_kind_by_kind(client_for: MakeClient, alpha: Cluster) -> None:
    client = client_for(UserFactory())
    data = _choices(client)
    assert (data["mail-testing-hello"], data["mail-testing-daily"]) == ("now", "daily")
    # What always comes is no choice.
    assert "mail-testing-required" not in data
    data.pop("site-testing-daily")
    assert client.post("/notices/mails/", {**data, "mail-testing-hello": "weekly"}).status_code == 302
    enter(alpha)
    rows = Preference.objects.order_by("kind").values_list("kind", "in_site", "mail")
    assert list(rows) == [("testing.daily", False, "daily"), ("testing.hello", True, "weekly")]
    assert _choices(client)["mail-testing-hello"] == "weekly"


def test_one_button_sets_all_mails_of_a_part_and_keeps_the_rest(client_for: MakeClient, alpha: Cluster) -> None:
    client = client_for(UserFactory())
    data = _choices(client)
    answer = client.post("/notices/mails/", {**data, "mail-testing-hello": "now", "quick": f"{PART}:none"})
    assert answer.status_code == 302
    enter(alpha)
    kinds = {kind.code for kind in ports.notice_kinds if kind.part == PART and not kind.required}
    assert set(Preference.objects.values_list("kind", flat=True)) == kinds
    assert client.post("/notices/mails/", {**_choices(client), "quick": "no:such"}).status_code == 422


def test_kinds_stand_under_the_parts_of_the_site_with_who_gets_them(client_for: MakeClient) -> None:
    html = client_for(UserFactory()).get("/notices/mails/").content.decode().replace(NO_BREAK, " ")
    for part in (LEGENDS[PART], "Other notices"):
        assert f">{part}</h2>" in html
    assert "For: " in html
    assert "always, at once" in html


def test_a_choice_that_there_is_not_is_refused_and_the_rest_kept_in_the_form(client_for: MakeClient) -> None:
    client = client_for(UserFactory())
    data = _choices(client)
    answer = client.post("/notices/mails/", {**data, "mail-testing-hello": "hourly", "mail-testing-daily": "weekly"})
    assert answer.status_code == 422
    assert answer.context["form"]["mail-testing-daily"].value() == "weekly"


def test_notices_about_one_thing_stand_together(client_for: MakeClient, notice: Make, alpha: Cluster) -> None:
    anna = UserFactory(name="Anna")
    about = NotificationFactory(recipient=anna)
    for number in range(3):
        ports.notify(notice(anna, event=f"testing:{number}", thing=f"Pump {number}", target=about))
    ports.notify(notice(anna, event="testing:x", thing="A valve"))
    client = client_for(anna)
    html = client.get("/notices/").content.decode().replace(NO_BREAK, " ")
    assert "Pump 2" in html
    assert "Hello, Anna: Pump 1" not in html
    assert "2 earlier about this" in html
    key = f"{about._meta.label_lower}:{about.pk}"
    html = client.get("/notices/", {"about": key}).content.decode().replace(NO_BREAK, " ")
    assert "Pump 1" in html
    assert "A valve" not in html
    assert client.post("/notices/read/", {"these": key, "unread": "1"})["Location"] == "/notices/?unread=1"
    enter(alpha)
    assert Notification.objects.filter(read_at=None).count() == 2
    assert Notification.objects.filter(recipient=anna, kind="testing.hello", read_at=None).get().event == "testing:x"


def test_one_part_of_the_site_only(client_for: MakeClient, notice: Make) -> None:
    anna = UserFactory()
    ports.notify(notice(anna, thing="A valve"))
    NotificationFactory(recipient=anna, context={"organisation": "Naftan", "reason": ""})
    html = client_for(anna).get("/notices/?part=directory").content.decode().replace(NO_BREAK, " ")
    assert "Naftan" in html
    assert "A valve" not in html
    assert "From everywhere" in html


def test_marking_as_new_again(client_for: MakeClient, alpha: Cluster) -> None:
    row, foreign = NotificationFactory(read_at=timezone.now()), NotificationFactory()
    client = client_for(row.recipient)
    assert client.post(f"/notices/{foreign.pk}/unread/").status_code == 404
    assert client.post(f"/notices/{row.pk}/unread/", {"part": "directory"})["Location"] == "/notices/?part=directory"
    enter(alpha)
    row.refresh_from_db()
    assert row.read_at is None


@pytest.mark.parametrize("path", ["/notices/", "/api/v1/notices/"])
def test_of_a_thing_that_one_sees_no_more_no_word_is_shown(path: str, client_for: MakeClient, notice: Make) -> None:
    anna = UserFactory(name="Anna")
    foreign = NotificationFactory()
    ports.notify(notice(anna, thing="A secret pump", target=foreign))
    text = client_for(anna).get(path).content.decode().replace(NO_BREAK, " ")
    assert "secret" not in text
    assert "Hello" in text
    assert "You do not see any more" in text
    assert "/things/1/" not in text


def test_muting_a_thing_and_hearing_of_it_again(client_for: MakeClient, notice: Make, alpha: Cluster) -> None:
    anna = UserFactory()
    about = NotificationFactory(recipient=anna)
    key = f"{about._meta.label_lower}:{about.pk}"
    ports.notify(notice(anna, target=about))
    client = client_for(anna)
    assert "No more about this" in client.get("/notices/").content.decode()
    assert client.get("/notices/mute/", {"about": key}).status_code == 200
    enter(alpha)
    assert not MutedTarget.objects.exists()
    assert client.post(f"/notices/mute/?about={key}")["Location"] == "/notices/"
    assert "Tell me of it again" in client.get("/notices/").content.decode()
    assert "Tell me of it again" in client.get("/notices/mails/").content.decode()
    assert client_for(UserFactory()).get("/notices/mute/", {"about": key}).status_code == 404
    for nonsense in ("", ":", "x:1", "auth.user:x", f"{about._meta.label_lower}:x"):
        assert client.get("/notices/mute/", {"about": nonsense}).status_code == 404
        assert client.post("/notices/unmute/", {"about": nonsense}).status_code == 302
    client.post("/notices/unmute/", {"about": key})
    enter(alpha)
    assert not MutedTarget.objects.exists()


@pytest.mark.parametrize("path", ["/notices/", "/api/v1/notices/"])
def test_three_rows_cost_what_one_costs(path: str, client_for: MakeClient, alpha: Cluster, settings: Settings) -> None:
    # No look for changed hosts in between, however slow the machine.
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 3600}
    anna = UserFactory()
    client = client_for(anna)
    costs = []
    for count in (1, 2):
        for _number in range(count):
            NotificationFactory(recipient=anna)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        costs.append(len(queries))
        enter(alpha)
    assert costs[0] == costs[1]


def test_api(client_for: MakeClient, notice: Make, alpha: Cluster) -> None:
    anna, boris = UserFactory(name="Anna"), UserFactory()
    ports.notify(notice(anna), notice(anna, event="testing:2"))
    client, other, guest = client_for(anna), client_for(boris), client_for()
    assert guest.get("/api/v1/notices/").status_code in (401, 403)
    assert other.get("/api/v1/notices/").json()["results"] == []
    rows = client.get("/api/v1/notices/").json()["results"]
    assert rows[0]["subject"] == "Hello, Anna: A pump"
    assert (rows[0]["kind"], rows[0]["path"], rows[0]["read_at"]) == ("testing.hello", "/things/1/", None)
    number = rows[0]["id"]
    assert other.post(f"/api/v1/notices/{number}/read/").status_code == 404
    assert client.post(f"/api/v1/notices/{number}/read/").json()["read_at"]
    assert len(client.get("/api/v1/notices/?unread=true").json()["results"]) == 1
    assert client.get(f"/api/v1/notices/{number}/").json()["id"] == number
    assert client.post("/api/v1/notices/read/").json() == {"count": 1}
    assert client.get("/api/v1/notices/?unread=true").json()["results"] == []


def test_api_of_choices_and_muted_things(client_for: MakeClient, notice: Make, alpha: Cluster) -> None:
    anna = UserFactory()
    about = NotificationFactory(recipient=anna)
    ports.notify(notice(anna, target=about))
    client = client_for(anna)

    def send(path: str, data: Any) -> Any:
        return client.post(path, data, content_type="application/json")

    choices = {row["kind"]: row for row in client.get("/api/v1/notice-choices/").json()}
    assert choices["testing.required"]["is_required"]
    assert choices["testing.weekly"]["mail"] == "weekly"
    changed = send("/api/v1/notice-choices/change/", [{"kind": "testing.weekly", "in_site": True, "mail": "none"}])
    assert {row["kind"]: row["mail"] for row in changed.json()}["testing.weekly"] == "none"
    for wrong in ([], [{"kind": "no.such", "in_site": True, "mail": "now"}], {"kind": 1}, [{"kind": "x", "mail": "y"}]):
        assert send("/api/v1/notice-choices/change/", wrong).status_code in (400, 422)
    number = client.get("/api/v1/notices/?part=testing").json()["results"][0]["id"]
    assert client.post(f"/api/v1/notices/{number}/mute/").status_code == 204
    key = f"{about._meta.label_lower}:{about.pk}"
    assert client.get("/api/v1/muted-things/").json() == [{"about": key}]
    assert len(client.get(f"/api/v1/notices/?about={key}").json()["results"]) == 1
    assert send("/api/v1/muted-things/unmute/", {"about": key}).status_code == 204
    assert client.get("/api/v1/muted-things/").json() == []
    assert client.post(f"/api/v1/notices/{number}/read/").status_code == 200
    assert client.post(f"/api/v1/notices/{number}/unread/").json()["read_at"] is None


def test_two_clusters_keep_apart(beta: Cluster, client_for: MakeClient, notice: Make) -> None:
    anna = UserFactory()
    ports.notify(notice(anna, thing="canary of alpha"))
    here = client_for(anna)
    with cluster_context(beta):
        twin = UserFactory(id=anna.pk)
        ports.notify(notice(twin, thing="canary of beta"))
        there = client_for(twin, host=BETA_HOST)
    for client, own, other in ((here, "alpha", "beta"), (there, "beta", "alpha")):
        html = client.get("/notices/").content.decode().replace(NO_BREAK, " ")
        assert f"canary of {own}" in html
        assert f"canary of {other}" not in html


def test_admin_looks_and_sends_again() -> None:
    from django.contrib.messages.storage.fallback import FallbackStorage
    from django.test import RequestFactory

    from clusterkit.access.admin_site import cluster_site
    from clusterkit.access.viewer import viewer_of
    from clusterkit.notifications.admin import OutboxMailAdmin

    failed, sent = OutboxMailFactory(state="failed"), OutboxMailFactory(state="sent")
    request = RequestFactory().post("/")
    request.viewer = viewer_of(CoordinatorFactory())  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    model_admin = OutboxMailAdmin(OutboxMail, cluster_site)
    assert model_admin.has_view_permission(request)
    assert not model_admin.has_change_permission(request)
    assert not model_admin.has_add_permission(request)
    model_admin.send_again(request, OutboxMail.objects.order_by("pk"))
    others = [OutboxMailFactory(state="failed") for _number in range(2)]
    model_admin.send_all_given_up(request, OutboxMail.objects.none())
    assert set(OutboxMail.objects.filter(state="pending")) == {failed, *others}
    failed.refresh_from_db(), sent.refresh_from_db()
    assert (failed.state, sent.state) == ("pending", "sent")
    texts = [str(message) for message in request._messages]  # type: ignore[attr-defined]
    assert any("1 mail will be tried again" in text for text in texts)
    assert any("is “sent”" in text for text in texts)
