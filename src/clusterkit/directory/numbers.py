"""Kinds of numbers by which registers know organisations, each with its check.

A number is kept in one form, so that one organisation is not entered twice. A host adds the kinds of its country::

    register_number_kind(NumberKind("siren", "SIREN", siren.validate, {"FR"}))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import lei
from stdnum.az import voen
from stdnum.by import unp
from stdnum.cn import uscc
from stdnum.ee import registrikood
from stdnum.exceptions import InvalidChecksum, InvalidFormat
from stdnum.exceptions import ValidationError as NumberError
from stdnum.lt import pvm
from stdnum.lv import pvn
from stdnum.md import idno
from stdnum.pl import nip, regon
from stdnum.ru import inn, ogrn
from stdnum.ua import edrpou

NUMBER_LENGTH: Final = 40
OTHER: Final = "other"


@dataclass(frozen=True)
class NumberKind:
    """A kind of number. ``check`` returns the number in its one form, or raises ``stdnum``'s ``ValidationError``.

    ``countries`` are the two-letter codes where it is used; none stands for everywhere.
    """

    code: str
    label: str | Promise
    check: Callable[[str], str]
    countries: frozenset[str] = frozenset()


class NumberKinds:
    """The registry. The first kind registered for a country is the one that is meant where none is named."""

    def __init__(self) -> None:
        self._kinds: dict[str, NumberKind] = {}

    def register(self, kind: NumberKind) -> NumberKind:
        """Add *kind*; a later one with its code replaces it."""
        self._kinds[kind.code] = kind
        return kind

    def forget(self, code: str) -> None:
        """Take the kind out again (for tests)."""
        self._kinds.pop(code, None)

    def get(self, code: str) -> NumberKind | None:
        """The kind of this code; None where nobody registers it any more."""
        return self._kinds.get(code)

    def usual(self, country: str) -> str:
        """The code of the kind that is meant in *country* where none is named."""
        return next((kind.code for kind in self if country in kind.countries), OTHER)

    def __iter__(self) -> Iterator[NumberKind]:
        return iter(self._kinds.values())


number_kinds: Final = NumberKinds()
register_number_kind = number_kinds.register


def number_kind_label(code: str) -> str | Promise:
    """What the kind of this code is called; the code where nobody registers it."""
    kind = number_kinds.get(code)
    return kind.label if kind is not None else code


def number_kind_choices() -> list[tuple[str, str | Promise]]:
    """All kinds for a form, those of a country with its code."""
    return [(kind.code, _with_countries(kind)) for kind in number_kinds]


def _with_countries(kind: NumberKind) -> str | Promise:
    return f"{kind.label} ({', '.join(sorted(kind.countries))})" if kind.countries else kind.label


def clean_identity(country: str, code: str, value: str) -> tuple[str, str]:
    """The kind and the number in its one form. Both are empty where there is no number: not everybody has one.

    *country* is clean already. Raises ``ValidationError`` with the code "number_kind" for a kind that is not used
    there, "number" where the check digits say that the number is mistyped.
    """
    if not value.strip():
        return "", ""
    kind = number_kinds.get(code or number_kinds.usual(country))
    if kind is None or (kind.countries and country not in kind.countries):
        raise ValidationError(_("This kind of number is not used in this country."), code="number_kind")
    try:
        return kind.code, kind.check(value.strip())
    except InvalidFormat as error:
        message = _("A taxpayer number has letters and digits only.") if kind.code == OTHER else _MISTYPED
        raise ValidationError(message, code="number") from error
    except NumberError as error:
        raise ValidationError(_MISTYPED, code="number") from error


_MISTYPED = _("This is not a valid taxpayer number: check the digits, or leave it empty.")


def _any_number(text: str) -> str:
    number = re.sub(r"[\s./-]", "", text).upper()
    if not number.isalnum() or len(number) > NUMBER_LENGTH:
        raise InvalidFormat
    return number


def _kazakh(text: str) -> str:
    """БИН: twelve digits; the last is the weighted sum of the others modulo 11, with other weights where that is 10."""
    number = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{12}", number):
        raise InvalidFormat
    digits = [int(sign) for sign in number]
    for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        check = sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11
        if check != 10:
            break
    if check != digits[11]:
        raise InvalidChecksum
    return number


for _code, _label, _check, _country in (
    ("unp", _("UNP"), unp.validate, "BY"),
    ("inn", _("INN"), inn.validate, "RU"),
    ("ogrn", _("OGRN"), ogrn.validate, "RU"),
    ("edrpou", _("EDRPOU"), edrpou.validate, "UA"),
    ("nip", "NIP", nip.validate, "PL"),
    ("regon", "REGON", regon.validate, "PL"),
    ("pvm", "PVM", pvm.validate, "LT"),
    ("pvn", "PVN", pvn.validate, "LV"),
    ("registrikood", "Registrikood", registrikood.validate, "EE"),
    ("bin", _("BIN"), _kazakh, "KZ"),
    ("uscc", "USCC", uscc.validate, "CN"),
    ("voen", "VÖEN", voen.validate, "AZ"),
    ("idno", "IDNO", idno.validate, "MD"),
):
    register_number_kind(NumberKind(_code, _label, _check, frozenset({_country})))
register_number_kind(NumberKind("lei", "LEI", lei.validate))
register_number_kind(NumberKind(OTHER, _("other number"), _any_number))
