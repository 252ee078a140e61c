"""Kinds of questions, and states of a version."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QuestionKind(models.TextChoices):
    """What is answered: it decides the field, the check, and how the answer is kept."""

    TEXT = "text", _("a line of text")
    LONG_TEXT = "long_text", _("a longer text")
    EMAIL = "email", _("an e-mail address")
    CHOICE = "choice", _("one of several")
    CHOICES = "choices", _("any of several")
    NUMBER = "number", _("a number")
    DATE = "date", _("a day")
    FILE = "file", _("a document")
    DECLARATION = "declaration", _("a declaration to be ticked")


TEXT_KINDS: Final = frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT, QuestionKind.EMAIL})
CHOICE_KINDS: Final = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})

LONGEST: Final = {QuestionKind.TEXT: 300, QuestionKind.LONG_TEXT: 10_000, QuestionKind.EMAIL: 254}
"""What a text may be at most, in characters, whatever a form says."""

USUAL_LENGTH: Final = {QuestionKind.TEXT: 200, QuestionKind.LONG_TEXT: 4_000, QuestionKind.EMAIL: 254}
"""Where a form says nothing."""

GREATEST: Final = 999_999_999_999
"""The greatest number, and the smallest one below zero; with three places behind the point none loses a digit."""


class VersionState(models.TextChoices):
    """Where a version of a form stands. Only a draft can be changed."""

    DRAFT = "draft", pgettext_lazy("form", "being changed")
    PUBLISHED = "published", pgettext_lazy("form", "in use")
    RETIRED = "retired", pgettext_lazy("form", "replaced")


TONES: Final = {VersionState.DRAFT: "warn", VersionState.PUBLISHED: "good", VersionState.RETIRED: "neutral"}
