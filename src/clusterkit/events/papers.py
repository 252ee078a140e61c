"""Papers of an event for one person, the ticket and the certificate of attendance, before they are set in type."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from clusterkit.core.printing import Block, Code, Columns, Facts, Gap, Name, Paper, Rule, Signatures, Stretch, Text
from clusterkit.core.translated import as_translated
from clusterkit.events.models import AttendanceCertificate, Registration
from clusterkit.events.moments import event_when, zone_text
from clusterkit.tenancy.context import current_cluster


def certificate_paper(certificate: AttendanceCertificate) -> Paper:
    """*certificate* in the language in which it was issued, from what was frozen then."""
    content = certificate.content
    cluster = current_cluster()
    with override(content["language"]):
        return Paper(
            title=_("Certificate of attendance"),
            kicker=_("No. %(number)s") % {"number": certificate.number},
            sender=content["cluster"],
            language=content["language"],
            colour=cluster.brand_colour,
            logo=cluster.logo_svg or cluster.mark_svg,
            is_framed=True,
            blocks=_blocks(certificate),
        )


def _blocks(certificate: AttendanceCertificate) -> list[Block]:
    content = certificate.content
    cluster = current_cluster()
    issued = date_format(certificate.issued_at.astimezone(ZoneInfo(cluster.time_zone)))
    address = cluster.absolute_url(reverse("clusterkit_events:certificate_check", kwargs={"code": certificate.code}))
    about = [content["when"], content["place"] or content["mode"], hours_text(content["hours"])]
    organisation = [Text(content["organisation"], is_centred=True)] if content["organisation"] else []
    return [
        Stretch(2),
        Text(_("This is to certify that"), is_centred=True),
        Gap(3),
        Name(content["name"]),
        *organisation,
        Gap(3),
        Rule(),
        Gap(3),
        Text(_("took part in"), is_centred=True),
        Text(content["event"], is_large=True, is_centred=True),
        *(Text(line, is_centred=True) for line in about if line),
        Stretch(3),
        Columns(
            left=[
                Text(_("Issued on %(day)s") % {"day": issued}, is_quiet=True),
                Signatures([(_("Head of the cluster"), "")]),
            ],
            right=[Code(address, _("Is this certificate valid? Code %(code)s") % {"code": certificate.code})],
        ),
    ]


def hours_text(hours: int | None) -> str:
    """ "4 academic hours"; empty where the organisers gave none."""
    if not hours:
        return ""
    return ngettext("%(count)d academic hour", "%(count)d academic hours", hours) % {"count": hours}


def ticket_paper(registration: Registration) -> Paper:
    """The ticket of *registration* to print or to keep on a phone, in the language in force."""
    event, cluster = registration.event, current_cluster()
    language = get_language() or cluster.languages[0]
    where = ", ".join(part for part in (event.place, event.address) if part) if registration.mode == "on_site" else ""
    facts = [
        (_("Name"), registration.name),
        (_("Organisation"), registration.organisation_label),
        (_("When"), f"{event_when(event)} ({zone_text(event)})"),
        (_("Where"), where),
        (_("How"), str(registration.get_mode_display())),
        (_("Ticket"), registration.code),
    ]
    return Paper(
        title=str(event),
        kicker=_("Ticket"),
        sender=as_translated(cluster.name).get_text(language),
        language=language,
        colour=cluster.brand_colour,
        logo=cluster.logo_svg or cluster.mark_svg,
        blocks=[
            Facts([(label, text) for label, text in facts if text]),
            Gap(8),
            Code(ticket_address(registration), _("Show this at the entrance, on a phone or on paper.")),
        ],
    )


def ticket_address(registration: Registration) -> str:
    """What the QR code of a ticket holds: the address at which the door checks it."""
    path = reverse("clusterkit_events:check_in_code", kwargs={"pk": registration.event_id, "code": registration.code})
    return current_cluster().absolute_url(path)
