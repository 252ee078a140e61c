"""Subject and text of a notice, made from its templates in the language in force."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clusterkit.core.ports import NoticeKind, notice_kinds
from clusterkit.notifications.models import Notification
from clusterkit.tenancy.context import current_cluster

logger = logging.getLogger("clusterkit.notifications")


@dataclass(frozen=True)
class Text:
    """Plain text: one line of subject, and paragraphs."""

    subject: str
    body: str


@dataclass(frozen=True)
class InboxEntry:
    """A notice as its reader sees it."""

    notification: Notification
    kind_label: str | Promise
    subject: str
    body: str


def text_of(kind: NoticeKind, context: Mapping[str, Any], *, recipient_name: str, url: str = "") -> Text:
    """Render the two templates of *kind* as plain text, nothing escaped. *url* is empty where a link stands beside."""
    cluster = current_cluster()
    name = str(cluster.short_name) or str(cluster.name)
    values = {**context, "cluster_name": name, "recipient_name": recipient_name, "url": url}
    # Split and joined again they are ordinary strings: templates would take rendered ones for safe HTML.
    subject = " ".join(_render(f"{kind.template}.subject.txt", values).split())
    body = "\n".join(line.rstrip() for line in _render(f"{kind.template}.txt", values).strip().splitlines())
    return Text(subject, body)


def inbox_entry(notification: Notification, *, recipient_name: str) -> InboxEntry:
    """What the inbox shows. A notice whose text cannot be made any more shows its kind, and the log says why."""
    kind = notice_kinds.get(notification.kind)
    if kind is None:
        gone = _("A notice of a part of the site that is switched off")
        return InboxEntry(notification, gone, gone, "")
    try:
        text = text_of(kind, notification.context, recipient_name=recipient_name)
    except Exception:
        logger.exception("the text of the notice %s could not be made", notification.pk)
        return InboxEntry(notification, kind.label, str(kind.label), "")
    return InboxEntry(notification, kind.label, text.subject, text.body)


def _render(name: str, values: dict[str, Any]) -> str:
    template: Any = get_template(name)
    return str(template.template.render(Context(values, autoescape=False)))
