"""Two organisations become one: what moves, what stands in the way, who may, and two merges at once."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, NotVisible, StaleVersion
from clusterkit.core.policies import SystemActor
from clusterkit.directory.enums import AffiliationRole, AffiliationState, DomainClaimState, InvitationState
from clusterkit.directory.hooks import (
    OrganisationMerge,
    OrganisationMerged,
    organisation_merge,
    organisation_merge_obstacles,
    organisation_merged,
)
from clusterkit.directory.models import Affiliation, DomainClaim, FormerAddress, Invitation, Organisation
from clusterkit.directory.selectors import differences, moved_to
from clusterkit.directory.services import merge_organisations, set_logo, update_organisation
from clusterkit.directory.services.merging import PARTS
from clusterkit.files.models import StoredFile
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    AffiliationFactory,
    AffiliationRequestFactory,
    CapabilityFactory,
    CertificateFactory,
    ContactFactory,
    DomainClaimFactory,
    InvitationFactory,
    OrganisationFactory,
    PictureFactory,
    ProductFactory,
    ProfileFactory,
    SectorFactory,
    WaitingDomainClaimFactory,
)
from clusterkit.testing.factories.files import png, upload
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(naftan: Organisation) -> Organisation:
    """The same plant, entered a second time by somebody else."""
    made: Organisation = OrganisationFactory(
        slug="naftan-2", short_name={"ru": "Нафтан-2", "en": "Naftan 2"}, number="300042199", size="large", region=""
    )
    return made


def merge(naftan: Organisation, double: Organisation, viewers: dict[str, Viewer], **kwargs: Any) -> Organisation:
    return merge_organisations(survivor=naftan, merged=double, actor=viewers["coordinator"], **kwargs)


def test_everything_that_belongs_to_the_one_belongs_to_the_other(
    naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    profile = ProfileFactory()
    double.profiles.add(profile)
    double.sectors.add(SectorFactory(code="trade"))
    CapabilityFactory(organisation=double, title="Drying")
    CapabilityFactory(organisation=double, title="Corrosion laboratory")
    ContactFactory(organisation=double, value="office@naftan.example.org")
    ProductFactory(organisation=double)
    CertificateFactory(organisation=double)
    PictureFactory(organisation=double)
    person = AffiliationFactory(organisation=double)
    kept = merge(naftan, double, viewers)
    assert not Organisation.objects.filter(pk=double.pk).exists()
    # What both had is there once.
    assert [*kept.capabilities.values_list("title", flat=True)] == ["Corrosion laboratory", "Drying"]
    assert kept.contacts.count() == 1
    assert (kept.products.count(), kept.certificates.count(), kept.pictures.count()) == (1, 1, 1)
    assert {*kept.sectors.values_list("code", flat=True)} == {"refining", "trade"}
    assert kept.profiles.get() == profile
    person.refresh_from_db()
    assert (person.organisation, person.state) == (kept, AffiliationState.CONFIRMED)


def test_of_two_claims_of_one_mail_domain_the_confirmed_one_stays(
    naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    waiting = WaitingDomainClaimFactory(organisation=naftan, domain="naftan.example", key_digest="d" * 64)
    confirmed = DomainClaimFactory(organisation=double, domain="naftan.example")
    other = DomainClaimFactory(organisation=double, domain="naftan-2.example")
    kept = merge(naftan, double, viewers)
    states = {row.pk: row.state for row in kept.domain_claims.all()}
    assert states == {
        waiting.pk: DomainClaimState.ENDED,
        confirmed.pk: DomainClaimState.CONFIRMED,
        other.pk: DomainClaimState.CONFIRMED,
    }
    waiting.refresh_from_db()
    assert waiting.key_digest == ""


def test_who_was_invited_by_both_is_invited_once(
    naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    stays = InvitationFactory(organisation=naftan, email="both@example.org")
    twice = InvitationFactory(organisation=double, email="both@example.org")
    other = InvitationFactory(organisation=double, email="other@example.org")
    kept = merge(naftan, double, viewers)
    assert {row.pk: row.state for row in kept.invitations.all()} == {
        stays.pk: InvitationState.WAITING,
        twice.pk: InvitationState.REVOKED,
        other.pk: InvitationState.WAITING,
    }


def test_each_field_is_taken_from_the_one_that_was_chosen(
    naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    kept = merge(naftan, double, viewers, take=["identity", "size", "name"])
    kept.refresh_from_db()
    assert (kept.country, kept.number_kind, kept.number, kept.size) == ("BY", "unp", "300042199", "large")
    assert (kept.name, kept.short_name) == (double.name, naftan.short_name)
    assert kept.region == naftan.region
    assert kept.slug == "naftan"


def test_a_shown_one_stays_shown(double: Organisation, naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    Organisation.objects.filter(pk=naftan.pk).update(is_published=False)
    assert merge(naftan, double, viewers).is_published


@pytest.mark.parametrize(("take", "whose"), [([], "naftan"), (["logo"], "double")])
def test_the_logo_that_is_not_taken_is_removed(
    take: list[str], whose: str, naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    for row in (naftan, double):
        set_logo(organisation=row, actor=viewers["coordinator"], upload=upload(png(), "logo.png"))
        row.refresh_from_db()
    logos = {"naftan": naftan.logo_id, "double": double.logo_id}
    kept = merge(naftan, double, viewers, take=take)
    kept.refresh_from_db()
    assert kept.logo_id == logos[whose]
    assert [*StoredFile.objects.filter(pk__in=[pk for pk in logos.values() if pk]).values_list("pk", flat=True)] == [
        logos[whose]
    ]


@pytest.mark.parametrize(
    ("ours", "theirs", "role"),
    [
        (AffiliationRequestFactory, AdminAffiliationFactory, AffiliationRole.ADMIN),
        (AffiliationFactory, AdminAffiliationFactory, AffiliationRole.ADMIN),
        (AdminAffiliationFactory, AffiliationRequestFactory, AffiliationRole.ADMIN),
        (AffiliationFactory, AffiliationRequestFactory, AffiliationRole.REPRESENTATIVE),
    ],
)
def test_who_acted_for_both_acts_once_with_his_greater_right(
    ours: Any, theirs: Any, role: str, naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    user = UserFactory()
    ours(organisation=naftan, user=user)
    theirs(organisation=double, user=user)
    kept = merge(naftan, double, viewers)
    live = Affiliation.objects.get(user=user, state=AffiliationState.CONFIRMED)
    assert (live.organisation, live.role) == (kept, role)
    ended = Affiliation.objects.get(user=user, state=AffiliationState.ENDED)
    assert (ended.organisation, ended.version) == (kept, 2)


def test_old_addresses_lead_to_the_one_that_stays(
    naftan: Organisation, double: Organisation, viewers: dict[str, Viewer], people: dict[str, Any], client_for: Any
) -> None:
    update_organisation(organisation=double, actor=viewers["coordinator"], slug="naftan-copy")
    merge(naftan, double, viewers)
    guest = client_for(None)
    for old in ("naftan-2", "naftan-copy"):
        answer = guest.get(f"/participants/{old}/?from=mail")
        assert (answer.status_code, answer.url) == (301, "/participants/naftan/?from=mail")
        assert client_for(people["admin"]).get(f"/participants/{old}/edit/").url == "/participants/naftan/edit/"
        assert guest.post(f"/participants/{old}/publish/").status_code in (403, 404, 302)
    assert client_for(people["coordinator"]).post("/participants/naftan-2/publish/").status_code == 404
    # Whoever may not see the organisation does not learn that it had other addresses.
    Organisation.objects.filter(pk=naftan.pk).update(is_published=False)
    assert guest.get("/participants/naftan-2/").status_code == 404
    assert client_for(people["admin"]).get("/participants/naftan-2/").status_code == 301


def test_a_changed_address_leads_on_and_comes_back(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    office = viewers["coordinator"]
    update_organisation(organisation=naftan, actor=office, slug="refinery")
    assert moved_to(viewers["guest"], "naftan") == naftan
    with pytest.raises(Conflict):
        update_organisation(organisation=OrganisationFactory(), actor=office, slug="naftan")
    update_organisation(organisation=naftan, actor=office, slug="naftan")
    assert moved_to(viewers["guest"], "naftan") is None
    assert [row.slug for row in FormerAddress.objects.all()] == ["refinery"]


@pytest.mark.parametrize("who", ["guest", "registered", "member", "admin", "outsider"])
def test_only_coordinators_merge(
    who: str, naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    with pytest.raises((NotPermitted, NotVisible)):
        merge_organisations(survivor=naftan, merged=double, actor=viewers[who])
    assert Organisation.objects.filter(pk=double.pk).exists()


def test_what_cannot_be_meant_is_refused(
    naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    with pytest.raises(InvalidInput) as same:
        merge(naftan, naftan, viewers)
    assert same.value.field == "merged"
    with pytest.raises(InvalidInput) as unknown:
        merge(naftan, double, viewers, take=["slug"])
    assert unknown.value.field == "take"


def test_what_changed_since_it_was_compared_is_compared_again(
    naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    seen, seen_double = naftan.updated_at, double.updated_at
    update_organisation(organisation=double, actor=viewers["coordinator"], website="https://example.org")
    with pytest.raises(StaleVersion):
        merge(naftan, double, viewers, expected=seen, expected_merged=seen_double)
    double.refresh_from_db()
    with pytest.raises(StaleVersion):
        merge(naftan, double, viewers, expected=timezone.now(), expected_merged=double.updated_at)
    merge(naftan, double, viewers, expected=seen, expected_merged=double.updated_at)
    with pytest.raises(Conflict, match="made them one before you"):
        merge(naftan, double, viewers)


def test_an_app_may_have_a_reason_against_it(
    naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    reasons = iter(["First end the lease.", None])
    with organisation_merge_obstacles.override(lambda payload: next(reasons)):
        with pytest.raises(Conflict, match="First end the lease"):
            merge(naftan, double, viewers)
        merge(naftan, double, viewers)


def test_a_receiver_that_crashes_undoes_everything(
    naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    person = AffiliationFactory(organisation=double)

    def crash(payload: Any) -> Any:
        raise RuntimeError("no")

    with organisation_merge.override(crash), pytest.raises(RuntimeError), transaction.atomic():
        merge(naftan, double, viewers)
    person.refresh_from_db()
    assert person.organisation == double


def test_everything_that_can_point_at_an_organisation_is_moved(naftan: Organisation, double: Organisation) -> None:
    """Of the apps that are installed; a new relation that takes no part would only be found when a merge stops."""
    payload = OrganisationMerge(naftan, double, SystemActor())
    moved = {row.model for rows in organisation_merge.collect(payload, switched_off=True) for row in rows}
    own = {Affiliation, DomainClaim, FormerAddress, Invitation, *(model for model, _same in PARTS)}
    lists = {Organisation.sectors.through, Organisation.profiles.through}
    relations: Any = Organisation._meta.get_fields(include_hidden=True)
    pointing = {
        row.related_model for row in relations if row.auto_created and not row.concrete and not row.many_to_many
    }
    assert pointing - lists <= moved | own


def test_rows_that_nobody_moves_stop_it(naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]) -> None:
    row = FormerAddress.objects.create(slug="left", organisation=naftan)

    def leave_one_behind(payload: Any) -> None:
        FormerAddress.objects.filter(pk=row.pk).update(organisation=payload.merged)

    with organisation_merge.override(leave_one_behind), pytest.raises(Conflict, match="Former addresses"):
        merge(naftan, double, viewers)
    assert Organisation.objects.filter(pk=double.pk).exists()


def test_a_rule_of_the_database_is_a_conflict_and_nothing_moves(
    naftan: Organisation, double: Organisation, viewers: dict[str, Viewer]
) -> None:
    CapabilityFactory(organisation=double, title="Drying")

    def both_have_one(payload: Any) -> Any:
        raise IntegrityError

    with organisation_merge.override(both_have_one), pytest.raises(Conflict, match="only one of them"):
        merge(naftan, double, viewers)
    assert double.capabilities.count() == 1


def test_it_is_written_down_and_told(
    naftan: Organisation,
    double: Organisation,
    viewers: dict[str, Viewer],
    written: list[ports.AuditEntry],
    django_capture_on_commit_callbacks: Any,
) -> None:
    told: list[OrganisationMerged] = []
    AffiliationFactory(organisation=double)
    with organisation_merged.override(told.append), django_capture_on_commit_callbacks(execute=True):
        merge(naftan, double, viewers, take=["size"])
    gone, kept = [entry for entry in written if entry.action == "directory.merge_organisations"]
    assert (gone.before["number"], gone.after) == ("300042199", {"merged_into": "Naftan"})
    assert kept.after["merged"] == "Naftan 2"
    assert kept.after["moved"] == {"clusterkit_directory.affiliation": 1}
    assert kept.after["size"] == "large"
    assert "name" not in kept.after
    assert [(row.survivor, row.merged_id, row.merged_slug) for row in told] == [(naftan, double.pk, "naftan-2")]


def test_differences_suggest_what_the_survivor_lacks(naftan: Organisation, double: Organisation) -> None:
    rows = {row.code: row for row in differences(naftan, double)}
    assert rows["identity"].from_merged
    assert rows["size"].from_merged
    assert not rows["short_name"].from_merged
    assert "kind" not in rows
    assert "BY UNP 300042199" in rows["identity"].merged.lines
    assert rows["region"].merged.lines == ["not given"]


def test_the_page_shows_both_and_makes_them_one(
    naftan: Organisation, double: Organisation, people: dict[str, Any], client_for: Any
) -> None:
    double.is_founder = True
    double.save()
    set_logo(organisation=double, actor=SystemActor(), upload=upload(png(), "logo.png"))
    office = client_for(people["coordinator"])
    for query, found in (("", True), ("Naftan", True), ("300042199", True), ("nothing", False)):
        page = office.get("/participants/naftan/duplicate/", {"q": query}).content.decode()
        assert (f"/participants/naftan/merge/?merged={double.pk}" in page) is found
    address = f"/participants/naftan/merge/?merged={double.pk}"
    page = office.get(address)
    form = page.context["form"]
    text = page.content.decode()
    assert "Naftan 2 (goes)" in text.replace("\xa0", " ")
    assert f"/participants/naftan-2/merge/?merged={naftan.pk}" in text
    data = {name: form[name].value() for name in form.fields}
    assert (data["identity"], data["is_founder"], data["name"]) == ("merged", "merged", "survivor")
    assert office.post(address, {**data, "size": "nobody's"}).status_code == 422
    stale = office.post(address, {**data, "expected": "2020-01-01T00:00:00+00:00"})
    assert stale.status_code == 409
    answer = office.post(address, {**data, "size": "survivor", "expected": "2020-13-45T00:00:00"})
    assert (answer.status_code, answer.url) == (302, "/participants/naftan/")
    naftan.refresh_from_db()
    assert (naftan.number, naftan.size, naftan.is_founder) == ("300042199", "", True)
    assert "Naftan 2 is merged into this one." in office.get("/participants/naftan/").content.decode().replace(
        "\xa0", " "
    )
    assert office.get(address).status_code == 404


def test_the_page_says_what_stands_in_the_way(
    naftan: Organisation, double: Organisation, people: dict[str, Any], client_for: Any
) -> None:
    office = client_for(people["coordinator"])
    address = f"/participants/naftan/merge/?merged={double.pk}"
    with organisation_merge_obstacles.override(lambda payload: "First end the lease."):
        page = office.get(address)
        assert "First end the lease." in page.content.decode().replace("\xa0", " ")
        assert "Make them one" not in page.content.decode()
    assert office.get("/participants/naftan/merge/").url == "/participants/naftan/duplicate/"
    for wrong in ("", "x", "0", str(naftan.pk), "9" * 30):
        assert office.get("/participants/naftan/merge/", {"merged": wrong}).status_code == 404
    assert client_for(people["admin"]).get(address).status_code == 403


def test_two_that_do_not_differ_need_no_choice(naftan: Organisation, people: dict[str, Any], client_for: Any) -> None:
    values = {name: getattr(naftan, name) for name in ("short_name", "name", "summary", "city", "region")}
    twin = OrganisationFactory(slug="twin", **values)
    page = client_for(people["coordinator"]).get(f"/participants/naftan/merge/?merged={twin.pk}")
    assert "do not differ" in page.content.decode()


def test_the_api_merges(naftan: Organisation, double: Organisation, people: dict[str, Any], client_for: Any) -> None:
    office = client_for(people["coordinator"])
    url = f"/api/v1/organisations/{naftan.pk}/merge/"

    def send(client: Any, **data: Any) -> Any:
        return client.post(url, data, content_type="application/json")

    assert send(office, merged=0).status_code == 400
    assert send(office, merged=double.pk, take=["slug"]).status_code == 400
    assert send(client_for(people["admin"]), merged=double.pk).status_code == 403
    answer = send(office, merged=double.pk, take=["identity"])
    assert (answer.status_code, answer.json()["number"]) == (200, "300042199")
    assert send(office, merged=double.pk).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_each_into_the_other_at_once_leaves_one() -> None:
    office = viewer_of(CoordinatorFactory())
    for _round in range(3):
        one, two = OrganisationFactory(), OrganisationFactory()
        person = AffiliationFactory(organisation=two)
        results = at_once(
            partial(merge_organisations, survivor=one, merged=two, actor=office),
            partial(merge_organisations, survivor=two, merged=one, actor=office),
        )
        assert sorted(type(result).__name__ for result in results) == ["Conflict", "Organisation"]
        (kept,) = Organisation.objects.filter(pk__in=[one.pk, two.pk])
        person.refresh_from_db()
        assert person.organisation == kept


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_each_would_find_the_other() -> None:
    """The control: the same look at both rows without a lock finds both, twice."""
    one, two = OrganisationFactory(), OrganisationFactory()
    asked = threading.Barrier(2)

    def look() -> int:
        with transaction.atomic():
            found = Organisation.objects.filter(pk__in=[one.pk, two.pk]).count()
            asked.wait(10)
            return found

    assert at_once(look, look) == [2, 2]
