"""The pages: what each tier sees, what forms keep, where the buttons lead."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from clusterkit.access.viewer import viewer_of
from clusterkit.core.surfaces import Block
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.hooks import organisation_panels
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.directory.services import set_logo
from clusterkit.tenancy.enums import Region
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    AffiliationFactory,
    AffiliationRequestFactory,
    CapabilityFactory,
    ContactFactory,
    OrganisationFactory,
    SectorFactory,
)
from tests.apps.query_counting import statements

pytestmark = pytest.mark.django_db

LIST = "/participants/"
PAGE = "/participants/naftan/"


@pytest.fixture
def visit(people: dict[str, Any], client_for: Any) -> Any:
    """Gives a signed-in client by the person's standing; its answers have ``words``."""

    def sign_in(who: str) -> Any:
        client = client_for(people.get(who))
        ask = client.request

        def request(**request: Any) -> Any:
            answer = ask(**request)
            # As a person reads it: a space that keeps words together is a space.
            answer.words = "" if answer.streaming else answer.content.decode().replace("\xa0", " ")
            return answer

        client.request = request
        return client

    return sign_in


def picture(name: str = "logo.png") -> SimpleUploadedFile:
    """A small real image."""
    content = BytesIO()
    Image.new("RGB", (40, 40), "#0b5c7a").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


CAPABILITY, CONTACT, PERSON = "Corrosion laboratory", "office@naftan.example.org", "Ada Admin"


@pytest.mark.parametrize(
    ("who", "seen", "hidden", "lock"),
    [
        ("guest", [], [CAPABILITY, CONTACT, PERSON], ["registered people", "members of the cluster"]),
        ("registered", [CAPABILITY], [CONTACT, PERSON], ["members of the cluster"]),
        ("outsider", [CAPABILITY], [CONTACT, PERSON], ["members of the cluster"]),
        ("member", [CAPABILITY, CONTACT, PERSON], ["Rob Representative"], []),
        ("coordinator", [CAPABILITY, CONTACT, PERSON], [], []),
        ("representative", [CAPABILITY, CONTACT, PERSON], [], []),
    ],
)
def test_a_page_is_as_deep_as_the_tier(
    who: str, seen: list[str], hidden: list[str], lock: list[str], visit: Any, naftan: Organisation
) -> None:
    page = visit(who).get(PAGE)
    text = page.words
    assert page.status_code == 200
    assert "ОАО «Naftan»" in text
    assert all(item in text for item in seen)
    assert not any(item in text for item in hidden)
    assert all(f"Open to: {item}." in text for item in lock)
    assert ("ck-locked" in text) is bool(lock)


def test_what_is_locked_does_not_say_whether_it_is_there(visit: Any, naftan: Organisation) -> None:
    full = visit("guest").get(PAGE).words
    naftan.capabilities.all().delete()
    naftan.contacts.all().delete()
    naftan.affiliations.all().delete()
    empty = visit("guest").get(PAGE).words
    assert _without_tokens(full) == _without_tokens(empty)


def _without_tokens(text: str) -> list[str]:
    return [line for line in text.splitlines() if "csrf" not in line]


def test_a_hidden_organisation_is_a_404(visit: Any) -> None:
    OrganisationFactory(slug="hidden", short_name={"en": "Canary"}, is_published=False)
    for path in ("", "join/", "edit/", "edit/capabilities/", "edit/contacts/", "people/"):
        assert visit("outsider").get(f"/participants/hidden/{path}").status_code == 404
    assert "Canary" not in visit("member").get(LIST).words
    assert "Canary" in visit("coordinator").get(LIST).words
    assert visit("coordinator").get("/participants/hidden/").status_code == 200


