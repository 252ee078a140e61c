"""The cluster's list of sectors and profiles: kept by the office on a page, in the admin and by the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusterkit.access.viewer import Viewer
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, NotVisible
from clusterkit.directory.models import Organisation, Profile, Sector
from clusterkit.directory.services import (
    create_profile,
    create_sector,
    delete_profile,
    delete_sector,
    update_organisation,
    update_profile,
    update_sector,
)
from clusterkit.testing.factories.directory import OrganisationFactory, ProfileFactory, SectorFactory
from tests.apps.query_counting import statements

pytestmark = pytest.mark.django_db
LIST = "/participants/sectors/"


def test_a_profile_brings_its_sector_along(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    profile = ProfileFactory()
    update_organisation(organisation=naftan, actor=viewers["admin"], sectors=[], profiles=[profile])
    assert [*naftan.sectors.all()] == [profile.sector]
    # The list of sectors alone does not part it from its profile's.
    update_organisation(organisation=naftan, actor=viewers["admin"], sectors=[])
    assert [*naftan.sectors.all()] == [profile.sector]
    update_organisation(organisation=naftan, actor=viewers["admin"], sectors=[], profiles=[])
    assert not naftan.sectors.exists()


def test_a_profile_that_moves_takes_its_organisations_along(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    profile, other = ProfileFactory(), SectorFactory()
    update_organisation(organisation=naftan, actor=viewers["admin"], profiles=[profile])
    office = viewers["coordinator"]
    update_profile(profile=profile, actor=office, code="fish", name={"en": "Fish"}, order=5, sector=other)
    profile.refresh_from_db()
    assert (profile.sector, profile.code, str(profile)) == (other, "fish", "Fish")
    assert other in naftan.sectors.all()
    update_profile(profile=profile, actor=office, code="fish", name="Рыба", order=6)
    profile.refresh_from_db()
    assert (profile.sector, profile.order) == (other, 6)


def test_what_is_taken_out_is_gone_from_organisations(
    naftan: Organisation, viewers: dict[str, Viewer], written: list[ports.AuditEntry]
) -> None:
    office, profile, second = viewers["coordinator"], ProfileFactory(code="fish"), ProfileFactory()
    update_organisation(organisation=naftan, actor=office, profiles=[profile, second])
    written.clear()
    delete_profile(profile=second, actor=office)
    assert [*naftan.profiles.all()] == [profile]
    assert second.sector in naftan.sectors.all()
    delete_sector(sector=profile.sector, actor=office)
    assert not naftan.profiles.exists()
    assert written[-1].before["profile"] == ["fish"]
    for delete, kwargs in ((delete_sector, {"sector": profile.sector}), (delete_profile, {"profile": second})):
        with pytest.raises(NotVisible):
            delete(actor=office, **kwargs)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "bad code", "name": "A"}, "code"),
        ({"code": "", "name": "A"}, "code"),
        ({"code": "a", "name": " "}, "name"),
        ({"code": "a", "name": {"en": "n" * 121}}, "name"),
        ({"code": "a", "name": "A", "order": -1}, "order"),
        ({"code": "a", "name": "A", "order": 40000}, "order"),
    ],
)
def test_a_word_that_cannot_be_is_refused(values: Any, field: str, viewers: dict[str, Viewer]) -> None:
    for make in (create_sector, lambda **given: create_profile(sector=SectorFactory(), **given)):
        with pytest.raises(InvalidInput) as refused:
            make(actor=viewers["coordinator"], **values)
        assert refused.value.field == field


def test_a_code_is_there_once(viewers: dict[str, Viewer]) -> None:
    sector = SectorFactory()
    with pytest.raises(Conflict):
        create_sector(actor=viewers["coordinator"], code=sector.code, name="A")
    with pytest.raises(NotPermitted):
        update_sector(sector=sector, actor=viewers["admin"], code="x", name="A", order=1)


def test_the_office_keeps_the_list_on_a_page(people: dict[str, Any], client_for: Any) -> None:
    office = client_for(people["coordinator"])
    Profile.objects.all().delete()
    Sector.objects.all().delete()
    assert "No sectors yet" in office.get(LIST).content.decode()
    assert office.get(f"{LIST}new/").status_code == 200
    bad = office.post(f"{LIST}new/", {"code": "bad code", "name_ru": "Химия", "order": 1})
    assert bad.status_code == 422
    assert "Химия" in bad.content.decode()
    assert office.post(f"{LIST}new/", {"code": "chemistry", "name_ru": "Химия", "order": 1}).url == LIST
    again = office.post(f"{LIST}new/", {"code": "chemistry", "name_ru": "Ещё раз", "order": 1})
    assert again.status_code == 409
    sector = Sector.objects.get()
    new = f"/participants/profiles/new/?sector={sector.pk}"
    assert office.get(new).context["form"]["sector"].value() == str(sector.pk)
    assert office.get("/participants/profiles/new/?sector=x").status_code == 200
    given = {"sector": sector.pk, "code": "polymers", "name_ru": "Полимеры", "order": 1}
    assert office.post(new, given).url == LIST
    profile = Profile.objects.get()
    page = office.get(LIST).content.decode()
    assert "Полимеры" in page
    assert office.get(f"{LIST}{sector.pk}/").status_code == 200
    office.post(f"{LIST}{sector.pk}/", {"code": "chem", "name_ru": "Химия", "order": 2})
    office.post(f"/participants/profiles/{profile.pk}/", {**given, "code": "plastics"})
    assert (Sector.objects.get().code, Profile.objects.get().code) == ("chem", "plastics")
    for path in (f"/participants/profiles/{profile.pk}/delete/", f"{LIST}{sector.pk}/delete/"):
        assert office.get(path).status_code == 200
        assert office.post(path).url == LIST
        assert office.get(path).status_code == 404
    assert not Sector.objects.exists()


def test_lists_cost_the_same_however_long(
    naftan: Organisation, viewers: dict[str, Viewer], people: dict[str, Any], client_for: Any
) -> None:
    office = client_for(people["coordinator"])
    pages = (LIST, "/participants/naftan/duplicate/", "/participants/naftan/history/", "/api/v1/sectors/")
    costs = []
    for more in (1, 2):
        for number in range(more):
            OrganisationFactory(profiles=[ProfileFactory()])
            update_organisation(organisation=naftan, actor=viewers["admin"], founded=1950 + more + number)
        costs.append([_cost(office, page) for page in pages])
    assert costs[0] == costs[1]


def _cost(client: Any, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return statements(asked)


@pytest.mark.parametrize("who", ["guest", "registered", "member", "admin"])
def test_others_do_not_keep_it(who: str, people: dict[str, Any], client_for: Any) -> None:
    client, sector, profile = client_for(people.get(who)), SectorFactory(), ProfileFactory()
    for path in (
        LIST,
        f"{LIST}new/",
        f"{LIST}{sector.pk}/",
        f"{LIST}{sector.pk}/delete/",
        f"/participants/profiles/{profile.pk}/",
    ):
        # A guest is led to the sign-in.
        assert client.get(path).status_code == (302 if who == "guest" else 403)
    assert client.delete(f"/api/v1/sectors/{sector.pk}/").status_code in (401, 403)
    assert Sector.objects.filter(pk=sector.pk).exists()


def test_the_api_keeps_the_list(people: dict[str, Any], client_for: Any) -> None:
    office = client_for(people["coordinator"])

    def send(method: str, path: str, data: Any = None) -> Any:
        return getattr(office, method)(f"/api/v1/{path}", data or {}, content_type="application/json")

    made = send("post", "sectors/", {"code": "chemistry", "name": {"ru": "Химия", "en": "Chemistry"}})
    assert (made.status_code, made.json()["order"]) == (201, 100)
    assert send("post", "sectors/", {"code": "chemistry", "name": "x"}).status_code == 409
    assert send("post", "sectors/", {"code": "bad code", "name": "x"}).status_code == 400
    assert send("patch", f"sectors/{made.json()['id']}/", {"order": 7}).json()["order"] == 7
    profile = send("post", "profiles/", {"sector": "chemistry", "code": "polymers", "name": "Polymers"})
    assert (profile.status_code, profile.json()["sector"]) == (201, "chemistry")
    assert send("post", "profiles/", {"sector": "nothing", "code": "a", "name": "A"}).status_code == 400
    assert send("patch", f"profiles/{profile.json()['id']}/", {"code": "plastics"}).json()["code"] == "plastics"
    listed = office.get(f"/api/v1/sectors/{made.json()['id']}/").json()
    assert [row["code"] for row in listed["profiles"]] == ["plastics"]
    assert office.get("/api/v1/profiles/").json()["results"][0]["code"] == "plastics"
    assert send("delete", f"profiles/{profile.json()['id']}/").status_code == 204
    assert send("delete", f"sectors/{made.json()['id']}/").status_code == 204


@pytest.mark.urls("tests.apps.directory.admin_urls")
def test_profiles_are_kept_in_the_admin(
    people: dict[str, Any], client_for: Any, written: list[ports.AuditEntry]
) -> None:
    client, sector = client_for(people["coordinator"]), SectorFactory()
    values = {"sector": sector.pk, "code": "polymers", "name_ru": "Полимеры", "order": 5}
    add = reverse("cluster_admin:clusterkit_directory_profile_add")
    assert client.post(add, values).status_code == 302
    profile = Profile.objects.get(code="polymers")
    change = reverse("cluster_admin:clusterkit_directory_profile_change", args=[profile.pk])
    assert client.post(change, {**values, "code": "plastics"}).status_code == 302
    url = reverse("cluster_admin:clusterkit_directory_profile_changelist")
    assert "plastics" in client.get(url).content.decode()
    client.post(url, {"action": "delete_selected", "_selected_action": profile.pk, "post": "yes"})
    assert not Profile.objects.filter(pk=profile.pk).exists()
    assert [entry.action for entry in written] == ["directory.manage_sectors"] * 3


def test_the_form_offers_profiles_with_their_sectors(
    naftan: Organisation, people: dict[str, Any], client_for: Any
) -> None:
    client = client_for(people["admin"])
    assert "profiles" not in client.get("/participants/naftan/edit/").context["form"].fields
    profile = ProfileFactory()
    form = client.get("/participants/naftan/edit/").context["form"]
    assert (profile.pk, f"{profile.sector} · {profile}") in [
        (key.value, label) for key, label in form["profiles"].field.choices
    ]


def test_the_list_of_participants_is_narrowed_by_profile_and_size(
    naftan: Organisation, people: dict[str, Any], client_for: Any
) -> None:
    fish, polymers = ProfileFactory(), ProfileFactory()
    small = OrganisationFactory(profiles=[fish], size="small")
    hidden = OrganisationFactory(profiles=[polymers], is_published=False, size="micro")
    guest = client_for(None)

    def found(query: str) -> list[Any]:
        return [row.pk for row in guest.get(f"/participants/?{query}").context["page_obj"].object_list]

    assert found(f"profile={fish.code}") == [small.pk]
    assert found("size=small") == [small.pk]
    assert found(f"profile={polymers.code}") == []
    page = guest.get("/participants/")
    text = page.content.decode()
    assert f"?profile={fish.code}" in text
    # What only a hidden organisation has is not even a choice.
    assert f"?profile={polymers.code}" not in text
    assert "?size=micro" not in text
    assert [(word.code, word.number) for word in page.context["overview"].profiles] == [(fish.code, 1)]
    chosen = guest.get(f"/participants/?sector={naftan.sectors.get().code}").content.decode()
    assert f"profile={fish.code}" not in chosen
    assert hidden.pk in [
        row.pk
        for row in client_for(people["coordinator"]).get("/participants/?size=micro").context["page_obj"].object_list
    ]
    listed = guest.get("/api/v1/organisations/", {"profile": fish.code}).json()["results"]
    assert [row["profiles"] for row in listed] == [[fish.code]]
