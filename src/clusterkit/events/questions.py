"""The form of an event: what is asked of those who register."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from clusterkit.questionnaires.purposes import Purpose, register

PURPOSE: Final = "events.registration"
"""The code of the form; the primary key of the event is its subject."""


def _title(subject: str) -> str:
    from clusterkit.events.models import Event

    event = Event.objects.filter(pk=int(subject)).only("title").first() if subject.isdigit() else None
    return str(event) if event is not None else subject


def register_form() -> None:
    """Called once, by the app's ``ready()``."""
    register(
        Purpose(
            code=PURPOSE,
            label=_("Questions to participants"),
            defaults=tuple,
            app="clusterkit_events",
            subject_label=_title,
            documents=False,
        )
    )
