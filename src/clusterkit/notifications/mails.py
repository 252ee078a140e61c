"""One mail of the outbox as a message: text and HTML, in the recipient's language, with the cluster's name and colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clusterkit.access.viewer import Viewer
from clusterkit.core.conf import conf
from clusterkit.core.ports import NoticeKind
from clusterkit.core.web.colour import accent_palette
from clusterkit.notifications.digests import GROUPS_SHOWN, DigestGroup
from clusterkit.notifications.enums import Period
from clusterkit.notifications.hooks import recipient_language
from clusterkit.notifications.models import OutboxMail
from clusterkit.notifications.parts import add_parts
from clusterkit.notifications.texts import html_of, text_of
from clusterkit.notifications.unsubscribing import unsubscribe_path
from clusterkit.tenancy.context import current_cluster
from clusterkit.tenancy.models import Cluster


@dataclass(frozen=True)
class Choices:
    """The links in the foot of a mail, and whether it can be ended with one click."""

    preferences: str
    unsubscribe: str = ""
    mute: str = ""


@contextmanager
def readers_language(user_id: int) -> Iterator[None]:
    """Write in the language of a person, within those of the cluster, and in its time zone."""
    cluster = current_cluster()
    with translation.override(_language(user_id, cluster)), timezone.override(cluster.time_zone):
        yield


def message_of(mail: OutboxMail, kind: NoticeKind, viewer: Viewer, address: str) -> EmailMultiAlternatives:
    """Build the message for the recipient's *viewer* at *address*. Its Message-ID is the same at each try."""
    cluster = current_cluster()
    name = viewer.display_name
    with readers_language(mail.recipient_id):
        url = cluster.absolute_url(mail.path)
        text = text_of(kind, mail.context, recipient_name=name, url=url)
        plain = text.body if url in text.body else f"{text.body}\n\n{url}"
        values = {
            "url": url,
            "text": plain,
            "html_text": text_of(kind, mail.context, recipient_name=name).body,
            "html_body": html_of(kind, mail.context, recipient_name=name, url=url),
            "reason": _reason(cluster, str(kind.label), is_required=kind.required),
            "preheader": text.body.partition("\n")[0],
        }
        choices = _choices(mail, cluster, "" if kind.required else kind.code)
        message = _build(mail, text.subject, "mail", values, choices, address)
        add_parts(message, mail, viewer, address)
        return message


def digest_of(mail: OutboxMail, period: Period, groups: Sequence[DigestGroup], address: str) -> EmailMultiAlternatives:
    """Build a digest of *groups*, in the language in force."""
    cluster = current_cluster()
    short_name = str(cluster.short_name) or str(cluster.name)
    daily = period == Period.DAILY
    subject = (_("New today at %(cluster)s") if daily else _("New this week at %(cluster)s")) % {"cluster": short_name}
    values = {
        "url": cluster.absolute_url(mail.path),
        "groups": [
            {
                "more": group.more,
                "entries": [
                    {
                        "subject": entry.subject,
                        "body": entry.body,
                        "url": cluster.absolute_url(entry.notification.get_absolute_url()),
                    }
                    for entry in group.entries
                ],
            }
            for group in groups[:GROUPS_SHOWN]
        ],
        "more_groups": max(0, len(groups) - GROUPS_SHOWN),
        "reason": (
            _("You get this mail once a day because you chose so, or chose nothing else, at the site of %(cluster)s.")
            if daily
            else _(
                "You get this mail once a week because you chose so, or chose nothing else, at the site of %(cluster)s."
            )
        )
        % {"cluster": short_name},
        "preheader": groups[0].entries[0].subject,
    }
    return _build(mail, subject, "digest", values, _choices(mail, cluster, period.value), address)


def _language(user_id: int, cluster: Cluster) -> str:
    known = {code for code, _name in settings.LANGUAGES}
    own = [code for code in cluster.languages if code in known] or [settings.LANGUAGE_CODE]
    wanted = recipient_language.call(user_id)
    return wanted if wanted is not None and wanted in own else str(own[0])


def _reason(cluster: Cluster, kind: str, *, is_required: bool) -> str:
    values = {"cluster": str(cluster.short_name) or str(cluster.name), "kind": kind}
    if is_required:
        return (
            _("You get this mail because it concerns you yourself at the site of %(cluster)s. Such mails always come.")
            % values
        )
    return (
        _("You get this mail because you take part in the site of %(cluster)s. It is one of the sort “%(kind)s”.")
        % values
    )


def _choices(mail: OutboxMail, cluster: Cluster, what: str) -> Choices:
    preferences = cluster.absolute_url(reverse("clusterkit_notifications:preferences"))
    if not what:
        return Choices(preferences)
    mute = ""
    if mail.target_label:
        mute = cluster.absolute_url(
            f"{reverse('clusterkit_notifications:mute')}?about={mail.target_label}:{mail.target_pk}"
        )
    return Choices(preferences, cluster.absolute_url(unsubscribe_path(mail.recipient_id, what)), mute)


def _build(
    mail: OutboxMail, subject: str, template: str, values: Mapping[str, Any], choices: Choices, address: str
) -> EmailMultiAlternatives:
    cluster = current_cluster()
    short_name = str(cluster.short_name) or str(cluster.name)
    palette = accent_palette(cluster.brand_colour)
    context = {
        "cluster": {"name": str(cluster.name), "short_name": str(cluster.short_name)},
        "site_name": conf.PLATFORM_NAME,
        "site_url": cluster.absolute_url("/"),
        "preferences_url": choices.preferences,
        "unsubscribe_url": choices.unsubscribe,
        "mute_url": choices.mute,
        "accent": palette.light.accent,
        "accent_dark": palette.dark.accent,
        "subject": subject,
        **values,
    }
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if choices.unsubscribe:
        headers |= {
            "List-Unsubscribe": f"<{choices.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"clusterkit/notifications/mails/{template}.txt", context).strip() + "\n",
        formataddr((short_name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        [address],
        headers=headers,
    )
    html = render_to_string(f"clusterkit/notifications/mails/{template}.html", context)
    message.attach_alternative(html, "text/html")
    return message
