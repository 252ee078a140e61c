"""Notices and mails of a person: his part of the archive of his data, and what goes when he is erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts.blanking import blank_json
from clusterkit.accounts.hooks import (
    ErasedPerson,
    Outlook,
    PersonalData,
    Section,
    erasure_outlook,
    person_erased,
    personal_data,
)
from clusterkit.accounts.sections import section
from clusterkit.notifications.models import MutedTarget, Notification, OutboxMail, Preference


@personal_data.connect(order=80)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """What the person was told, and how he wants to be told."""
    user_id = payload.viewer.user_id or 0
    return [
        section(
            "notices",
            gettext_lazy("Notices to you"),
            Notification.objects.filter(recipient_id=user_id).order_by("pk"),
            *("kind", "path", "created_at", "read_at"),
        ),
        section(
            "mails",
            gettext_lazy("Mails to you"),
            OutboxMail.objects.filter(recipient_id=user_id).order_by("pk"),
            *("kind", "path", "created_at", "state", "sent_at"),
        ),
        section(
            "notice_choices",
            gettext_lazy("How you want to be told"),
            Preference.objects.filter(user_id=user_id).order_by("pk"),
            *("kind", "in_site", "mail"),
        ),
        section(
            "muted_things",
            gettext_lazy("Of what you want to hear nothing"),
            MutedTarget.objects.filter(user_id=user_id).order_by("pk"),
            *("target_label", "target_pk", "created_at"),
        ),
    ]


@person_erased.connect(order=800)
def forget_notices(payload: ErasedPerson) -> Mapping[str, int]:
    """After the features, which may have told him once more: nothing to him stays, and nothing to others names him."""
    gone = {
        "notices": Notification.objects.filter(recipient_id=payload.user_id).delete()[0],
        "mails": OutboxMail.objects.filter(recipient_id=payload.user_id).delete()[0],
    }
    Preference.objects.filter(user_id=payload.user_id).delete()
    MutedTarget.objects.filter(user_id=payload.user_id).delete()
    for model in (Notification, OutboxMail):
        blank_json(payload, model.objects.all(), "context")
    return gone


@erasure_outlook.connect(order=80)
def what_goes(payload: PersonalData) -> Sequence[Outlook]:
    """What notifications hold."""
    return [Outlook(_("All notices to you, and mails to you that were not sent yet."))]
