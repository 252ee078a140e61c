"""Checks of what an operator enters about a cluster."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SLUG = re.compile(r"^[a-z][a-z0-9-]{0,38}[a-z0-9]\Z")
RESERVED_SLUGS = frozenset({"public", "www", "api", "admin", "static", "media", "mail", "localhost"})
SVG_MAX_CHARACTERS = 60_000
SVG_ELEMENTS = frozenset(
    {
        "svg",
        "g",
        "path",
        "circle",
        "ellipse",
        "rect",
        "line",
        "polyline",
        "polygon",
        "defs",
        "title",
        "desc",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "use",
        "symbol",
    }
)


def validate_slug(value: str) -> None:
    """A short address: lower-case Latin letters, digits and hyphens, 2 to 40 characters."""
    if not SLUG.match(value) or value in RESERVED_SLUGS:
        raise ValidationError(
            _("Use 2 to 40 small Latin letters, digits and hyphens, beginning with a letter. Some words are taken."),
            code="slug",
        )


def validate_time_zone(value: str) -> None:
    """A name of the time-zone database, such as Europe/Minsk."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(_("Unknown time zone. Write it like Europe/Minsk."), code="time_zone") from error


def validate_logo(value: str) -> None:
    """An SVG drawing without scripts, styles, links or entities: shapes and gradients only."""
    if not value:
        return
    if len(value) > SVG_MAX_CHARACTERS:
        raise ValidationError(_("The drawing is too large: simplify it."), code="svg_size")
    if "<!" in value.replace("<!--", ""):
        raise ValidationError(_("The drawing must not hold a document type or entities."), code="svg_doctype")
    try:
        root = ElementTree.fromstring(value)  # noqa: S314 (entities were refused above)
    except ElementTree.ParseError as error:
        raise ValidationError(_("This is not an SVG drawing."), code="svg") from error
    for element in root.iter():
        name = element.tag.rsplit("}", 1)[-1]
        if name not in SVG_ELEMENTS:
            raise ValidationError(
                _("The drawing may hold shapes only, not “%(name)s”."), code="svg_element", params={"name": name}
            )
        for attribute, text in element.attrib.items():
            plain = attribute.rsplit("}", 1)[-1].lower()
            outside = plain == "href" and not text.startswith("#")
            if plain.startswith("on") or outside or "javascript:" in text.lower() or "url(http" in text.lower():
                raise ValidationError(_("The drawing must not hold links or scripts."), code="svg_attribute")