def test_the_list_searches_and_filters(visit: Any, naftan: Organisation) -> None:
    OrganisationFactory(
        slug="kolledzh",
        short_name={"ru": "Колледж", "en": "College"},
        summary={"ru": "Готовит операторов установок"},
        kind="college",
        region=Region.BREST,
        is_founder=True,
    )
    OrganisationFactory(slug="citic", short_name={"en": "CITIC"}, country="CN", region="")
    client = visit("guest")

    def found(query: str) -> set[str]:
        page = client.get(f"{LIST}?{query}")
        assert page.status_code == 200
        return {row.slug for row in page.context["page_obj"].object_list}

    everybody = found("")
    assert {"naftan", "kolledzh", "citic"} <= everybody
    assert found("q=оператора") == {"kolledzh"}
    assert found("q=колл") == {"kolledzh"}
    assert found("sector=refining") == {"naftan"}
    assert found("kind=college") == {"kolledzh"}
    assert found("region=brest") == {"kolledzh"}
    assert found("region=abroad") == {"citic"}
    assert found("founders=true") == {"kolledzh"}
    assert found("sector=nothing") == set()
    assert found("kind=nonsense") == everybody
    assert found("page=999") == everybody
    assert found("q=%00&page=x") == everybody
    page = client.get(f"{LIST}?kind=college&region=brest")
    assert page.context["map"].counts["BY-BR"] == 1
    assert page.context["map"].current == "BY-BR"
    assert page.context["map"].urls["BY-BR"] == "?kind=college"


def test_an_empty_list_says_what_to_do(visit: Any) -> None:
    assert "Nothing fits" in visit("guest").get(f"{LIST}?q=zzz").words
    Organisation.objects.all().delete()
    assert "No participants are shown yet" in visit("guest").get(LIST).words


@pytest.mark.parametrize("who", ["guest", "member", "coordinator"])
def test_a_list_costs_the_same_however_long(
    who: str, visit: Any, naftan: Organisation, django_assert_max_num_queries: Any
) -> None:
    client = visit(who)
    client.get(LIST)
    with django_assert_max_num_queries(50) as one:
        client.get(LIST)
    for _number in range(5):
        OrganisationFactory(sectors=[SectorFactory(), SectorFactory()])
    with django_assert_max_num_queries(50) as many:
        client.get(LIST)
    assert statements(one) == statements(many)
    assert statements(one) <= (8 if who == "guest" else 10)


@pytest.mark.parametrize(("who", "path"), [("member", PAGE), ("admin", f"{PAGE}people/"), ("outsider", f"{LIST}mine/")])
def test_a_page_costs_the_same_however_much_is_on_it(
    who: str, path: str, visit: Any, naftan: Organisation, people: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    AffiliationRequestFactory(user=people["outsider"])
    AffiliationRequestFactory(organisation=naftan)
    client = visit(who)
    client.get(path)
    with django_assert_max_num_queries(50) as one:
        assert client.get(path).status_code == 200
    for _number in range(3):
        AffiliationFactory(organisation=naftan)
        AffiliationRequestFactory(organisation=naftan)
        AffiliationRequestFactory(user=people["outsider"])
        CapabilityFactory(organisation=naftan)
        ContactFactory(organisation=naftan)
        naftan.sectors.add(SectorFactory())
    with django_assert_max_num_queries(50) as many:
        assert client.get(path).status_code == 200
    assert statements(one) == statements(many)


def test_others_put_panels_on_the_page(visit: Any, naftan: Organisation) -> None:
    block = Block("clusterkit/directory/blocks/home.html", {"organisations": [naftan], "more_label": "Panel here"})
    with organisation_panels.override(lambda page: block, lambda page: None):
        assert "Panel here" in visit("guest").get(PAGE).words


def test_a_guest_is_led_through_the_sign_in_and_back(visit: Any) -> None:
    for path in (f"{LIST}new/", f"{PAGE}join/"):
        answer = visit("guest").get(path)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))
        assert answer.url.endswith(path.replace("/", "%2F"))


