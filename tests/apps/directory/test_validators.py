"""Countries, contacts, addresses."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.directory.addresses import RESERVED, address_of
from clusterkit.directory.enums import ContactKind
from clusterkit.directory.validators import clean_contact, clean_country, validate_year


def test_countries() -> None:
    assert clean_country(" by ") == "BY"
    for wrong in ("", "B", "ZZ", "BLR"):
        with pytest.raises(ValidationError):
            clean_country(wrong)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (ContactKind.EMAIL, " a@example.org ", "a@example.org"),
        (ContactKind.PHONE, "+375 (214) 50-00-00", "+375 (214) 50-00-00"),
        (ContactKind.SITE, "example.org/a", "https://example.org/a"),
        (ContactKind.ADDRESS, "ул. Блохина, 29", "ул. Блохина, 29"),
    ],
)
def test_contacts(kind: str, value: str, expected: str) -> None:
    assert clean_contact(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ContactKind.EMAIL, "nobody"),
        (ContactKind.PHONE, "call me"),
        (ContactKind.SITE, "javascript:alert(1)"),
        (ContactKind.SITE, "ftp://example.org"),
    ],
)
def test_contacts_of_the_wrong_kind_are_refused(kind: str, value: str) -> None:
    with pytest.raises(ValidationError):
        clean_contact(kind, value)


def test_years() -> None:
    validate_year(None)
    validate_year(1963)
    for wrong in (12, 2999):
        with pytest.raises(ValidationError):
            validate_year(wrong)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Нафтан", "naftan"), ("ОАО «Полимир»", "oao-polimir"), ("Ўзгорак", "uzgorak"), ("中国", "organisation")],
)
def test_addresses_are_read_aloud_easily(name: str, expected: str) -> None:
    assert address_of(name) == expected


@given(st.text(max_size=200))
def test_any_name_gives_an_address(name: str) -> None:
    address = address_of(name)
    assert address
    assert address not in RESERVED
    assert len(address) <= 80
    assert address.isascii()
