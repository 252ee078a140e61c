"""The cluster as the layouts show it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from clusterkit.core.web.context import url_or_none
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster


@dataclass(frozen=True)
class Brand:
    """What the layouts draw of a cluster."""

    name: str
    short_name: str
    tagline: str
    logo_url: str | None
    mark_url: str | None
    is_archived: bool = False
    note: str = ""


def brand_version(cluster: Cluster) -> str:
    """Changes with the colour and the drawings: the addresses of brand files carry it, so they can be kept long."""
    text = "\n".join((cluster.brand_colour, cluster.logo_svg, cluster.mark_svg))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def cluster(request: HttpRequest) -> dict[str, Any]:
    """The context processor: ``cluster`` and ``brand_css_url``; nothing on the public host."""
    tenant = getattr(request, "tenant", None)
    if tenant is None:
        return {}
    version = f"?v={brand_version(tenant)}"
    css, logo, mark = (url_or_none(f"clusterkit_tenancy:{name}") for name in ("brand-css", "logo", "mark"))
    archived = tenant.status == ClusterStatus.ARCHIVED
    return {
        "cluster": Brand(
            str(tenant.name),
            str(tenant.short_name),
            str(tenant.tagline),
            logo + version if logo and tenant.logo_svg else None,
            mark + version if mark and tenant.mark_svg else None,
            archived,
            tenant.status_note if archived else "",
        ),
        "brand_css_url": css + version if css else None,
    }
