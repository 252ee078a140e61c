"""Kinds of organisations, states and roles of affiliations."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What sort of organisation it is."""

    ENTERPRISE = "enterprise", _("enterprise")
    UNIVERSITY = "university", _("university")
    COLLEGE = "college", _("college")
    AUTHORITY = "authority", _("authority")
    ASSOCIATION = "association", _("association")
    OTHER = "other", _("other organisation")


class OrganisationSize(models.TextChoices):
    """How many people work there, in the classes of Belarusian statistics."""

    MICRO = "micro", _("up to 15 people")
    SMALL = "small", _("16 to 100 people")
    MEDIUM = "medium", _("101 to 250 people")
    LARGE = "large", _("more than 250 people")


class AffiliationState(models.TextChoices):
    """Whether a person acts for an organisation."""

    REQUESTED = "requested", _("requested")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    ENDED = "ended", _("ended")


LIVE_AFFILIATION_STATES: Final = frozenset({AffiliationState.REQUESTED, AffiliationState.CONFIRMED})


class AffiliationRole(models.TextChoices):
    """What the person may do there. An admin confirms others and edits the organisation's page."""

    ADMIN = "admin", _("administrator")
    REPRESENTATIVE = "representative", _("representative")


class InvitationState(models.TextChoices):
    """What came of an invitation. Made from its moments; nothing keeps it."""

    WAITING = "waiting", _("waits for an answer")
    EXPIRED = "expired", _("ran out")
    ACCEPTED = "accepted", _("accepted")
    REVOKED = "revoked", _("taken back")


class Mailbox(models.TextChoices):
    """The part before the @ of an address that belongs to who runs a mail domain, not to one of its people."""

    ADMIN = "admin", "admin"
    ADMINISTRATOR = "administrator", "administrator"
    HOSTMASTER = "hostmaster", "hostmaster"
    INFO = "info", "info"
    OFFICE = "office", "office"
    POSTMASTER = "postmaster", "postmaster"
    WEBMASTER = "webmaster", "webmaster"


class DomainClaimState(models.TextChoices):
    """Whether a mail domain counts as an organisation's."""

    WAITING = "waiting", _("waits for the answer to the mail")
    DISPUTED = "disputed", _("the office decides")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    ENDED = "ended", _("ended")


LIVE_CLAIM_STATES: Final = frozenset({DomainClaimState.WAITING, DomainClaimState.DISPUTED, DomainClaimState.CONFIRMED})


class DomainProof(models.TextChoices):
    """How it was shown that a mail domain is the organisation's."""

    MAIL = "mail", _("the link in the mail")
    OFFICE = "office", _("the office of the cluster")
    HOST = "host", _("a check of this site’s own")


class ContactKind(models.TextChoices):
    """Sort of a contact."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    SITE = "site", _("site")
    ADDRESS = "address", _("address")
