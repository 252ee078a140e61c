"""The questions of a version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import AuditName, choice_words
from clusterkit.core.translated import TranslatedField
from clusterkit.questionnaires.definitions import ChoiceDefinition, QuestionDefinition
from clusterkit.questionnaires.enums import QuestionKind, VersionState
from clusterkit.questionnaires.models.forms import Version, refuse
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet


class QuestionQuerySet(ClusterQuerySet["Question"]):
    """Questions of drafts may be changed, the others only read."""

    def _refuse_fixed(self) -> None:
        if self.exclude(version__state=VersionState.DRAFT).exists():
            refuse()

    def update(self, **kwargs: Any) -> int:
        """As Django's. Raises ``TypeError`` for questions of a version that is or was in use."""
        self._refuse_fixed()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's. Raises ``TypeError`` as :meth:`update`."""
        self._refuse_fixed()
        return super().delete()

    def bulk_update(self, objs: Iterable[Question], fields: Iterable[str], batch_size: int | None = None) -> int:
        """As Django's. Raises ``TypeError`` as :meth:`update`."""
        rows = list(objs)
        self.filter(pk__in=[row.pk for row in rows])._refuse_fixed()
        return super().bulk_update(rows, fields, batch_size)


class Question(ClusterModel):
    """A question. Its ``code`` stays from version to version, and so do the answers to it."""

    audit_names: ClassVar = {"kind": AuditName(_("kind of answer"), choice_words(QuestionKind))}

    version = models.ForeignKey(Version, models.CASCADE, related_name="questions", verbose_name=_("version"))
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind of answer"), max_length=12, choices=QuestionKind)
    label = TranslatedField(_("question"), max_length=300)
    help = TranslatedField(_("explanation"), max_length=1000, multiline=True, blank=True)
    is_required = models.BooleanField(_("has to be answered"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    min_value = models.BigIntegerField(_("smallest number"), null=True, blank=True)
    max_value = models.BigIntegerField(_("greatest number"), null=True, blank=True)
    max_length = models.PositiveIntegerField(_("most characters"), null=True, blank=True)
    document_kinds = models.JSONField(_("kinds of documents"), default=list, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = ClusterManager.from_queryset(QuestionQuerySet)()  # type: ignore[misc] # the base declares one as well

    class Meta:
        verbose_name = _("question of a form")
        verbose_name_plural = _("questions of forms")
        ordering = ("version", "order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="clusterkit_form_question_once"),
        ]

    def __str__(self) -> str:
        return str(self.label)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it while its version is a draft. Raises ``TypeError`` afterwards."""
        if not Version.objects.drafts().filter(pk=self.version_id).exists():
            refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Take it out of a draft. Raises ``TypeError`` afterwards."""
        type(self).objects.filter(pk=self.pk)._refuse_fixed()
        return super().delete(*args, **kwargs)

    def definition(self) -> QuestionDefinition:
        """The question as a value."""
        return QuestionDefinition(
            code=self.code,
            kind=self.kind,
            label=self.label,
            help=self.help,
            is_required=self.is_required,
            choices=[ChoiceDefinition(row["code"], row["label"]) for row in self.choices],
            min_value=self.min_value,
            max_value=self.max_value,
            max_length=self.max_length,
            document_kinds=self.document_kinds,
        )

    def take(self, definition: QuestionDefinition) -> None:
        """Take over what *definition* says, without saving."""
        for name, value in definition.as_json().items():
            setattr(self, name, value)
