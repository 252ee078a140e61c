"""Safety records: who sees how much, what they open, and that each cluster has its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusterkit.access.services import give_tier, set_rule
from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.core.policies import REGISTERED, SystemActor, can, visible_to
from clusterkit.directory.models import Organisation
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.exceptions import CrossTenantError
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory, AffiliationRequestFactory, OrganisationFactory
from clusterkit.testing.plugin import ALPHA_HOST, BETA_HOST
from example_project.partners.actions import MANAGE, PARTNER, VIEW, VIEW_DETAILS
from example_project.partners.models import SafetyRecord
from example_project.partners.services import delete_safety_record, save_safety_record

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
PK = 7001


def certify(organisation: Organisation, *, number: str = "BY-17", days: int = 30) -> SafetyRecord:
    return save_safety_record(
        organisation=organisation,
        actor=SystemActor(),
        number=number,
        issued_by="Example Institute",
        valid_until=timezone.localdate() + timedelta(days=days),
    )


@pytest.fixture
def plant(db: None) -> Organisation:
    organisation: Organisation = OrganisationFactory(slug="plant")
    return organisation


def page_of(client: Client, organisation: Organisation) -> str:
    return client.get(organisation.get_absolute_url()).text.replace("\xa0", " ")


class TestPanel:
    def test_without_a_record_there_is_none(self, client_for: ClientFor, plant: Organisation) -> None:
        assert "Safety at work" not in page_of(client_for(), plant)

    def test_a_guest_learns_that_there_is_a_certificate_and_who_sees_more(
        self, client_for: ClientFor, plant: Organisation
    ) -> None:
        certify(plant)
        page = page_of(client_for(), plant)
        assert "Safety at work" in page
        assert "ISO 45001" in page
        assert "Open to: partner." in page
        assert "BY-17" not in page
        assert "Example Institute" not in page

    @pytest.mark.parametrize("tier", [PARTNER, "member", "coordinator"])
    def test_a_partner_and_those_above_see_the_details(
        self, client_for: ClientFor, plant: Organisation, tier: str
    ) -> None:
        certify(plant)
        assert "BY-17" in page_of(client_for(UserFactory(tier=tier)), plant)

    def test_one_that_has_run_out_is_told_to_its_own_people_only(
        self, client_for: ClientFor, plant: Organisation
    ) -> None:
        certify(plant, days=-1)
        own = AffiliationFactory(organisation=plant).user
        assert "certificate has run out" in page_of(client_for(own), plant)
        assert "BY-17" in page_of(client_for(own), plant)
        assert "Safety at work" not in page_of(client_for(MemberFactory()), plant)

    def test_it_asks_for_one_row_whatever_their_number(self, client_for: ClientFor, plant: Organisation) -> None:
        certify(plant)
        client = client_for(MemberFactory())
        page_of(client, plant)
        with CaptureQueriesContext(connection) as one:
            page_of(client, plant)
        for _number in range(2):
            certify(OrganisationFactory())
        with CaptureQueriesContext(connection) as three:
            page_of(client, plant)

        def of_records(captured: CaptureQueriesContext) -> int:
            return sum('FROM "partners_safetyrecord"' in query["sql"] for query in captured.captured_queries)

        assert of_records(one) == of_records(three) == 1


class TestTier:
    def test_who_acts_for_a_certified_organisation_is_a_partner(self, plant: Organisation) -> None:
        record = certify(plant)
        user = AffiliationFactory(organisation=plant).user
        assert viewer_of(user).tier == PARTNER
        assert viewer_of(user, day=record.valid_until).tier == PARTNER
        assert viewer_of(user, day=record.valid_until + timedelta(days=1)).tier == REGISTERED

    def test_asking_is_not_enough(self, plant: Organisation) -> None:
        certify(plant)
        assert viewer_of(AffiliationRequestFactory(organisation=plant).user).tier == REGISTERED

    def test_it_takes_no_standing_away(self, plant: Organisation) -> None:
        certify(plant)
        assert viewer_of(AffiliationFactory(organisation=plant, user=MemberFactory()).user).tier == "member"

    def test_it_is_given_by_name_too(self, client_for: ClientFor, plant: Organisation) -> None:
        certify(plant)
        user = UserFactory()
        assert "BY-17" not in page_of(client_for(user), plant)
        give_tier(user=user, tier=PARTNER, actor=SystemActor(), valid_until=date(timezone.localdate().year + 1, 1, 1))
        assert "BY-17" in page_of(client_for(user), plant)

    def test_a_rule_of_the_cluster_opens_it_to_others(self, client_for: ClientFor, plant: Organisation) -> None:
        certify(plant)
        client = client_for(UserFactory())
        assert "BY-17" not in page_of(client, plant)
        set_rule(action=VIEW_DETAILS, tier=REGISTERED, actor=SystemActor())
        assert "BY-17" in page_of(client, plant)

    def test_a_partner_is_still_shown_how_to_join(self, client_for: ClientFor, plant: Organisation) -> None:
        certify(plant)
        user = AffiliationFactory(organisation=plant).user
        assert "Join the cluster" in client_for(user).get("/").text.replace("\xa0", " ")


class TestPolicy:
    @pytest.mark.parametrize("who", ["guest", "registered", "own", "coordinator"])
    def test_one_and_many_agree(self, plant: Organisation, who: str) -> None:
        hidden = OrganisationFactory(is_published=False)
        for organisation in (plant, hidden):
            certify(organisation)
        viewer: Viewer = {
            "guest": lambda: viewer_of(AnonymousUser()),
            "registered": lambda: viewer_of(UserFactory()),
            "own": lambda: viewer_of(AffiliationFactory(organisation=hidden).user),
            "coordinator": lambda: viewer_of(CoordinatorFactory()),
        }[who]()
        rows = SafetyRecord.objects.all()
        assert set(visible_to(viewer, rows)) == {row for row in rows if can(viewer, VIEW, row)}
        assert len(visible_to(viewer, rows)) == (2 if who in ("own", "coordinator") else 1)

    @pytest.mark.parametrize("tier", [None, PARTNER, "member"])
    def test_only_the_office_enters_and_removes(self, plant: Organisation, tier: str | None) -> None:
        record, actor = certify(plant), viewer_of(UserFactory(tier=tier))
        with pytest.raises(NotPermitted):
            save_safety_record(
                organisation=plant, actor=actor, number="1", issued_by="I", valid_until=timezone.localdate()
            )
        with pytest.raises(NotPermitted):
            delete_safety_record(record=record, actor=actor)
        assert SafetyRecord.objects.get().number == "BY-17"


class TestEntering:
    def test_a_newer_certificate_takes_the_place_of_the_older(self, plant: Organisation) -> None:
        certify(plant)
        certify(plant, number="BY-18")
        assert SafetyRecord.objects.get().number == "BY-18"
        entry = AuditRow.objects.filter(action=MANAGE.code).latest("pk")
        assert (entry.before["number"], entry.after["number"]) == ("BY-17", "BY-18")

    def test_a_number_is_needed(self, plant: Organisation) -> None:
        with pytest.raises(InvalidInput) as caught:
            certify(plant, number=" ")
        assert caught.value.field == "number"

    def test_the_office_does_it_in_the_admin(self, client_for: ClientFor, plant: Organisation) -> None:
        client = client_for(CoordinatorFactory())
        values: dict[str, Any] = {
            "organisation": plant.pk,
            "standard": "ISO 45001",
            "number": "BY-19",
            "issued_by": "Institute",
            "valid_until": "2099-12-31",
        }
        assert client.post("/admin/partners/safetyrecord/add/", {**values, "number": ""}).status_code == 200
        assert client.post("/admin/partners/safetyrecord/add/", values).status_code == 302
        record = SafetyRecord.objects.get()
        assert "BY-19" in client.get("/admin/partners/safetyrecord/").text
        changed = {**values, "number": "BY-20"}
        assert client.post(f"/admin/partners/safetyrecord/{record.pk}/change/", changed).status_code == 302
        record.refresh_from_db()
        assert record.number == "BY-20"
        assert client.post(f"/admin/partners/safetyrecord/{record.pk}/delete/", {"post": "yes"}).status_code == 302
        assert not SafetyRecord.objects.exists()
        assert AuditRow.objects.filter(action=MANAGE.code).count() == 3

    def test_nobody_else_comes_in(self, client_for: ClientFor) -> None:
        answer = client_for(MemberFactory()).get("/admin/partners/safetyrecord/", follow=True)
        assert answer.status_code == 403


class TestIsolation:
    @pytest.fixture
    def twins(self, alpha: Cluster, beta: Cluster) -> None:
        for canary, cluster in (("alpha-canary", alpha), ("beta-canary", beta)):
            with cluster_context(cluster):
                organisation = OrganisationFactory(pk=PK, slug="twin")
                record = certify(organisation, number=canary)
                SafetyRecord.objects.filter(pk=record.pk).update(id=PK)
                UserFactory(pk=PK, tier=PARTNER)

    @pytest.mark.parametrize(("host", "own", "foreign"), [(ALPHA_HOST, "alpha", "beta"), (BETA_HOST, "beta", "alpha")])
    def test_each_host_shows_its_own(
        self, twins: None, alpha: Cluster, beta: Cluster, client_for: ClientFor, host: str, own: str, foreign: str
    ) -> None:
        with cluster_context(alpha if own == "alpha" else beta):
            client = client_for(MemberFactory(), host=host)
        page = client.get("/participants/twin/").text
        assert f"{own}-canary" in page
        assert f"{foreign}-canary" not in page

    def test_a_record_is_saved_where_it_belongs(self, twins: None, beta: Cluster) -> None:
        record, rows = SafetyRecord.objects.get(pk=PK), SafetyRecord.objects.all()
        with cluster_context(beta):
            with pytest.raises(CrossTenantError):
                record.save()
            with pytest.raises(CrossTenantError):
                list(rows)

    def test_a_partner_here_is_nobody_there(self, alpha: Cluster, beta: Cluster) -> None:
        plant = OrganisationFactory(pk=PK)
        certify(plant)
        AffiliationFactory(organisation=plant, user=UserFactory(pk=PK))
        with cluster_context(beta):
            assert viewer_of(UserFactory(pk=PK)).tier == REGISTERED
