"""Subject and text of a notice, made from its templates in the language in force."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clusterkit.core.notices import muting_rules
from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.ports import NoticeKind, notice_kinds
from clusterkit.notifications.models import Notification
from clusterkit.notifications.visibility import Key, key_of, seen_targets
from clusterkit.tenancy.context import current_cluster

logger = logging.getLogger("clusterkit.notifications")


@dataclass(frozen=True)
class Text:
    """Plain text: one line of subject, and paragraphs."""

    subject: str
    body: str


@dataclass(frozen=True)
class InboxEntry:
    """A notice as its reader sees it. ``is_hidden``: he may not see any more what it is about, so nothing is told of it."""

    notification: Notification
    kind_label: str | Promise
    subject: str
    body: str
    is_hidden: bool = False

    @property
    def group_key(self) -> tuple[str, str]:
        """Entries with the same key are about the same thing."""
        if self.notification.target_label:
            return key_of(self.notification)
        return "", str(self.notification.pk)

    @property
    def about(self) -> str:
        """The thing as the inbox's filter takes it; empty where it is about none."""
        label, pk = key_of(self.notification)
        return f"{label}:{pk}" if label else ""


@dataclass(frozen=True)
class InboxGroup:
    """The notices of a page about one thing, newest first."""

    newest: InboxEntry
    earlier: Sequence[InboxEntry]
    is_muted: bool

    @property
    def can_mute(self) -> bool:
        """Whether there is one thing to hear nothing of, and the reader sees it."""
        return bool(self.newest.about) and not self.newest.is_hidden


def text_of(kind: NoticeKind, context: Mapping[str, Any], *, recipient_name: str, url: str = "") -> Text:
    """Render the templates of *kind*; as plain text nothing is escaped. *url* is empty where a link stands beside."""
    cluster = current_cluster()
    name = str(cluster.short_name) or str(cluster.name)
    values = {**context, "cluster_name": name, "recipient_name": recipient_name, "url": url}
    # Split and joined again they are ordinary strings: templates would take rendered ones for safe HTML.
    subject = " ".join(_render(f"{kind.template}.subject.txt", values).split())
    body = "\n".join(line.rstrip() for line in _render(f"{kind.template}.txt", values).strip().splitlines())
    return Text(subject, body)


def html_of(kind: NoticeKind, context: Mapping[str, Any], *, recipient_name: str, url: str) -> str:
    """The middle of the mail's HTML from the kind's own template; empty where it has none."""
    cluster = current_cluster()
    name = str(cluster.short_name) or str(cluster.name)
    values = {**context, "cluster_name": name, "recipient_name": recipient_name, "url": url}
    try:
        template = get_template(f"{kind.template}.html")
    except TemplateDoesNotExist:
        return ""
    return str(template.render(values))


def inbox_entry(notification: Notification, viewer: Actor) -> InboxEntry:
    """What the inbox shows of one notice."""
    return inbox_entries([notification], viewer)[0]


def inbox_entries(notifications: Iterable[Notification], viewer: Actor) -> list[InboxEntry]:
    """What the inbox shows. A notice whose text cannot be made any more shows its kind, and the log says why.

    One about a thing that *viewer* may not see any more says only that: neither its words nor those of others.
    """
    rows = list(notifications)
    seen = seen_targets({key_of(row) for row in rows}, viewer)
    name: str = getattr(viewer, "display_name", "")
    return [_entry(row, name, not row.target_label or key_of(row) in seen) for row in rows]


def grouped(entries: Iterable[InboxEntry], muted: Iterable[Key] = ()) -> list[InboxGroup]:
    """The entries of a page with those about one thing together, in the order of their newest."""
    found: dict[object, list[InboxEntry]] = {}
    for entry in entries:
        found.setdefault(entry.group_key, []).append(entry)
    quiet = set(muted)
    return [InboxGroup(group[0], group[1:], key_of(group[0].notification) in quiet) for group in found.values()]


def titles_of(keys: Iterable[Key], viewer: Actor) -> dict[Key, str]:
    """What *viewer* may read of things in a list: what he was told last of each, for a thing may say more of itself.

    A feature that keeps by itself who muted its things lets them say their names. What he does not see any more is left out.
    """
    wanted = set(keys)
    seen = seen_targets(wanted, viewer)
    about = Q()
    for label, pk in seen:
        about |= Q(target_label=label, target_pk=pk)
    found = {key: str(target) for key, target in seen.items() if muting_rules.of(key[0]) is not None}
    if about:
        newest = visible_to(viewer, Notification.objects.filter(about)).order_by("target_label", "target_pk", "-pk")
        for entry in inbox_entries(newest.distinct("target_label", "target_pk"), viewer):
            found.setdefault(key_of(entry.notification), entry.subject)
    return found


def _entry(notification: Notification, recipient_name: str, is_seen: bool) -> InboxEntry:
    kind = notice_kinds.get(notification.kind)
    if kind is None:
        gone = _("A notice of a part of the site that is switched off")
        return InboxEntry(notification, gone, gone, "")
    if not is_seen:
        why = _("You do not see any more what this was about.")
        return InboxEntry(notification, kind.label, str(kind.label), why, is_hidden=True)
    try:
        text = text_of(kind, notification.context, recipient_name=recipient_name)
    except Exception:
        logger.exception("the text of the notice %s could not be made", notification.pk)
        return InboxEntry(notification, kind.label, str(kind.label), "")
    return InboxEntry(notification, kind.label, text.subject, text.body)


def _render(name: str, values: dict[str, Any]) -> str:
    template: Any = get_template(name)
    return str(template.template.render(Context(values, autoescape=False)))
