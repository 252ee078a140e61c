"""States and places of clusters."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClusterStatus(models.TextChoices):
    """What the cluster's hosts answer."""

    PROVISIONING = "provisioning", _("being set up")
    ACTIVE = "active", _("open")
    SUSPENDED = "suspended", _("closed for now")
    ARCHIVED = "archived", _("archived")
    DELETING = "deleting", _("being removed")


SERVED_STATUSES: Final = frozenset({ClusterStatus.ACTIVE, ClusterStatus.SUSPENDED, ClusterStatus.ARCHIVED})


class ClusterStage(models.TextChoices):
    """The cluster's place in real life, as the catalogue shows it."""

    ACTIVE = "active", _("active")
    FORMING = "forming", _("forming")


class Region(models.TextChoices):
    """The six regions of Belarus and the capital."""

    BREST = "brest", _("Brest region")
    VITEBSK = "vitebsk", _("Vitebsk region")
    GOMEL = "gomel", _("Gomel region")
    GRODNO = "grodno", _("Grodno region")
    MINSK_REGION = "minsk_region", _("Minsk region")
    MOGILEV = "mogilev", _("Mogilev region")
    MINSK_CITY = "minsk_city", _("Minsk")


ISO_CODES: Final[dict[str, str]] = {
    Region.BREST: "BY-BR",
    Region.VITEBSK: "BY-VI",
    Region.GOMEL: "BY-HO",
    Region.GRODNO: "BY-HR",
    Region.MINSK_REGION: "BY-MI",
    Region.MOGILEV: "BY-MA",
    Region.MINSK_CITY: "BY-HM",
}
"""ISO 3166-2 codes, as the hexagon-tile map knows them."""
