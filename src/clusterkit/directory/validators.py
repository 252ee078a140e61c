"""Rules about organisations and their contacts that forms and serializers share."""

from __future__ import annotations

import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
_PHONE = re.compile(r"\+?[\d\s().-]{5,30}\Z")
site_url: Final = URLValidator(schemes=["http", "https"])


def clean_country(value: str) -> str:
    """The code in capitals. Raises ``ValidationError`` for what is no country."""
    code = value.strip().upper()
    if code not in COUNTRIES:
        raise ValidationError(_("Give the two letters of the country, such as BY or CN."), code="country")
    return code


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
