"""Organisations are registered, edited, shown; what is wrong is refused with its field."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import ports
from clusterkit.core.exceptions import (
    Conflict,
    DomainError,
    InvalidInput,
    NotPermitted,
    NotVisible,
    StaleVersion,
)
from clusterkit.core.policies import SystemActor
from clusterkit.directory.enums import AffiliationRole, AffiliationState
from clusterkit.directory.models import Organisation, Sector
from clusterkit.directory.services import (
    CapabilityRow,
    ContactRow,
    add_missing_sectors,
    create_organisation,
    create_sector,
    delete_sector,
    publish_organisation,
    set_capabilities,
    set_contacts,
    unpublish_organisation,
    update_organisation,
    update_sector,
)
from clusterkit.testing.factories.directory import OrganisationFactory, SectorFactory

pytestmark = pytest.mark.django_db


def test_who_registers_becomes_the_admin(people: dict[str, Any], written: list[ports.AuditEntry]) -> None:
    user = people["registered"]
    sector = SectorFactory()
    made = create_organisation(
        actor=viewer_of(user),
        short_name={"ru": "Полимир", "en": "Polymir"},
        name="Завод «Полимир»",
        number="300000012",
        sectors=[sector],
        position="Engineer",
    )
    assert (made.slug, made.is_published, made.number) == ("polymir", False, "300000012")
    row = made.affiliations.get()
    assert (row.user_id, row.role, row.state, row.position) == (
        user.pk,
        AffiliationRole.ADMIN,
        AffiliationState.CONFIRMED,
        "Engineer",
    )
    assert viewer_of(user).administered_ids == {made.pk}
    assert [entry.action for entry in written] == ["directory.create_organisation"]
    assert written[0].after["sectors"] == [sector.code]


def test_the_system_and_who_asks_not_to_become_no_admins(viewers: dict[str, Viewer]) -> None:
    assert not create_organisation(actor=SystemActor(), short_name="A").affiliations.exists()
    assert not create_organisation(actor=viewers["coordinator"], short_name="B", as_admin=False).affiliations.exists()


def test_equal_names_get_addresses_of_their_own() -> None:
    slugs = [create_organisation(actor=SystemActor(), short_name="Нафтан").slug for _n in range(3)]
    assert slugs == ["naftan", "naftan-2", "naftan-3"]
    assert create_organisation(actor=SystemActor(), short_name="Mine").slug not in ("mine", "new")


def test_a_guest_registers_nothing(viewers: dict[str, Viewer]) -> None:
    with pytest.raises(NotPermitted):
        create_organisation(actor=viewers["guest"], short_name="A")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"short_name": " "}, "short_name"),
        ({"short_name": "x" * 121}, "short_name"),
        ({"country": "ZZ"}, "country"),
        ({"number": "300000013"}, "number"),
        ({"website": "ftp://example.org"}, "website"),
        ({"founded": 12}, "founded"),
        ({"region": "nowhere"}, "region"),
        ({"kind": "club"}, "kind"),
    ],
)
def test_wrong_values_name_their_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        create_organisation(actor=SystemActor(), **{"short_name": "A", **values})
    assert refused.value.field == field
    assert not Organisation.objects.exists()


def test_an_unknown_value_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(TypeError):
        create_organisation(actor=SystemActor(), short_name="A", colour="red")


def test_a_number_is_registered_once() -> None:
    create_organisation(actor=SystemActor(), short_name="A", number="300000012")
    create_organisation(actor=SystemActor(), short_name="B", number="")
    create_organisation(actor=SystemActor(), short_name="C", number="")
    with pytest.raises(Conflict) as refused:
        create_organisation(actor=SystemActor(), short_name="D", number="300000012")
    assert refused.value.field == "number"


def test_nobody_floods_the_office(people: dict[str, Any]) -> None:
    for number in range(5):
        create_organisation(actor=viewer_of(people["registered"]), short_name=f"Firm {number}")
    with pytest.raises(DomainError):
        create_organisation(actor=viewer_of(people["registered"]), short_name="One more")


def test_an_admin_edits_only_what_is_his(
    naftan: Organisation, viewers: dict[str, Viewer], written: list[ports.AuditEntry]
) -> None:
    saved = update_organisation(
        organisation=naftan, actor=viewers["admin"], summary={"ru": "Новое", "xx": "?"}, founded=1963, sectors=[]
    )
    assert dict(saved.summary) == {"ru": "Новое"}
    assert saved.founded == 1963
    assert not saved.sectors.exists()
    assert set(written[0].after) == {"summary", "founded", "sectors"}
    with pytest.raises(NotPermitted):
        update_organisation(organisation=naftan, actor=viewers["admin"], is_founder=True)
    with pytest.raises(InvalidInput):
        update_organisation(organisation=naftan, actor=viewers["admin"], number="300000012")
    for other in ("outsider", "representative", "member"):
        with pytest.raises(NotPermitted):
            update_organisation(organisation=naftan, actor=viewers[other], founded=1964)
    assert Organisation.objects.get(pk=naftan.pk).founded == 1963


def test_the_office_changes_identity_and_address(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    saved = update_organisation(
        organisation=naftan, actor=viewers["coordinator"], number="300000012", slug="naftan-oil", is_founder=True
    )
    assert (saved.number, saved.slug, saved.is_founder) == ("300000012", "naftan-oil", True)
    OrganisationFactory(slug="taken")
    for slug in ("taken", "new"):
        with pytest.raises(Conflict):
            update_organisation(organisation=naftan, actor=viewers["coordinator"], slug=slug)


def test_a_stale_form_is_told_so(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    opened = naftan.updated_at
    update_organisation(organisation=naftan, actor=viewers["admin"], expected=opened, founded=1963)
    with pytest.raises(StaleVersion):
        update_organisation(organisation=naftan, actor=viewers["admin"], expected=opened, founded=1970)


def test_showing_and_hiding_is_for_the_office(
    naftan: Organisation, viewers: dict[str, Viewer], written: list[ports.AuditEntry]
) -> None:
    with pytest.raises(NotPermitted):
        unpublish_organisation(organisation=naftan, actor=viewers["admin"])
    unpublish_organisation(organisation=naftan, actor=viewers["coordinator"], reason="left")
    with pytest.raises(NotVisible):
        publish_organisation(organisation=naftan, actor=viewers["member"])
    shown = publish_organisation(organisation=naftan, actor=viewers["coordinator"])
    publish_organisation(organisation=naftan, actor=viewers["coordinator"])
    assert shown.is_published
    assert [entry.after for entry in written] == [{"is_published": False}, {"is_published": True}]


def test_parts_are_written_as_a_whole(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    kept = naftan.capabilities.get()
    other = OrganisationFactory().capabilities.create(title="Foreign")
    set_capabilities(
        organisation=naftan,
        actor=viewers["admin"],
        rows=[CapabilityRow("New one"), CapabilityRow("Renamed", id=kept.pk), CapabilityRow("Mine", id=other.pk)],
    )
    assert list(naftan.capabilities.values_list("title", flat=True)) == ["New one", "Renamed", "Mine"]
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.title, other.title) == ("Renamed", "Foreign")
    set_capabilities(organisation=naftan, actor=viewers["admin"], rows=[])
    assert not naftan.capabilities.exists()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (ContactRow("email", "nobody"), "value"),
        (ContactRow("pigeon", "coo"), "kind"),
        (ContactRow("address", ""), "value"),
        (ContactRow("address", "x", "y" * 121), "label"),
    ],
)
def test_a_wrong_contact_changes_nothing(
    row: ContactRow, field: str, naftan: Organisation, viewers: dict[str, Viewer]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_contacts(organisation=naftan, actor=viewers["admin"], rows=[ContactRow("phone", "+375 00 1234567"), row])
    assert refused.value.field == field
    assert [contact.value for contact in naftan.contacts.all()] == ["office@naftan.example.org"]


def test_parts_have_bounds_and_owners(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    with pytest.raises(InvalidInput):
        set_capabilities(organisation=naftan, actor=viewers["admin"], rows=[CapabilityRow("A")] * 51)
    with pytest.raises(InvalidInput):
        set_capabilities(organisation=naftan, actor=viewers["admin"], rows=[CapabilityRow(" ")])
    with pytest.raises(NotPermitted):
        set_contacts(organisation=naftan, actor=viewers["member"], rows=[])


def test_the_office_keeps_the_sectors(viewers: dict[str, Viewer], written: list[ports.AuditEntry]) -> None:
    sector = create_sector(code="polymers", name={"ru": "Полимеры"}, actor=viewers["coordinator"])
    renamed = update_sector(
        sector=sector, actor=viewers["coordinator"], code="plastics", name={"ru": "Пластики"}, order=1
    )
    assert str(renamed) == "Пластики"
    with pytest.raises(NotPermitted):
        create_sector(code="x", name="X", actor=viewers["admin"])
    delete_sector(sector=renamed, actor=viewers["coordinator"])
    assert not Sector.objects.filter(code="plastics").exists()
    assert len(written) == 3


def test_missing_sectors_are_added_together_and_the_known_stay(
    viewers: dict[str, Viewer], written: list[ports.AuditEntry]
) -> None:
    create_sector(code="polymers", name={"ru": "Полимеры"}, order=7, actor=viewers["coordinator"])
    rows = [("polymers", {"ru": "Другое"}), ("logistics-2", {"ru": "Перевозки"}), ("water-2", {"ru": "Вода"})]
    with pytest.raises(NotPermitted):
        add_missing_sectors(rows=rows, actor=viewers["admin"])
    assert add_missing_sectors(rows=rows, actor=viewers["coordinator"]) == 2
    assert add_missing_sectors(rows=rows, actor=viewers["coordinator"]) == 0
    found = Sector.objects.filter(code__in=[code for code, _name in rows])
    assert [(sector.code, sector.order, str(sector)) for sector in found.order_by("order")] == [
        ("polymers", 7, "Полимеры"),
        ("logistics-2", 20, "Перевозки"),
        ("water-2", 30, "Вода"),
    ]
    assert [dict(entry.after) for entry in written[1:]] == [{"code": ["logistics-2", "water-2"]}]
