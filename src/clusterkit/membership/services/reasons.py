"""The office keeps its predefined reasons, and they are chosen where it returns or rejects an application."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.translated import as_translated
from clusterkit.membership.enums import ReasonPurpose
from clusterkit.membership.models import Reason
from clusterkit.membership.selectors.reasons import first_reasons

FIELDS: Final = ("title", "text", "is_active")

LIMITS: Final = {"title": 120, "text": 2000}


def add_first_reasons(*, languages: tuple[str, ...] | list[str] = ()) -> None:
    """Give a new cluster its first reasons, in these languages or in all. One statement; those that are there stay.

    The platform does it by itself, for a new cluster or at the first return with a reason.
    """
    rows = [row for purpose in ReasonPurpose for row in first_reasons(purpose)]
    for row in rows:
        row.title = as_translated({code: text for code, text in row.title.items() if code in languages} or row.title)
        row.text = as_translated({code: text for code, text in row.text.items() if code in languages} or row.text)
    Reason.objects.bulk_create(rows, ignore_conflicts=True)


def chosen_reason(purpose: str, code: str) -> Reason | None:
    """The reason that was chosen for a return or a rejection, None for none.

    Raises ``InvalidInput`` for one that is not offered.
    """
    if not code:
        return None
    reason = Reason.objects.offered_for(purpose).filter(code=code).first()
    if reason is None and not Reason.objects.exists():
        add_first_reasons()
        reason = Reason.objects.offered_for(purpose).filter(code=code).first()
    if reason is None:
        raise InvalidInput(_("This reason is not offered any more. Choose another one, or none."), field="reason")
    return reason


def text_of(reason: Reason | None) -> str:
    """The text of a chosen reason, in the language in force."""
    return "" if reason is None else str(reason.text).strip()


def recorded(reason: Reason | None) -> dict[str, Any]:
    """What the audit row says of a chosen reason: its code for programs, its title as it is called now."""
    return {} if reason is None else {"reason": reason.code, "reason_title": str(reason.title)}
