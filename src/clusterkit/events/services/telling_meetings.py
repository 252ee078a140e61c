"""The notices of short meetings: to one side, about the other."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from clusterkit.core.ports import Notice, NoticeKind
from clusterkit.events.models import Event, Meeting, Registration
from clusterkit.events.services.telling import event_context


def to_side(kind: NoticeKind, meeting: Meeting, recipient: Registration, event: Event, **context: Any) -> Notice:
    """One notice to *recipient*, a side of *meeting*, about the other side."""
    other = meeting.invitee if recipient.pk == meeting.proposer_id else meeting.proposer
    return Notice(
        kind=kind,
        recipients=[recipient.user_id] if recipient.user_id is not None else [],
        path=reverse("clusterkit_events:meetings", kwargs={"pk": event.pk}),
        event=f"{kind.code}:{meeting.pk}:{meeting.version}",
        context={
            **event_context(event),
            "name": other.name,
            "organisation": other.organisation_label,
            "meeting_at": meeting.starts_at.isoformat(),
            "minutes": event.meeting_minutes,
            "table": meeting.table,
            "message": meeting.message,
            **context,
        },
        target=meeting,
    )
