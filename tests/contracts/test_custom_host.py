"""A host with Django's own user extends the package in every way, as people meet it: by HTTP only."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from clusterkit.access.viewer import viewer_of
from clusterkit.ideas.models import Item
from clusterkit.membership.models import Membership
from clusterkit.membership.services import submit, take_up
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    AffiliationFactory,
    OrganisationFactory,
    SectorFactory,
)
from clusterkit.testing.factories.membership import ApplicationFactory
from example_project.partners.actions import PARTNER
from tests.apps.accounts.conftest import REGISTRATION

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text.replace("\xa0", " ")


def test_the_installation_has_no_mistakes() -> None:
    call_command("check", fail_level="WARNING")


class TestDjangosUser:
    def test_it_is_the_user(self) -> None:
        assert get_user_model()._meta.label == "auth.User"

    def test_a_person_registers_confirms_signs_out_and_in(self, client_for: ClientFor) -> None:
        client = client_for()
        client.post("/accounts/signup/", REGISTRATION)
        found = re.search(r"https?://\S+confirm-email\S+", str(mail.outbox[-1].body))
        assert found is not None
        client.post(urlsplit(found[0]).path)
        assert "Anna Kavaleva" in text_of(client, "/accounts/profile/")
        user = get_user_model().objects.get()
        assert (user.first_name, user.last_name, user.email) == ("Anna", "Kavaleva", "anna@example.org")
        assert client.post("/accounts/logout/").status_code == 302
        assert client.get("/accounts/profile/").status_code == 302
        values = {"login": "anna@example.org", "password": REGISTRATION["password1"]}
        assert client.post("/accounts/login/", {**values, "password": "wrong"}).status_code == 422
        assert client.post("/accounts/login/", values).status_code == 302
        assert "Anna Kavaleva" in text_of(client, "/")

    def test_two_people_have_the_same_beginning_of_an_address(self, client_for: ClientFor) -> None:
        for address in ("anna@example.org", "anna@example.com"):
            answer = client_for().post("/accounts/signup/", {**REGISTRATION, "email": address})
            assert answer.status_code == 302
        assert get_user_model().objects.count() == 2

    def test_the_same_address_in_capitals_is_the_same_person(self, client_for: ClientFor) -> None:
        for address in ("anna@example.org", "Anna@Example.org"):
            client_for().post("/accounts/signup/", {**REGISTRATION, "email": address})
        assert get_user_model().objects.count() == EmailAddress.objects.count() == 1

    def test_a_command_enters_the_first_coordinator(
        self, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CLUSTERKIT_PASSWORD", "a-long-password-7")
        call_command("create_person", "alpha", "olga@example.org", name="Olga Office", tier="coordinator", verbosity=0)
        client = client_for()
        client.post("/accounts/login/", {"login": "olga@example.org", "password": "a-long-password-7"})
        assert "Olga Office" in text_of(client, "/board/")

    def test_people_are_listed_by_name(self, client_for: ClientFor) -> None:
        person = AffiliationFactory(organisation__slug="plant", user=UserFactory(name="Rob Representative"))
        assert "Rob Representative" in text_of(client_for(MemberFactory()), person.organisation.get_absolute_url())
        assert "Rob" in text_of(client_for(CoordinatorFactory()), "/admin/auth/user/")


def test_a_template_of_the_host_adds_to_the_foot_of_every_page(client_for: ClientFor) -> None:
    for path in ("/", "/participants/", "/accounts/login/"):
        assert "the people, contacts, proposals, applications and events are invented" in text_of(client_for(), path)


def test_an_element_of_the_host_takes_the_place_of_ours(client_for: ClientFor) -> None:
    page = text_of(client_for(), "/participants/")
    assert "No participants are shown yet" in page
    assert "what you add here reaches nobody outside" in page


def test_a_tier_of_the_host_is_chosen_by_the_office_and_explained_to_people(client_for: ClientFor) -> None:
    office = client_for(CoordinatorFactory())
    path = reverse("clusterkit_access:rules")
    form = office.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    assert (PARTNER, "partner") in [(code, str(label)) for code, label in form.fields["ideas-read"].choices]
    assert office.post(path, {**values, "partners-view_details": "registered"}).status_code == 302
    assert office.get(path).context["form"]["partners-view_details"].value() == "registered"


def test_the_office_gives_the_tier_in_the_admin(client_for: ClientFor) -> None:
    person = UserFactory()
    values = {"user": person.pk, "tier": PARTNER, "valid_from": "2026-01-01", "valid_until": "", "reason": "Agreement"}
    assert client_for(CoordinatorFactory()).post("/admin/clusterkit_access/grant/add/", values).status_code == 302
    assert viewer_of(person).tier == PARTNER


def test_an_item_of_the_hosts_kind_is_written_found_and_read(client_for: ClientFor) -> None:
    organisation, sector = OrganisationFactory(), SectorFactory()
    author = AffiliationFactory(organisation=organisation, user=MemberFactory()).user
    client = client_for(author)
    assert "We look for a colleague" in text_of(client, "/ideas/new/")
    values = {
        "organisation": organisation.pk,
        "title": "Corrosion engineer",
        "summary": "A post in the laboratory",
        "body": "The tasks",
        "sectors": [sector.pk],
        "mode": "open",
        "action": "publish",
    }
    assert client.post("/ideas/new/vacancy/", values).status_code == 302
    assert Item.objects.get().kind == "vacancy"
    guest = client_for()
    page = text_of(guest, "/ideas/?kind=vacancy")
    assert "Corrosion engineer" in page
    assert "Vacancies" in page
    assert "Corrosion engineer" not in text_of(guest, "/ideas/?kind=offer")
    assert [row["kind"] for row in guest.get("/api/v1/items/?kind=vacancy").json()["results"]] == ["vacancy"]


def test_the_rule_of_the_host_decides_by_majority(client_for: ClientFor) -> None:
    organisation = OrganisationFactory(is_published=False)
    applicant = AdminAffiliationFactory(organisation=organisation).user
    application = submit(
        application=ApplicationFactory(organisation=organisation, complete=True), actor=viewer_of(applicant)
    )
    reviewers = [CoordinatorFactory() for _number in range(3)]
    application = take_up(application=application, actor=viewer_of(reviewers[0]))
    first, second, third = (client_for(user) for user in reviewers)
    path = reverse("clusterkit_membership:application", args=[application.pk])
    common = {"version": application.version, "revision": 1}
    first.post(f"{path}propose/", {**common, "verdict": "approve"})
    second.post(f"{path}propose/", {**common, "verdict": "reject", "reason": "Too early."})
    assert not Membership.objects.exists()
    assert third.post(f"{path}confirm/", {**common, "verdict": "approve"}).status_code == 302
    assert Membership.objects.get().organisation == organisation


def test_a_model_beside_ours_is_entered_in_the_admin_and_shown_on_our_page(client_for: ClientFor) -> None:
    organisation = OrganisationFactory(slug="plant")
    values = {
        "organisation": organisation.pk,
        "standard": "ISO 45001",
        "number": "BY-17",
        "issued_by": "Institute",
        "valid_until": "2099-12-31",
    }
    office = client_for(CoordinatorFactory())
    assert office.post("/admin/partners/safetyrecord/add/", values).status_code == 302
    assert "Safety at work" in text_of(client_for(), "/participants/plant/")
    assert "BY-17" in text_of(office, "/participants/plant/")
