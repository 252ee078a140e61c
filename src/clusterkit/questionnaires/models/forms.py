"""A form of the cluster, and its versions."""

from __future__ import annotations

from typing import Any, ClassVar, Final, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import AuditName, choice_words
from clusterkit.questionnaires.enums import TONES, QuestionKind, VersionState
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet

FIXED_MESSAGE: Final = "A version that was in use is not changed"


class Questionnaire(ClusterModel):
    """A form of the cluster. ``purpose`` is the code of what it is for, registered in code.

    ``subject`` is empty for the one form of a purpose; where each thing has a form of its own, it names the thing.
    """

    audit_names: ClassVar = {
        "purpose": AuditName(_("form")),
        "number": AuditName(_("version")),
        "question": AuditName(_("question")),
        "kind": AuditName(_("kind of answer"), choice_words(QuestionKind)),
    }

    purpose = models.CharField(_("what it is for"), max_length=60)
    subject = models.CharField(_("whose form it is"), max_length=60, blank=True, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering = ("purpose", "subject", "pk")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "subject"], name="clusterkit_form_once"),
        ]

    def __str__(self) -> str:
        from clusterkit.questionnaires.purposes import purpose_label

        return str(purpose_label(self.purpose, self.subject))

    def get_absolute_url(self) -> str:
        """Where the office edits it."""
        return reverse("clusterkit_questionnaires:form", kwargs={"pk": self.pk})


class VersionQuerySet(ClusterQuerySet["Version"]):
    """Reads of versions."""

    def published(self) -> VersionQuerySet:
        """Those in use, one a form."""
        return self.filter(state=VersionState.PUBLISHED)

    def drafts(self) -> VersionQuerySet:
        """Those that are being changed, at most one a form."""
        return self.filter(state=VersionState.DRAFT)


class Version(ClusterModel):
    """What a form asks, from the day it is published on. Answers name the version that they were given to.

    ``revision`` counts the changes of a draft: what is published is what was looked at.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="versions", verbose_name=_("form"))
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    revision = models.PositiveIntegerField(default=1, editable=False)
    published_at = models.DateTimeField(_("in use from"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_by_name = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClusterManager.from_queryset(VersionQuerySet)()  # type: ignore[misc] # the base declares one as well

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        ordering = ("questionnaire", "number")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="clusterkit_form_version_once"),
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=Q(state=VersionState.PUBLISHED),
                name="clusterkit_form_one_published",
            ),
            models.UniqueConstraint(
                fields=["questionnaire"], condition=Q(state=VersionState.DRAFT), name="clusterkit_form_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT) | Q(published_at__isnull=False),
                name="clusterkit_form_published_when",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Version %(number)d") % {"number": self.number})

    @property
    def is_draft(self) -> bool:
        """Whether it may be changed still."""
        return self.state == VersionState.DRAFT

    @property
    def tone(self) -> str:
        """The tone of the state, for chips."""
        return TONES[VersionState(self.state)]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it while it is a draft. Raises ``TypeError`` for one that is or was in use."""
        if not self._state.adding and not type(self).objects.drafts().filter(pk=self.pk).exists():
            raise TypeError(FIXED_MESSAGE)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Throw a draft away. Raises ``TypeError`` for one that is or was in use."""
        if not type(self).objects.drafts().filter(pk=self.pk).exists():
            refuse()
        return super().delete(*args, **kwargs)


def refuse() -> NoReturn:
    """Raise ``TypeError``: answers were given to it."""
    raise TypeError(FIXED_MESSAGE)
