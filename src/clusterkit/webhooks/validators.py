"""Rules of a web hook that pages and API share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.access.tiers import tiers
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.happenings import happenings
from clusterkit.core.policies import GUEST, MEMBER
from clusterkit.webhooks.addresses import AddressRefused, read_address


def event_choices() -> list[tuple[str, str | Promise]]:
    """What can be sent, by code."""
    return [(item.code, item.label) for item in sorted(happenings, key=lambda item: item.code)]


def tier_choices() -> list[tuple[str, str | Promise]]:
    """As whom a system may read: nobody of the office, who sees drafts."""
    return [(tier.code, tier.label) for tier in tiers.between(GUEST, MEMBER)]


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a web hook, its address in plain form. Raises ``InvalidInput`` with the field."""
    try:
        url = read_address(str(values.get("url", ""))).url
    except AddressRefused as error:
        raise InvalidInput(error.message, field="url") from error
    known = [code for code, _label in event_choices()]
    chosen = set(values.get("events") or ())
    if not chosen:
        raise InvalidInput(_("Choose at least one thing that is sent."), field="events")
    if not chosen <= set(known):
        raise InvalidInput(_("There is no such happening."), field="events")
    tier = values.get("tier", GUEST)
    if tier not in dict(tier_choices()):
        raise InvalidInput(_("A web hook does not read as this tier."), field="tier")
    return {
        "url": url,
        "description": str(values.get("description", "")).strip(),
        "events": [code for code in known if code in chosen],
        "tier": tier,
    }
