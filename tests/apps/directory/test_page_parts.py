"""Products, certificates and pictures of an organisation: written as lists, seen as deep as the tier reaches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from clusterkit.access.viewer import Viewer
from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.core.policies import can, visible_to
from clusterkit.directory.actions import EDIT, VIEW
from clusterkit.directory.models import Certificate, Organisation, Picture, Product
from clusterkit.directory.services import (
    CertificateRow,
    PictureRow,
    ProductRow,
    add_picture,
    set_certificates,
    set_pictures,
    set_products,
)
from clusterkit.directory.services.pictures import MAX_PICTURES
from clusterkit.files.models import StoredFile
from clusterkit.files.storage import private_storage
from clusterkit.testing.factories.directory import CertificateFactory, PictureFactory, ProductFactory
from clusterkit.testing.factories.files import png, upload

pytestmark = pytest.mark.django_db
PAGE = "/participants/naftan/"
WHO = ("guest", "registered", "outsider", "member", "coordinator", "representative", "admin")


def image(name: str = "plant.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(40, 30), "image/png")


@pytest.fixture
def full(naftan: Organisation) -> Organisation:
    """With a product, a valid certificate, one that has run out, and a picture."""
    today = timezone.localdate()
    ProductFactory(organisation=naftan, title="Bitumen", url="https://example.org/bitumen", text="For roads")
    CertificateFactory(organisation=naftan, title="ISO 9001", number="77", valid_until=today)
    CertificateFactory(organisation=naftan, title="ISO 14001", valid_until=today - timedelta(days=1))
    PictureFactory(organisation=naftan, alt="The new hall from above")
    return naftan


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("guest", {"picture"}),
        ("registered", {"picture", "product", "valid"}),
        ("outsider", {"picture", "product", "valid"}),
        ("member", {"picture", "product", "valid"}),
        ("representative", {"picture", "product", "valid", "expired"}),
        ("coordinator", {"picture", "product", "valid", "expired"}),
    ],
)
def test_each_tier_sees_its_part(
    who: str, seen: set[str], full: Organisation, people: dict[str, Any], client_for: Any
) -> None:
    client = client_for(people.get(who))
    text = client.get(PAGE).content.decode().replace("\xa0", " ")
    card = client.get(f"/api/v1/organisations/{full.pk}/").json()
    words = {"picture": "The new hall from above", "product": "Bitumen", "valid": "ISO 9001", "expired": "ISO 14001"}
    assert {name for name, word in words.items() if word in text} == seen
    assert ("Run out, hidden from others" in text) is ("expired" in seen)
    assert (card["products"] is None) is ("product" not in seen)
    titles = {row["title"]: row["is_expired"] for row in card["certificates"] or []}
    assert titles == {
        **({"ISO 9001": False} if "valid" in seen else {}),
        **({"ISO 14001": True} if "expired" in seen else {}),
    }
    assert [row["alt"] for row in card["pictures"]] == ["The new hall from above"]


@pytest.mark.parametrize("who", WHO)
def test_list_and_object_agree(who: str, full: Organisation, viewers: dict[str, Viewer]) -> None:
    viewer = viewers[who]
    for published in (True, False):
        Organisation.objects.filter(pk=full.pk).update(is_published=published)
        for model in (Product, Certificate, Picture):
            rows = list(model.objects.select_related("organisation"))
            assert {row for row in rows if can(viewer, VIEW, row)} == {*visible_to(viewer, model.objects.all())}
            assert all(can(viewer, EDIT, row) is (who in ("admin", "coordinator")) for row in rows)


def test_certificates_and_products_are_written_as_lists(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    admin = viewers["admin"]
    (bitumen,) = set_products(organisation=naftan, actor=admin, rows=[ProductRow(" Bitumen ", url="https://a.example")])
    assert (bitumen.title, bitumen.order) == ("Bitumen", 10)
    day = timezone.localdate()
    (iso,) = set_certificates(organisation=naftan, actor=admin, rows=[CertificateRow("ISO", "Institute", "1", day)])
    (again,) = set_certificates(organisation=naftan, actor=admin, rows=[CertificateRow("ISO", "Institute", id=iso.pk)])
    assert (again.pk, again.number, again.valid_until, again.is_expired) == (iso.pk, "", None, False)
    assert set_products(organisation=naftan, actor=admin, rows=[]) == []
    assert not naftan.products.exists()


@pytest.mark.parametrize(
    ("write", "rows", "field"),
    [
        (set_products, [ProductRow(" ")], "title"),
        (set_products, [ProductRow("A", url="javascript:alert(1)")], "url"),
        (set_certificates, [CertificateRow("", "B")], "title"),
        (set_certificates, [CertificateRow("A", " ")], "issuer"),
        (set_certificates, [CertificateRow("A", "B" * 201)], "issuer"),
        (set_pictures, [PictureRow(" ", upload=upload(png(), "a.png"))], "alt"),
        (set_pictures, [PictureRow("a" * 251, upload=upload(png(), "a.png"))], "alt"),
        (set_pictures, [PictureRow("A hall")], "upload"),
        (set_pictures, [PictureRow("A hall", id=1)], "upload"),
        (set_pictures, [PictureRow("A hall", upload=upload(b"no image", "a.png"))], "file"),
        (set_pictures, [PictureRow("A hall")] * (MAX_PICTURES + 1), None),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    write: Any, rows: Any, field: str | None, naftan: Organisation, viewers: dict[str, Viewer]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        write(organisation=naftan, actor=viewers["admin"], rows=rows)
    assert refused.value.field == field


def test_others_do_not_write(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    for write in (set_products, set_certificates, set_pictures):
        with pytest.raises(NotPermitted):
            write(organisation=naftan, actor=viewers["representative"], rows=[])


def test_pictures_are_ordered_described_and_taken_away_with_their_files(
    naftan: Organisation, viewers: dict[str, Viewer], written: list[ports.AuditEntry]
) -> None:
    admin = viewers["admin"]
    first, second = (
        add_picture(organisation=naftan, actor=admin, upload=upload(png(), "a.png"), alt=alt) for alt in ("A", " B ")
    )
    assert [row.alt for row in naftan.pictures.all()] == ["A", "B"]
    rows = [PictureRow("B", second.pk), PictureRow("A, seen from the river", first.pk)]
    set_pictures(organisation=naftan, actor=admin, rows=rows)
    assert [row.alt for row in naftan.pictures.all()] == ["B", "A, seen from the river"]
    written.clear()
    set_pictures(organisation=naftan, actor=admin, rows=rows)
    assert written == []
    set_pictures(organisation=naftan, actor=viewers["coordinator"], rows=rows[:1])
    assert naftan.pictures.get() == second
    assert not StoredFile.objects.filter(pk=first.file_id).exists()


def test_a_picture_is_drawn_anew_and_shown_to_who_sees_the_page(
    naftan: Organisation, viewers: dict[str, Viewer], people: dict[str, Any], client_for: Any
) -> None:
    picture = add_picture(
        organisation=naftan, actor=viewers["admin"], upload=upload(png(3000, 20) + b"<script>", "a.png"), alt="Hall"
    )
    with private_storage().open(picture.file.key) as content:
        kept = content.read()
    assert b"<script>" not in kept
    with private_storage().open(picture.file.key) as content, Image.open(content) as drawn:
        assert max(drawn.size) == 1600
    assert _status(client_for(None), picture) == 200
    Organisation.objects.filter(pk=naftan.pk).update(is_published=False)
    assert _status(client_for(None), picture) == 404
    assert _status(client_for(people["outsider"]), picture) == 404
    assert _status(client_for(people["representative"]), picture) == 200


def _status(client: Any, picture: Picture) -> int:
    answer = client.get(picture.url)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return int(answer.status_code)


def test_the_database_keeps_no_picture_without_words(naftan: Organisation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PictureFactory(organisation=naftan, alt="")


def _rows(*rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data.update({f"rows-{number}-{name}": value for name, value in row.items()})
    return data


def test_the_gallery_is_edited_on_a_page(naftan: Organisation, people: dict[str, Any], client_for: Any) -> None:
    client, path = client_for(people["admin"]), f"{PAGE}edit/pictures/"
    assert client.get(path).status_code == 200
    without = client.post(path, _rows({"alt": "Hall"}))
    assert without.status_code == 422
    assert "Choose a picture." in without.content.decode()
    assert client.post(path, _rows({"upload": image(), "alt": ""})).status_code == 422
    fake = SimpleUploadedFile("plant.png", b"no image", "image/png")
    assert client.post(path, _rows({"upload": fake, "alt": "Hall"})).status_code == 422
    assert client.post(path, _rows({"upload": image(), "alt": "Hall"}, {"upload": image(), "alt": "Yard"})).url == PAGE
    hall, yard = naftan.pictures.all()
    page = client.get(path).content.decode()
    assert f'src="{hall.url}"' in page
    assert page.count('type="file"') == 2
    moved = _rows({"id": hall.pk, "alt": "Hall", "place": 2}, {"id": yard.pk, "alt": "Yard", "place": 1}, initial=2)
    assert client.post(path, moved).url == PAGE
    assert [row.alt for row in naftan.pictures.all()] == ["Yard", "Hall"]
    gone = _rows(
        {"id": yard.pk, "alt": "Yard", "place": 1, "DELETE": "on"},
        {"id": hall.pk, "alt": "Hall", "place": 2},
        initial=2,
    )
    assert client.post(path, gone).url == PAGE
    assert naftan.pictures.get() == hall


def test_products_and_certificates_are_edited_on_pages(
    naftan: Organisation, people: dict[str, Any], client_for: Any
) -> None:
    client = client_for(people["admin"])
    for name, good, bad in (
        ("products", {"title": "Bitumen", "url": "example.org"}, {"title": "Bitumen", "url": "no address"}),
        ("certificates", {"title": "ISO", "issuer": "Institute", "valid_until": "2030-01-31"}, {"title": "ISO"}),
    ):
        path = f"{PAGE}edit/{name}/"
        assert client.get(path).status_code == 200
        assert client.post(path, _rows(bad)).status_code == 422
        assert client.post(path, _rows(good)).url == PAGE
        assert "Bitumen" in client.get(path).content.decode() or "ISO" in client.get(path).content.decode()
    assert naftan.products.get().url == "https://example.org"
    assert str(naftan.certificates.get().valid_until) == "2030-01-31"


def test_the_api_writes_the_lists(naftan: Organisation, people: dict[str, Any], client_for: Any) -> None:
    client = client_for(people["admin"])
    base = f"/api/v1/organisations/{naftan.pk}"

    def put(name: str, rows: list[dict[str, Any]]) -> Any:
        return client.put(f"{base}/{name}/", rows, content_type="application/json")

    assert put("products", [{"title": "Bitumen", "url": "https://example.org"}]).json()[0]["title"] == "Bitumen"
    assert put("products", [{"title": "Bitumen", "url": "nowhere"}]).status_code == 400
    certificate = put("certificates", [{"title": "ISO", "issuer": "I", "valid_until": "2020-01-31"}]).json()[0]
    assert certificate["is_expired"] is True
    added = client.post(f"{base}/pictures/", {"file": image(), "alt": "Hall"})
    assert added.status_code == 201
    assert client.post(f"{base}/pictures/", {"file": image()}).status_code == 400
    assert put("pictures", [{"id": added.json()["id"], "alt": "The hall"}]).json()[0]["alt"] == "The hall"
    assert put("pictures", [{"id": 0, "alt": "Nothing"}]).status_code == 400
    assert put("pictures", []).json() == []
    outsider = client_for(people["representative"])
    assert outsider.put(f"{base}/products/", [], content_type="application/json").status_code == 403
