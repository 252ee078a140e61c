"""The messages of the directory."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import NoticeKind, notice_kinds

ADMINS = _("administrators of the organisation")
CONCERNED = _("the person whom it concerns")


REQUESTED = notice_kinds.declare(
    NoticeKind(
        "directory.affiliation_requested",
        _("Somebody asks to act for your organisation"),
        "clusterkit/directory/notices/requested",
        audience=ADMINS,
    )
)
TOOK_OVER = notice_kinds.declare(
    NoticeKind(
        "directory.took_over",
        _("You take over from somebody who leaves your organisation"),
        "clusterkit/directory/notices/took_over",
        audience=CONCERNED,
        required=True,
    )
)
INVITATION_ACCEPTED = notice_kinds.declare(
    NoticeKind(
        "directory.invitation_accepted",
        _("Somebody accepted your invitation"),
        "clusterkit/directory/notices/invitation_accepted",
        audience=ADMINS,
    )
)
CONFIRMED = notice_kinds.declare(
    NoticeKind(
        "directory.affiliation_confirmed",
        _("You act for an organisation"),
        "clusterkit/directory/notices/confirmed",
        audience=CONCERNED,
    )
)
DECLINED = notice_kinds.declare(
    NoticeKind(
        "directory.affiliation_declined",
        _("An organisation did not confirm you"),
        "clusterkit/directory/notices/declined",
        audience=CONCERNED,
    )
)
ENDED = notice_kinds.declare(
    NoticeKind(
        "directory.affiliation_ended",
        _("You act for an organisation no longer"),
        "clusterkit/directory/notices/ended",
        audience=CONCERNED,
        required=True,
    )
)
JOINED = notice_kinds.declare(
    NoticeKind(
        "directory.affiliation_by_address",
        _("Somebody acts for your organisation by his address at its mail domain"),
        "clusterkit/directory/notices/joined",
        audience=ADMINS,
    )
)
CLAIM_CONFIRMED = notice_kinds.declare(
    NoticeKind(
        "directory.domain_confirmed",
        _("A mail domain is confirmed as your organisation’s"),
        "clusterkit/directory/notices/domain_confirmed",
        audience=ADMINS,
    )
)
CLAIM_DISPUTED = notice_kinds.declare(
    NoticeKind(
        "directory.domain_disputed",
        _("Two organisations say that a mail domain is theirs"),
        "clusterkit/directory/notices/domain_disputed",
        audience=ADMINS,
        required=True,
    )
)
CLAIM_DECLINED = notice_kinds.declare(
    NoticeKind(
        "directory.domain_declined",
        _("A mail domain was not confirmed as your organisation’s"),
        "clusterkit/directory/notices/domain_declined",
        audience=ADMINS,
    )
)
CLAIM_ENDED = notice_kinds.declare(
    NoticeKind(
        "directory.domain_ended",
        _("A mail domain is your organisation’s no longer"),
        "clusterkit/directory/notices/domain_ended",
        audience=ADMINS,
        required=True,
    )
)
