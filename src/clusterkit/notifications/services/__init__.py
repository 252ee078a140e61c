"""Writing notices and mails, reading them, choosing, muting, and sending again."""

from __future__ import annotations

from clusterkit.notifications.services.choosing import choose, choose_part, unsubscribe
from clusterkit.notifications.services.muting import mute, mute_target, unmute, unmute_target
from clusterkit.notifications.services.outbox import resend
from clusterkit.notifications.services.reading import mark_all_read, mark_read, mark_unread
from clusterkit.notifications.services.writing import write_notices

__all__ = [
    "choose",
    "choose_part",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "mute",
    "mute_target",
    "resend",
    "unmute",
    "unmute_target",
    "unsubscribe",
    "write_notices",
]
