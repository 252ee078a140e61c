"""Kinds of what people write about themselves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TagKind(models.TextChoices):
    """What a word of a person's expertise says of him."""

    SKILL = "skill", _("skill")
    TOPIC = "topic", _("may be asked about")
