"""Hook points of membership."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from clusterkit.core.hookpoints import Collect, Notify, Veto
from clusterkit.core.printing.blocks import Block
from clusterkit.core.transitions import Changed
from clusterkit.questionnaires.definitions import QuestionDefinition


@dataclass(frozen=True)
class TierChanged:
    """An organisation's standing changed: ``before`` and ``after`` are tier codes ("registered", "member")."""

    organisation_id: int
    before: str
    after: str


@dataclass(frozen=True)
class ApplicationFields:
    """An application that is filled in (an ``Application``); None where its form is only looked at."""

    application: Any | None


@dataclass(frozen=True)
class CertificatePage:
    """The certificate that is printed (a ``MembershipCertificate``), and in which language: it is in force already."""

    certificate: Any
    language: str


@dataclass(frozen=True)
class CertificateBlocks:
    """Blocks of ``clusterkit.core.printing`` for a certificate.

    ``place`` is "top" (under the title), "middle" (under the level and the dates), "foot" (at the very bottom) or
    "instead" (in place of the middle, from "this is to certify" to the dates). Title, frame, signature and code stay.
    """

    blocks: Sequence[Block]
    place: Literal["top", "middle", "foot", "instead"] = "middle"


application_form_fields: Collect[ApplicationFields, Sequence[QuestionDefinition]] = Collect(
    "application_form_fields",
    ApplicationFields,
    "An application for membership is filled in, checked or sent. Answer a sequence of ``QuestionDefinition``, whose codes "
    "are the app, a dot and a name: they are asked after the cluster's own questions, in pages and API, and are frozen "
    "with the answers when it is sent.",
)
certificate_template: Collect[CertificatePage, CertificateBlocks] = Collect(
    "certificate_template",
    CertificatePage,
    "A certificate of membership is printed. Answer ``CertificateBlocks`` to add blocks or to replace its middle, or None. "
    "Equal certificates should be equal files: take no time of day and no chance into them.",
)
application_submitted: Notify[Changed[Any]] = Notify(
    "application_submitted",
    Changed,
    "An application was sent, for the first time or completed. ``obj`` is the application.",
)
application_decided: Notify[Changed[Any]] = Notify(
    "application_decided",
    Changed,
    "An application was approved or rejected (see ``transition.name``). ``obj`` is the application.",
)
before_decision: Veto[Changed[Any]] = Veto(
    "before_decision",
    Changed,
    "An application is about to be approved or rejected. Answer None, or the reason why it may not happen.",
)
tier_changed: Notify[TierChanged] = Notify(
    "tier_changed",
    TierChanged,
    "The people of an organisation gained or lost a tier by an act: approval, suspension, leaving. "
    "A term that simply ends is seen by its dates and announces nothing.",
)