def test_registering_an_organisation(visit: Any, people: dict[str, Any]) -> None:
    client = visit("registered")
    assert client.get(f"{LIST}new/").status_code == 200
    wrong = {"short_name": "Полимир", "name": "Завод", "kind": "enterprise", "country": "BY", "number": "300000013"}
    refused = client.post(f"{LIST}new/", wrong)
    assert refused.status_code == 422
    assert 'value="Полимир"' in refused.words
    made = client.post(f"{LIST}new/", {**wrong, "number": "300000012"})
    assert (made.status_code, made.url) == (302, "/participants/polimir/edit/")
    assert client.get(made.url).status_code == 200
    assert "Not shown on the site yet" in client.get("/participants/polimir/").words
    assert visit("member").get("/participants/polimir/").status_code == 404
    again = visit("outsider").post(f"{LIST}new/", {**wrong, "number": "300000012"})
    assert again.status_code == 409
    assert "registered already" in again.words


def _page_data(client: Any) -> dict[str, Any]:
    form = client.get(f"{PAGE}edit/").context["form"]
    return {
        "short_name_ru": "Нафтан",
        "name_ru": "ОАО «Нафтан»",
        "kind": "enterprise",
        "region": "vitebsk",
        "version": form["version"].value(),
    }


def test_an_admin_edits_the_page(visit: Any, naftan: Organisation) -> None:
    client = visit("admin")
    data = {**_page_data(client), "summary_ru": "Нефть", "website": "naftan.example.org", "founded": "1963"}
    saved = client.post(f"{PAGE}edit/", {**data, "is_founder": "on", "number": "300000012"})
    assert (saved.status_code, saved.url) == (302, PAGE)
    naftan.refresh_from_db()
    assert (naftan.founded, naftan.website, dict(naftan.summary)) == (
        1963,
        "https://naftan.example.org",
        {"ru": "Нефть"},
    )
    assert (naftan.is_founder, naftan.number) == (False, "")
    stale = client.post(f"{PAGE}edit/", {**data, "summary_ru": "Мой текст"})
    assert stale.status_code == 409
    assert "Мой текст" in stale.words
    for wrong in ({"founded": "12"}, {"website": "javascript:alert(1)"}, {"kind": "x"}, {"sectors": "999"}):
        assert client.post(f"{PAGE}edit/", {**_page_data(client), **wrong}).status_code == 422


def test_the_office_edits_more(visit: Any, naftan: Organisation) -> None:
    client = visit("coordinator")
    data = {**_page_data(client), "slug": "oil", "is_founder": "on", "country": "BY", "number": "300000012"}
    assert client.post(f"{PAGE}edit/", data).url == "/participants/oil/"
    naftan.refresh_from_db()
    assert (naftan.is_founder, naftan.number) == (True, "300000012")


@pytest.mark.parametrize("who", ["registered", "member", "representative", "outsider"])
def test_others_do_not_edit(who: str, visit: Any) -> None:
    for path in ("edit/", "edit/capabilities/", "edit/contacts/", "people/"):
        assert visit(who).get(PAGE + path).status_code == 403
        assert visit(who).post(PAGE + path, {}).status_code in (403, 405)


def test_a_logo_is_for_everybody(visit: Any, naftan: Organisation) -> None:
    client = visit("admin")
    assert client.post(f"{PAGE}edit/", {**_page_data(client), "logo": picture()}).status_code == 302
    naftan.refresh_from_db()
    url = naftan.logo_url
    served = visit("guest").get(url)
    assert (served.status_code, served["Content-Type"]) == (200, "image/png")
    assert b"".join(served.streaming_content)
    assert url in visit("guest").get(LIST).words
    fake = SimpleUploadedFile("logo.png", b"no image", "image/png")
    assert client.post(f"{PAGE}edit/", {**_page_data(client), "logo": fake}).status_code == 422
    assert client.post(f"{PAGE}edit/", {**_page_data(client), "remove_logo": "on"}).status_code == 302
    naftan.refresh_from_db()
    assert (naftan.logo_url, visit("guest").get(url).status_code) == ("", 404)


