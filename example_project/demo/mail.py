"""A mail backend that keeps mails in the cluster's mailbox, to be read at ``/mail/``."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.console import EmailBackend as ConsoleBackend

from clusterkit.tenancy.context import in_cluster
from example_project.demo.models import SentMail


class MailboxBackend(ConsoleBackend):
    """Outside a cluster (operators) mails are printed; inside they are kept."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep one row for each recipient. Returns how many messages were taken."""
        if not in_cluster():
            return super().send_messages(email_messages) or 0
        SentMail.objects.bulk_create(
            SentMail(recipient=recipient, subject=str(message.subject), text=str(message.body), html=_html(message))
            for message in email_messages
            for recipient in message.recipients()
        )
        return len(email_messages)


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    return next((str(content) for content, mimetype in message.alternatives if mimetype == "text/html"), "")
