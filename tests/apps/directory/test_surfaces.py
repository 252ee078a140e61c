"""What the directory gives to home, search, one's own page, the board, the menus, messages and the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.accounts.hooks import PersonalData
from clusterkit.core import ports
from clusterkit.core.surfaces import SearchPayload, ViewerPayload
from clusterkit.directory import notices, personal, receivers
from clusterkit.directory.models import Organisation, Sector
from clusterkit.directory.services import decline_affiliation, end_affiliation, request_affiliation
from clusterkit.testing.factories.directory import (
    AffiliationRequestFactory,
    OrganisationFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db


def test_search_gives_what_the_viewer_sees(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    OrganisationFactory(short_name={"ru": "Нафтан-сервис"}, is_published=False)

    def titles(who: str, text: str) -> list[str]:
        group = receivers.search(SearchPayload(viewers[who], text))
        return [hit.title for hit in group.hits] if group else []

    assert titles("guest", "нафтан") == ["Naftan"]
    assert len(titles("coordinator", "нафтан")) == 2
    assert titles("guest", "ничего") == []
    group = receivers.search(SearchPayload(viewers["guest"], "нафтан"))
    assert group is not None
    assert group.more_url.startswith("/participants/?q=")
    assert [hit.url for hit in group.hits] == ["/participants/naftan/"]


def test_home_shows_founders_first_in_one_query(django_assert_num_queries: Any) -> None:
    assert receivers.home(ViewerPayload(viewer_of(AnonymousUser()))) is None
    for number in range(14):
        OrganisationFactory(short_name={"ru": f"Б{number:02}"})
    OrganisationFactory(short_name={"ru": "Я последний", "en": "Z last"}, is_founder=True)
    OrganisationFactory(short_name={"ru": "А скрытый"}, is_published=False)
    viewer = viewer_of(AnonymousUser())
    with django_assert_num_queries(1):
        block = receivers.home(ViewerPayload(viewer))
        assert block is not None
        html = render_to_string(block.template, block.context)
    assert len(block.context["organisations"]) == 12
    assert block.context["organisations"][0].is_founder
    assert block.context["total"] == 15
    assert "Z last" in html
    assert "All participants: 15" in html


def test_requests_wait_for_the_admin_or_the_office(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    AffiliationRequestFactory(organisation=naftan)
    AffiliationRequestFactory()
    OrganisationFactory(slug="fresh", is_published=False)
    assert [task.url for task in receivers.tasks(ViewerPayload(viewers["admin"]))] == ["/participants/naftan/people/"]
    for who in ("guest", "member", "representative", "outsider"):
        assert not receivers.tasks(ViewerPayload(viewers[who]))
        assert not receivers.office_tasks(ViewerPayload(viewers[who]))
    office = receivers.office_tasks(ViewerPayload(viewers["coordinator"]))
    assert len(office) == 2
    assert office[1].url == "/participants/fresh/"


def test_many_organisations_that_wait_are_one_line(
    viewers: dict[str, Viewer], people: dict[str, Any], client_for: Any
) -> None:
    for number in range(4):
        OrganisationFactory(slug=f"fresh-{number}", is_published=False)
    (task,) = receivers.office_tasks(ViewerPayload(viewers["coordinator"]))
    assert "4 organisations" in str(task.title)
    listed = client_for(people["coordinator"]).get(task.url).context["page_obj"].object_list
    assert {row.slug for row in listed} == {f"fresh-{number}" for number in range(4)}
    assert not list(client_for(people["member"]).get(task.url).context["page_obj"].object_list)


def test_the_account_menu_leads_to_ones_own(viewers: dict[str, Viewer]) -> None:
    assert not receivers.account(ViewerPayload(viewers["guest"]))
    assert [entry.url for entry in receivers.account(ViewerPayload(viewers["admin"]))] == ["/participants/mine/"]


def test_a_person_takes_home_for_whom_he_acted(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    request_affiliation(organisation=naftan, actor=viewers["registered"], message="It is me")
    acts, _domains = personal.own_sections(PersonalData(viewers["registered"]))
    (row,) = acts.rows
    assert (row["state"], row["message"]) == ("requested", "It is me")
    assert [list(section.rows) for section in personal.own_sections(PersonalData(viewers["guest"]))] == [[], []]


@pytest.mark.parametrize(
    "kind",
    [
        notices.REQUESTED,
        notices.CONFIRMED,
        notices.DECLINED,
        notices.ENDED,
        notices.JOINED,
        notices.CLAIM_CONFIRMED,
        notices.CLAIM_DISPUTED,
        notices.CLAIM_DECLINED,
        notices.CLAIM_ENDED,
    ],
)
def test_each_message_says_what_happened(kind: ports.NoticeKind) -> None:
    context = {
        "organisation": "ОАО «Нафтан»",
        "person": "Ada & Co",
        "position": "Chemist",
        "reason": "We don't know you",
        "cluster_name": "Novopolotsk",
        "url": "http://alpha/x",
    }
    subject = render_to_string(f"{kind.template}.subject.txt", context)
    text = render_to_string(f"{kind.template}.txt", context)
    assert len(subject.strip().splitlines()) == 1
    assert "ОАО «Нафтан»" in subject
    assert "http://alpha/x" in text
    assert "&amp;" not in subject + text
    assert "&#x27;" not in text


def test_each_message_has_what_its_template_names(
    naftan: Organisation, viewers: dict[str, Viewer], sent: list[ports.Notice], people: dict[str, Any]
) -> None:
    row = request_affiliation(organisation=naftan, actor=viewers["registered"], position="Chemist")
    decline_affiliation(affiliation=row, actor=viewers["admin"], reason="Unknown")
    end_affiliation(
        affiliation=naftan.affiliations.get(user=people["representative"]), actor=viewers["admin"], reason="Left"
    )
    by_code = {notice.kind.code: notice.context for notice in sent}
    assert by_code["directory.affiliation_requested"]["person"] == "Rita Registered"
    assert by_code["directory.affiliation_declined"]["reason"] == "Unknown"
    assert by_code["directory.affiliation_ended"]["reason"] == "Left"
    assert len({notice.event for notice in sent}) == 3


@pytest.mark.urls("tests.apps.directory.admin_urls")
def test_the_admin_is_for_coordinators(people: dict[str, Any], client_for: Any, naftan: Organisation) -> None:
    pages = [
        reverse(f"cluster_admin:clusterkit_directory_{model}_changelist")
        for model in ("sector", "organisation", "affiliation")
    ]
    pages.append(reverse("cluster_admin:clusterkit_directory_organisation_change", args=[naftan.pk]))
    for page in pages:
        assert client_for(people["coordinator"]).get(page).status_code == 200
        assert client_for(people["admin"]).get(page).status_code in (302, 403)


@pytest.mark.urls("tests.apps.directory.admin_urls")
def test_sectors_are_kept_in_the_admin(
    people: dict[str, Any], client_for: Any, written: list[ports.AuditEntry]
) -> None:
    client = client_for(people["coordinator"])
    add = reverse("cluster_admin:clusterkit_directory_sector_add")
    assert (
        client.post(add, {"code": "polymers", "name_0": "Полимеры", "name_ru": "Полимеры", "order": 5}).status_code
        == 302
    )
    sector = Sector.objects.get(code="polymers")
    change = reverse("cluster_admin:clusterkit_directory_sector_change", args=[sector.pk])
    assert client.post(change, {"code": "plastics", "name_ru": "Пластики", "order": 5}).status_code == 302
    sector.refresh_from_db()
    assert sector.code == "plastics"
    delete = reverse("cluster_admin:clusterkit_directory_sector_delete", args=[sector.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 302
    extra = SectorFactory()
    url = reverse("cluster_admin:clusterkit_directory_sector_changelist")
    client.post(url, {"action": "delete_selected", "_selected_action": extra.pk, "post": "yes"})
    assert not Sector.objects.filter(pk__in=[sector.pk, extra.pk]).exists()
    assert [entry.action for entry in written] == ["directory.manage_sectors"] * 4
