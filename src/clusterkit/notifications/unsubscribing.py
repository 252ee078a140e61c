"""The link in a mail that ends mails of its kind without signing in (RFC 8058): signed, and good for nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.urls import reverse

from clusterkit.access.selectors import viewer_by_id
from clusterkit.access.viewer import Viewer
from clusterkit.core.conf import conf
from clusterkit.core.ports import notice_kinds
from clusterkit.notifications.enums import Period
from clusterkit.tenancy.signing import InvalidToken, make_token, read_token

PURPOSE: Final = "notices.unsubscribe"


@dataclass(frozen=True)
class Subscription:
    """Whose mails of which kind (its code, or a period for a digest) a link ends."""

    viewer: Viewer
    what: str

    @property
    def label(self) -> str:
        """What it ends, in words; empty for a kind that there is not any more."""
        kind = notice_kinds.get(self.what)
        return str(kind.label) if kind is not None else ""

    @property
    def is_digest(self) -> bool:
        """Whether it ends a digest."""
        return self.what in Period.values


def unsubscribe_path(user_id: int, what: str) -> str:
    """The address inside the site that ends mails of *what* (a kind's code, "daily" or "weekly") to a person."""
    token = make_token(purpose=PURPOSE, subject=[user_id, what])
    return reverse("clusterkit_notifications:unsubscribe", kwargs={"token": token})


def read_subscription(token: str) -> Subscription | None:
    """What *token* ends. None for one that is damaged, too old or another cluster's, and for a person who is gone."""
    try:
        subject = read_token(token, purpose=PURPOSE, max_age=int(timedelta(days=conf.UNSUBSCRIBE_DAYS).total_seconds()))
    except InvalidToken:
        return None
    user_id, what = subject
    viewer = viewer_by_id(user_id)
    return Subscription(viewer, what) if viewer is not None else None
