"""Kinds of what people write about themselves."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class TagKind(models.TextChoices):
    """What a word of a person's expertise says of him."""

    SKILL = "skill", _("skill")
    TOPIC = "topic", _("may be asked about")


TAG_FIELDS: Final = {"skills": TagKind.SKILL, "topics": TagKind.TOPIC}
"""By the name under which forms, services and the API take them."""
