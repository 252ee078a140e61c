"""What was printed on a certificate of membership, and the code by which anybody asks whether it is valid."""

from __future__ import annotations

import secrets
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusterkit.core.translated import TranslatedField
from clusterkit.membership.models.memberships import Membership
from clusterkit.tenancy.guards import ClusterModel

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that nobody takes for another one when he types them from paper."""
CODE_LENGTH: Final = 10


def new_code() -> str:
    """A code of 49 bits. It is stored and not signed: what is printed does not die when the keys of the site change."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


class MembershipCertificate(ClusterModel):
    """A certificate as it was issued; what it says never changes. A term has one that is current.

    When the level or the name changes, another one is issued and this one is ``replaced_on`` that day.
    """

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="certificates", verbose_name=_("membership")
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    organisation_name = TranslatedField(_("organisation"), max_length=300)
    level_name = TranslatedField(_("level of participation"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    issued_on = models.DateField(_("issued on"))
    replaced_on = models.DateField(_("replaced on"), null=True, blank=True)

    class Meta:
        verbose_name = _("certificate of membership")
        verbose_name_plural = _("certificates of membership")
        ordering = ("-issued_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(replaced_on__isnull=True), name="clusterkit_membership_certificate"
            )
        ]

    def __str__(self) -> str:
        return str(_("Certificate %(code)s") % {"code": self.display_code})

    @property
    def display_code(self) -> str:
        """The code as it is printed, in two groups."""
        return f"{self.code[:5]}-{self.code[5:]}"
