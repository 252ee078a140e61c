"""Rules about organisations and their contacts that forms and serializers share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.by import unp
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as NumberError
from stdnum.pl import nip
from stdnum.ru import inn

from clusterkit.directory.enums import ContactKind

_CODES: Final = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO
    JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV
    TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES: Final = frozenset(_CODES.split())
"""Two-letter country codes of ISO 3166-1."""

OLDEST_YEAR: Final = 1500
NUMBER_LENGTH: Final = 40
_PHONE = re.compile(r"\+?[\d\s().-]{5,30}\Z")
_checks: dict[str, Callable[[str], str]] = {
    "BY": unp.validate,
    "CN": uscc.validate,
    "PL": nip.validate,
    "RU": inn.validate,
}
site_url: Final = URLValidator(schemes=["http", "https"])


def register_number_check(country: str, check: Callable[[str], str]) -> None:
    """Let *check* normalise and verify the taxpayer numbers of *country* (two letters).

    It returns the number in its one form and raises ``stdnum.exceptions.ValidationError`` for a wrong one.
    """
    _checks[country] = check


def clean_country(value: str) -> str:
    """The code in capitals. Raises ``ValidationError`` for what is no country."""
    code = value.strip().upper()
    if code not in COUNTRIES:
        raise ValidationError(_("Give the two letters of the country, such as BY or CN."), code="country")
    return code


def clean_number(country: str, value: str) -> str:
    """The taxpayer number in its one form; empty stays empty, since not every organisation has one.

    Raises ``ValidationError`` where the country's check digits say that it is mistyped.
    """
    text = value.strip()
    if not text:
        return ""
    check = _checks.get(country)
    if check is not None:
        try:
            return check(text)
        except NumberError as error:
            raise ValidationError(
                _("This is not a valid taxpayer number: check the digits, or leave it empty."), code="number"
            ) from error
    number = re.sub(r"[\s./-]", "", text).upper()
    if not number.isalnum() or len(number) > NUMBER_LENGTH:
        raise ValidationError(_("A taxpayer number has letters and digits only."), code="number")
    return number


def clean_contact(kind: str, value: str) -> str:
    """A contact without spaces around. Raises ``ValidationError`` when it is not of its kind."""
    text = value.strip()
    if kind == ContactKind.EMAIL:
        validate_email(text)
    elif kind == ContactKind.SITE:
        text = text if "://" in text else f"https://{text}"
        site_url(text)
    elif kind == ContactKind.PHONE and not _PHONE.match(text):
        raise ValidationError(_("Write the phone number with digits, such as +375 214 50-00-00."), code="phone")
    return text


def validate_year(value: Any) -> None:
    """A year of foundation. Raises ``ValidationError`` for one that cannot be."""
    if value is not None and not OLDEST_YEAR <= int(value) <= timezone.localdate().year:
        raise ValidationError(_("This year cannot be right."), code="founded")