def test_another_admin_replaces_the_logo(visit: Any, naftan: Organisation, people: dict[str, Any]) -> None:
    set_logo(organisation=naftan, actor=viewer_of(people["coordinator"]), upload=picture())
    naftan.refresh_from_db()
    before = naftan.logo_url
    set_logo(organisation=naftan, actor=viewer_of(people["admin"]), upload=picture())
    naftan.refresh_from_db()
    assert naftan.logo_url not in ("", before)


def _rows(*rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data.update({f"rows-{number}-{name}": value for name, value in row.items()})
    return data


def test_capabilities_are_written_as_a_list(visit: Any, naftan: Organisation) -> None:
    client, path = visit("admin"), f"{PAGE}edit/capabilities/"
    known = naftan.capabilities.get()
    assert CAPABILITY in client.get(path).words
    rows = _rows({"id": known.pk, "title": "Renamed"}, {"title": "New", "text": "Text"}, {"title": ""}, initial=1)
    assert client.post(path, rows).url == PAGE
    assert naftan.capabilities.values_list("pk", "title").first() == (known.pk, "Renamed")
    assert naftan.capabilities.count() == 2
    assert (
        client.post(path, {**_rows({"id": known.pk, "title": "Renamed", "DELETE": "on"}, initial=1), "more": "1"}).url
        == path
    )
    assert not naftan.capabilities.exists()
    refused = client.post(path, _rows({"title": "x" * 161}))
    assert refused.status_code == 422
    assert "x" * 161 in refused.words
    assert client.post(path, {"rows-TOTAL_FORMS": "many"}).status_code == 422
    assert client.post(path, {"rows-TOTAL_FORMS": "9999999", "rows-INITIAL_FORMS": "0"}).status_code == 422


def test_contacts_are_checked_by_their_kind(visit: Any, naftan: Organisation) -> None:
    client, path = visit("admin"), f"{PAGE}edit/contacts/"
    assert CONTACT in client.get(path).words
    blank = {"kind": "email", "value": "", "label": ""}
    good = [
        {"kind": "phone", "value": "+375 00 12-34-567", "label": "Reception"},
        {"kind": "site", "value": "example.org"},
    ]
    assert client.post(path, _rows(*good, blank)).url == PAGE
    page = visit("member").get(PAGE).words
    assert 'href="tel:+375001234567"' in page
    assert 'href="https://example.org"' in page
    wrong = client.post(path, _rows({"kind": "email", "value": "nobody"}))
    assert wrong.status_code == 422
    assert 'value="nobody"' in wrong.words


def test_from_the_request_to_the_first_deed(visit: Any, naftan: Organisation, people: dict[str, Any]) -> None:
    person, admin = visit("registered"), visit("admin")
    assert "Act for this organisation" in person.get(PAGE).words
    assert person.post(f"{PAGE}join/", {"position": ""}).status_code == 422
    assert person.post(f"{PAGE}join/", {"position": "Chemist", "message": "It is me", "is_listed": "on"}).url == PAGE
    assert "Request sent" in person.get(PAGE).words
    assert person.post(f"{PAGE}join/", {"position": "Chemist"}).status_code == 409
    waiting = admin.get(f"{PAGE}people/").words
    assert "Rita Registered" in waiting
    assert "It is me" in waiting
    row = Affiliation.objects.get(user=people["registered"])
    question = admin.get(f"{LIST}affiliations/{row.pk}/confirm/")
    assert question.context["form"]["version"].value() == 1
    assert admin.post(f"{LIST}affiliations/{row.pk}/confirm/", {"role": "owner", "version": 1}).status_code == 422
    answer = admin.post(f"{LIST}affiliations/{row.pk}/confirm/", {"role": "admin", "version": 1})
    assert answer.url == f"{PAGE}people/"
    assert person.get(f"{PAGE}edit/").status_code == 200
    late = admin.post(f"{LIST}affiliations/{row.pk}/decline/", {"reason": "late", "version": 1})
    assert late.status_code == 409
    assert "late" in late.words


def test_declining_needs_a_reason(visit: Any, naftan: Organisation) -> None:
    row = AffiliationRequestFactory(organisation=naftan)
    path = f"{LIST}affiliations/{row.pk}/decline/"
    assert visit("admin").post(path, {"version": 1}).status_code == 422
    assert visit("admin").post(path, {"version": 1, "reason": "Unknown here"}).status_code == 302
    row.refresh_from_db()
    assert row.state == AffiliationState.DECLINED


def test_withdrawing_describing_leaving(visit: Any, naftan: Organisation, people: dict[str, Any]) -> None:
    row = AffiliationRequestFactory(organisation=naftan, user=people["registered"])
    client = visit("registered")
    assert client.get(f"{LIST}affiliations/{row.pk}/withdraw/").status_code == 200
    assert client.post(f"{LIST}affiliations/{row.pk}/withdraw/", {"version": 1}).url == PAGE
    own = naftan.affiliations.get(user=people["representative"])
    client = visit("representative")
    assert client.get(f"{LIST}affiliations/{own.pk}/").status_code == 200
    assert client.post(f"{LIST}affiliations/{own.pk}/", {"position": "Fitter", "is_listed": "on"}).url == PAGE
    assert "Fitter" in visit("member").get(PAGE).words
    assert client.post(f"{LIST}affiliations/{own.pk}/end/", {"version": own.version}).url == f"{LIST}mine/"
    assert client.get(f"{LIST}mine/").status_code == 200


def test_the_last_admin_is_told_why_he_stays(visit: Any, naftan: Organisation, people: dict[str, Any]) -> None:
    row = naftan.affiliations.get(user=people["admin"])
    answer = visit("admin").post(f"{LIST}affiliations/{row.pk}/end/", {"version": row.version})
    assert answer.status_code == 422
    assert "Choose who becomes the next one" in answer.words
    # Nobody is there to choose: as by the API, what has to be done first is said.
    Affiliation.objects.exclude(pk=row.pk).delete()
    alone = visit("admin").post(f"{LIST}affiliations/{row.pk}/end/", {"version": row.version})
    assert alone.status_code == 409
    row.refresh_from_db()
    assert row.state == AffiliationState.CONFIRMED


def test_changing_a_role(visit: Any, naftan: Organisation, people: dict[str, Any]) -> None:
    row = naftan.affiliations.get(user=people["representative"])
    path = f"{LIST}affiliations/{row.pk}/role/"
    assert visit("admin").get(path).context["form"]["role"].value() == "representative"
    assert visit("admin").post(path, {"role": "admin", "version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.role == "admin"
    assert visit("outsider").get(path).status_code == 404


def test_mine_leads_to_the_only_one(visit: Any, people: dict[str, Any]) -> None:
    assert visit("admin").get(f"{LIST}mine/").url == PAGE
    assert "You do not act for an organisation yet" in visit("registered").get(f"{LIST}mine/").words
    AdminAffiliationFactory(user=people["admin"])
    assert visit("admin").get(f"{LIST}mine/").status_code == 200


def test_showing_and_hiding(visit: Any, naftan: Organisation) -> None:
    office = visit("coordinator")
    assert office.get(f"{PAGE}unpublish/").status_code == 200
    assert office.post(f"{PAGE}unpublish/").url == PAGE
    assert visit("guest").get(PAGE).status_code == 404
    assert office.post(f"{PAGE}publish/").url == PAGE
    assert visit("guest").get(PAGE).status_code == 200
    assert visit("admin").post(f"{PAGE}unpublish/").status_code == 403


def test_texts_of_people_are_never_markup(visit: Any, naftan: Organisation) -> None:
    CapabilityFactory(organisation=naftan, title="<script>alert(1)</script>", text="<img src=x>")
    AffiliationFactory(organisation=naftan, user=UserFactory(name="<b>Bold</b>"), position="<i>x</i>")
    text = visit("member").get(PAGE).words
    for wrong in ("<script>alert", "<img src=x", "<b>Bold", "<i>x"):
        assert wrong not in text
