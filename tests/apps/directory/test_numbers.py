"""Kinds of numbers of organisations, and their one form."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.directory.numbers import (
    NumberKind,
    clean_identity,
    number_kind_choices,
    number_kind_label,
    number_kinds,
    register_number_kind,
)


@pytest.mark.parametrize("number", ["200988541", "MA1953684", "300042199", "693336688"])
def test_belarusian_numbers_are_taken_as_unp(number: str) -> None:
    assert clean_identity("BY", "", number) == ("unp", number)


@pytest.mark.parametrize("number", ["200988542", "800988541", "20098854"])
def test_mistyped_belarusian_numbers_are_refused(number: str) -> None:
    with pytest.raises(ValidationError, match="check the digits"):
        clean_identity("BY", "", number)


@pytest.mark.parametrize(
    ("country", "kind", "value", "expected"),
    [
        ("BY", "", " УНП 300000012 ", ("unp", "300000012")),
        ("BY", "unp", "", ("", "")),
        ("BY", "", "  ", ("", "")),
        ("RU", "", "7707083893", ("inn", "7707083893")),
        ("RU", "ogrn", "1027739552642", ("ogrn", "1027739552642")),
        ("PL", "", "PL 8567346215", ("nip", "8567346215")),
        ("PL", "regon", "192598184", ("regon", "192598184")),
        ("LT", "", "LT 119511515", ("pvm", "119511515")),
        ("LV", "", "LV 4000 3521 600", ("pvn", "40003521600")),
        ("EE", "", "12345678", ("registrikood", "12345678")),
        ("UA", "", "32855961", ("edrpou", "32855961")),
        ("KZ", "", "971240001315", ("bin", "971240001315")),
        ("CN", "", "91110000600037341L", ("uscc", "91110000600037341L")),
        ("DE", "", "de 123-456.789", ("other", "DE123456789")),
        ("DE", "lei", "2138 00KUD8LAJWSQ9D15", ("lei", "213800KUD8LAJWSQ9D15")),
        ("CN", "other", "abc-1", ("other", "ABC1")),
    ],
)
def test_numbers_come_in_one_form(country: str, kind: str, value: str, expected: tuple[str, str]) -> None:
    assert clean_identity(country, kind, value) == expected


@pytest.mark.parametrize(
    ("country", "kind", "value", "field"),
    [
        ("RU", "", "7707083894", "number"),
        ("RU", "ogrn", "1027739552643", "number"),
        ("PL", "regon", "192598183", "number"),
        ("KZ", "", "971240001316", "number"),
        ("KZ", "", "97124000131", "number"),
        ("KZ", "", "97124000131A", "number"),
        ("CN", "", "91110000600037341M", "number"),
        ("DE", "", "§§", "number"),
        ("DE", "", "1" * 41, "number"),
        ("DE", "unp", "300000012", "number_kind"),
        ("BY", "nip", "8567346215", "number_kind"),
        ("BY", "passport", "1", "number_kind"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(country: str, kind: str, value: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_identity(country, kind, value)
    assert refused.value.code == field


def test_the_kazakh_check_digit_has_a_second_row_of_weights() -> None:
    # The first weights give 10 for these eleven digits, the second ones 4.
    assert clean_identity("KZ", "bin", "000140000304")[1] == "000140000304"


@given(st.text(max_size=60), st.sampled_from(["BY", "RU", "PL", "KZ", "CN", "UA", "DE"]))
def test_no_text_breaks_a_check_and_the_one_form_stays_as_it_is(text: str, country: str) -> None:
    try:
        kind, number = clean_identity(country, "", text)
    except ValidationError:
        return
    assert clean_identity(country, kind, number) == (kind, number)


def test_a_host_adds_the_kinds_of_its_country() -> None:
    register_number_kind(NumberKind("siren", "SIREN", lambda text: text.replace(" ", ""), frozenset({"FR"})))
    try:
        assert clean_identity("FR", "", "732 829 320") == ("siren", "732829320")
        assert ("siren", "SIREN (FR)") in number_kind_choices()
        assert number_kind_label("siren") == "SIREN"
    finally:
        number_kinds.forget("siren")
    assert number_kind_label("siren") == "siren"
    assert clean_identity("FR", "", "732 829 320") == ("other", "732829320")
