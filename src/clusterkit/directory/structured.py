"""An organisation for search engines: schema.org in JSON-LD, as deep as the viewer's card and no deeper."""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from clusterkit.core.translated import Translated
from clusterkit.directory.enums import ContactKind, OrganisationKind
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors import OrganisationCard

TYPES: Final = {
    OrganisationKind.ENTERPRISE: "Corporation",
    OrganisationKind.UNIVERSITY: "CollegeOrUniversity",
    OrganisationKind.COLLEGE: "EducationalOrganization",
    OrganisationKind.AUTHORITY: "GovernmentOrganization",
}
_ESCAPES: Final = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def structured_data(card: OrganisationCard, request: HttpRequest) -> SafeString:
    """The JSON for ``<script type="application/ld+json">``. A block of data: no policy has to allow it as a script.

    Nothing in it can end the element: what HTML could read is written as escapes of JSON.
    """
    text = json.dumps(_organisation(card, request), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))


def _organisation(card: OrganisationCard, request: HttpRequest) -> dict[str, Any]:
    row = card.organisation
    values = {
        "@context": "https://schema.org",
        "@type": TYPES.get(OrganisationKind(row.kind), "Organization"),
        "@id": request.build_absolute_uri(row.get_absolute_url()),
        "name": str(row.short_name),
        "legalName": str(row.name),
        "alternateName": _others(row.short_name),
        "description": str(row.summary),
        "url": row.website or request.build_absolute_uri(row.get_absolute_url()),
        "logo": request.build_absolute_uri(row.logo_url) if row.logo_url else "",
        "image": [request.build_absolute_uri(picture.url) for picture in card.pictures],
        "foundingDate": str(row.founded or ""),
        "identifier": _identifier(row),
        "address": _address(row),
        "knowsAbout": [str(word) for word in (*card.sectors, *card.profiles)],
        "makesOffer": [
            *(_offer(product.title, product.text) for product in card.products or ()),
            *(_offer(capability.title, capability.text) for capability in card.capabilities or ()),
        ],
        "contactPoint": _contacts(card),
    }
    return {key: value for key, value in values.items() if value}


def _others(names: Translated) -> list[str]:
    return sorted({text for text in names.values() if text} - {str(names)})


def _identifier(row: Organisation) -> dict[str, str]:
    if not row.number:
        return {}
    return {"@type": "PropertyValue", "propertyID": row.number_label, "value": row.number}


def _address(row: Organisation) -> dict[str, str]:
    region = str(row.get_region_display()) if row.region else ""
    values = {"addressCountry": row.country, "addressRegion": region, "addressLocality": str(row.city)}
    return {"@type": "PostalAddress", **{key: value for key, value in values.items() if value}}


def _offer(title: str, text: str) -> dict[str, Any]:
    offered = {"@type": "Thing", "name": title, **({"description": text} if text else {})}
    return {"@type": "Offer", "itemOffered": offered}


def _contacts(card: OrganisationCard) -> list[dict[str, str]]:
    names = {ContactKind.EMAIL.value: "email", ContactKind.PHONE.value: "telephone"}
    return [
        {"@type": "ContactPoint", names[contact.kind]: contact.value}
        for contact in card.contacts or ()
        if contact.kind in names
    ]
