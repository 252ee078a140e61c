"""What events tell other systems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.happenings import Happening, declare


def _when(event: Any) -> Mapping[str, Any]:
    return {"starts_at": event.starts_at.isoformat(), "ends_at": event.ends_at.isoformat(), "state": event.state}


def _declare(name: str, label: str | Promise) -> Happening:
    return declare(Happening(f"event.{name}", label, title=lambda event: str(event.title), more=_when))


EVENT_PUBLISHED = _declare("published", _("An event is announced"))
EVENT_CHANGED = _declare("changed", _("The time or the place of an announced event changes"))
EVENT_CANCELLED = _declare("cancelled", _("An event is cancelled"))
