"""Certificates of the demonstration. Only invented organisations have one: nothing is claimed of real ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils import timezone

from clusterkit.core.policies import Actor
from clusterkit.directory.models import Organisation
from example_project.partners.services import save_safety_record

ISSUER: Final = "Орган по сертификации «Пример»"
NUMBERS: Final[Mapping[str, str]] = {
    "dvina-primer": "BY/112 05.01 000 0001",
    "obrazec-kataliz": "BY/112 05.01 000 0002",
    "primer-sad": "BY/112 05.01 000 0003",
    "biolist": "BY/112 05.01 000 0004",
    "farm-primer": "BY/112 05.01 000 0005",
    "dvina-lab": "BY/112 05.01 000 0006",
}


def load_safety_records(organisations: Mapping[str, Organisation], actor: Actor) -> None:
    """Enter the certificates of those of *organisations* (by key) that have one, valid to the end of next year."""
    for key, number in NUMBERS.items():
        if key in organisations:
            save_safety_record(
                organisation=organisations[key],
                actor=actor,
                number=number,
                issued_by=ISSUER,
                valid_until=date(timezone.localdate().year + 1, 12, 31),
            )
