"""What the feature behind a mail adds to it beside the words."""

from __future__ import annotations

from django.core.mail import EmailMultiAlternatives

from clusterkit.core.mail_parts import MailAbout, mail_parts
from clusterkit.core.policies import Actor
from clusterkit.notifications.models import OutboxMail


def add_parts(message: EmailMultiAlternatives, mail: OutboxMail, viewer: Actor, address: str) -> None:
    """Add the parts to *message*: another form of the whole stands last, as programs expect of the richest one."""
    about = MailAbout(mail.kind, mail.target_label, mail.target_pk, viewer, address)
    for part in mail_parts.of(about):
        if part.filename:
            message.attach(part.filename, part.content, part.mimetype)
        else:
            message.attach_alternative(part.content, part.mimetype)
