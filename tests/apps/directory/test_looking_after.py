"""What the people of an organisation and the office see beside the page: what it lacks, and who changed what."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from clusterkit.access.viewer import Viewer
from clusterkit.core.exceptions import NotPermitted
from clusterkit.core.policies import SystemActor
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors import completeness, history
from clusterkit.directory.services import merge_organisations, set_logo, update_organisation
from clusterkit.testing.factories.directory import (
    CapabilityFactory,
    OrganisationFactory,
    PictureFactory,
    ProductFactory,
    ProfileFactory,
)
from clusterkit.testing.factories.files import png, upload

pytestmark = pytest.mark.django_db
PAGE = "/participants/naftan/"


def test_each_lack_leads_to_the_field_where_it_is_written(
    naftan: Organisation, viewers: dict[str, Viewer], people: dict[str, Any], client_for: Any
) -> None:
    Organisation.objects.filter(pk=naftan.pk).update(region="", city={}, summary={}, is_published=False)
    naftan.refresh_from_db()
    naftan.capabilities.all().delete()
    naftan.contacts.all().delete()
    naftan.sectors.clear()
    found = completeness(viewers["admin"], naftan)
    assert found is not None
    assert (found.done, found.percent, len(found.lacks)) == (0, 0, found.total)
    client = client_for(people["admin"])
    page = client.get(PAGE).content.decode()
    for lack in found.lacks:
        path, _hash, field = lack.url.partition("#")
        assert f'id="{field}"' in client.get(path).content.decode(), lack.code
        assert f'href="{lack.url}"' in page


def test_a_full_page_lacks_nothing(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    set_logo(organisation=naftan, actor=SystemActor(), upload=upload(png(), "logo.png"))
    update_organisation(
        organisation=naftan,
        actor=SystemActor(),
        number="300042199",
        size="large",
        founded=1963,
        website="https://example.org",
    )
    ProductFactory(organisation=naftan)
    PictureFactory(organisation=naftan)
    naftan.refresh_from_db()
    found = completeness(viewers["coordinator"], naftan)
    assert found is not None
    assert (found.lacks, found.percent) == ([], 100)


def test_what_somebody_cannot_write_is_not_asked_of_him(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    def codes(who: str) -> set[str]:
        found = completeness(viewers[who], naftan)
        assert found is not None
        return {lack.code for lack in found.lacks}

    assert "number" in codes("coordinator")
    assert "number" not in codes("admin")
    naftan.country, naftan.region = "CN", ""
    assert not {"number", "region"} & codes("coordinator")


@pytest.mark.parametrize("who", ["guest", "registered", "member", "outsider", "representative"])
def test_others_learn_nothing_of_what_is_lacking(
    who: str, naftan: Organisation, viewers: dict[str, Viewer], people: dict[str, Any], client_for: Any
) -> None:
    client = client_for(people.get(who))
    assert completeness(viewers[who], naftan) is None
    assert "What this page lacks" not in client.get(PAGE).content.decode()
    assert client.get(f"/api/v1/organisations/{naftan.pk}/completeness/").status_code in (401, 403)
    # A guest is led to the sign-in.
    assert client.get(f"{PAGE}history/").status_code == (302 if who == "guest" else 403)
    assert client.get(f"/api/v1/organisations/{naftan.pk}/history/").status_code in (401, 403)
    with pytest.raises(NotPermitted):
        history(viewers[who], naftan)


def test_the_history_says_in_words_who_changed_what(
    naftan: Organisation, viewers: dict[str, Viewer], people: dict[str, Any], client_for: Any
) -> None:
    client = client_for(people["admin"])
    assert "Nothing has changed yet" in client.get(f"{PAGE}history/").content.decode()
    update_organisation(organisation=naftan, actor=viewers["admin"], size="large", founded=1963)
    update_organisation(organisation=OrganisationFactory(), actor=viewers["coordinator"], size="micro")
    text = client.get(f"{PAGE}history/").content.decode().replace("\xa0", " ")
    assert "Ada Admin" in text
    assert "more than 250 people" in text
    assert "up to 15 people" not in text
    (line,) = client.get(f"/api/v1/organisations/{naftan.pk}/history/").json()["results"]
    assert (line["who"], line["action"]) == ("Ada Admin", "directory.edit_organisation")
    assert {"name": "Employees", "before": "", "after": "more than 250 people"} in line["changes"]
    lacks = client.get(f"/api/v1/organisations/{naftan.pk}/completeness/").json()
    assert {"website", "logo"} <= {row["code"] for row in lacks["lacks"]}


def test_the_history_of_what_was_merged_goes_on(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    office, double, third = viewers["coordinator"], OrganisationFactory(), OrganisationFactory()
    update_organisation(organisation=third, actor=office, size="micro")
    merge_organisations(survivor=double, merged=third, actor=office)
    merge_organisations(survivor=naftan, merged=double, actor=office)
    lines = [row.action.partition(".")[2] for row in history(viewers["admin"], naftan)]
    assert lines.count("edit_organisation") == 1
    # Each merge is told once at the one that stays and once at the one that goes.
    assert lines.count("merge_organisations") == 4


def _structured(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_search_engines_read_what_a_guest_reads(naftan: Organisation, people: dict[str, Any], client_for: Any) -> None:
    Organisation.objects.filter(pk=naftan.pk).update(
        number="300042199", number_kind="unp", founded=1963, website="https://naftan.example.org"
    )
    CapabilityFactory(organisation=naftan, title="Drying", text="Of gas")
    picture = PictureFactory(organisation=naftan)
    naftan.profiles.add(ProfileFactory())
    guest = _structured(client_for(None).get(PAGE).content.decode())
    assert guest["@type"] == "Corporation"
    assert guest["name"] == "Naftan"
    assert guest["alternateName"] == ["Нафтан"]
    assert guest["identifier"] == {"@type": "PropertyValue", "propertyID": "UNP", "value": "300042199"}
    assert guest["address"]["addressLocality"] == "Novopolotsk"
    assert guest["url"] == "https://naftan.example.org"
    assert guest["image"] == [f"http://testserver{picture.url}"] or guest["image"][0].endswith(picture.url)
    assert not {"makesOffer", "contactPoint"} & set(guest)
    registered = _structured(client_for(people["registered"]).get(PAGE).content.decode())
    assert [row["itemOffered"]["name"] for row in registered["makesOffer"]] == ["Corrosion laboratory", "Drying"]
    assert "contactPoint" not in registered
    member = _structured(client_for(people["member"]).get(PAGE).content.decode())
    assert member["contactPoint"] == [{"@type": "ContactPoint", "email": "office@naftan.example.org"}]


def test_no_text_ends_the_block_of_data(naftan: Organisation, client_for: Any) -> None:
    evil = "</script><script>alert(1)</script><!-- \u2028 & \\u003c"
    Organisation.objects.filter(pk=naftan.pk).update(name={"en": evil}, kind="association", city={}, region="")
    page = client_for(None).get(PAGE).content.decode()
    data = _structured(page)
    assert (data["legalName"], data["@type"]) == (evil, "Organization")
    assert data["address"] == {"@type": "PostalAddress", "addressCountry": "BY"}
    assert "<script>alert" not in page
