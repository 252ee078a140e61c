"""The message that web hooks send."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import NoticeKind, notice_kinds

SWITCHED_OFF = notice_kinds.declare(
    NoticeKind("webhooks.switched_off", _("A web hook switched itself off"), "clusterkit/webhooks/notices/switched_off")
)
