"""The certificate of membership as a paper, made from what was written down when it was issued."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from clusterkit.core.printing import Block, Code, Columns, Gap, Name, Paper, Rule, Signatures, Stretch, Text
from clusterkit.membership import hooks
from clusterkit.membership.models import MembershipCertificate
from clusterkit.tenancy.context import current_cluster


def certificate_paper(certificate: MembershipCertificate) -> Paper:
    """*certificate* in the first language of its cluster, with what a host adds by the hook ``certificate_template``."""
    cluster = current_cluster()
    language = cluster.languages[0]
    with override(language):
        name = cluster.name.get_text(language)
        added = hooks.certificate_template.collect(hooks.CertificatePage(certificate, language))
        return Paper(
            title=_("Certificate of membership"),
            kicker=_("No. %(number)s") % {"number": certificate.membership.display_number},
            sender=name,
            language=language,
            colour=cluster.brand_colour,
            logo=cluster.logo_svg or cluster.mark_svg,
            is_framed=True,
            blocks=_blocks(certificate, language, added),
        )


def _blocks(certificate: MembershipCertificate, language: str, added: list[hooks.CertificateBlocks]) -> list[Block]:
    def of(place: str) -> list[Any]:
        return [block for part in added if part.place == place for block in part.blocks]

    middle = of("instead") or [
        Text(_("This is to certify that"), is_centred=True),
        Gap(3),
        Name(certificate.organisation_name.get_text(language)),
        Gap(3),
        Rule(),
        Gap(3),
        Text(_("takes part in the work of the cluster as"), is_centred=True),
        Text(certificate.level_name.get_text(language), is_large=True, is_centred=True),
        Text(
            _("from %(start)s until %(end)s")
            % {"start": date_format(certificate.starts_on), "end": date_format(certificate.ends_on)},
            is_centred=True,
        ),
    ]
    address = current_cluster().absolute_url(
        reverse("clusterkit_membership:certificate_check", kwargs={"code": certificate.code})
    )
    foot = Columns(
        left=[
            Text(_("Issued on %(day)s") % {"day": date_format(certificate.issued_on)}, is_quiet=True),
            Signatures([(_("Head of the cluster"), "")]),
            Text(_("Seal"), is_quiet=True),
        ],
        right=[
            Code(address, _("Is this certificate valid? Code %(code)s") % {"code": certificate.display_code}),
        ],
    )
    return [*of("top"), Stretch(2), *middle, *of("middle"), Stretch(3), foot, *of("foot")]
