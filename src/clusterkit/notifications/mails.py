"""One mail of the outbox as a message: text and HTML, in the recipient's language, with the cluster's name and colour."""

from __future__ import annotations

from email.utils import formataddr, parseaddr

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
from clusterkit.notifications.hooks import recipient_language
from clusterkit.notifications.models import OutboxMail
from clusterkit.notifications.texts import text_of
from clusterkit.tenancy.context import current_cluster
from clusterkit.tenancy.models import Cluster


def message_of(mail: OutboxMail, kind: NoticeKind, viewer: Viewer, address: str) -> EmailMultiAlternatives:
    """Build the message for the recipient's *viewer* at *address*. Its Message-ID is the same at each try."""
    cluster = current_cluster()
    with translation.override(_language(mail.recipient_id, cluster)), timezone.override(cluster.time_zone):
        return _build(mail, kind, viewer.display_name, address, cluster)


def _language(user_id: int, cluster: Cluster) -> str:
    known = {code for code, _name in settings.LANGUAGES}
    own = [code for code in cluster.languages if code in known] or [settings.LANGUAGE_CODE]
    wanted = recipient_language.call(user_id)
    return wanted if wanted is not None and wanted in own else str(own[0])


def _build(mail: OutboxMail, kind: NoticeKind, name: str, address: str, cluster: Cluster) -> EmailMultiAlternatives:
    url = cluster.absolute_url(mail.path)
    preferences_url = cluster.absolute_url(reverse("clusterkit_notifications:preferences"))
    short_name = str(cluster.short_name) or str(cluster.name)
    text = text_of(kind, mail.context, recipient_name=name, url=url)
    palette = accent_palette(cluster.brand_colour)
    values = {
        "cluster": {"name": str(cluster.name), "short_name": str(cluster.short_name)},
        "site_name": conf.PLATFORM_NAME,
        "site_url": cluster.absolute_url("/"),
        "preferences_url": preferences_url,
        "accent": palette.light.accent,
        "accent_dark": palette.dark.accent,
        "subject": text.subject,
        "reason": _("You get this mail because you take part in the site of %(cluster)s.") % {"cluster": short_name},
        "url": url,
    }
    plain = text.body if url in text.body else f"{text.body}\n\n{url}"
    without_link = text_of(kind, mail.context, recipient_name=name).body
    message = EmailMultiAlternatives(
        text.subject,
        render_to_string("clusterkit/notifications/mail.txt", {**values, "text": plain}).strip() + "\n",
        formataddr((short_name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        [address],
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{preferences_url}>",
        },
    )
    html = render_to_string("clusterkit/notifications/mail.html", {**values, "text": without_link})
    message.attach_alternative(html, "text/html")
    return message
