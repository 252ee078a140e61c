"""What binds the rows of a log into a chain: seals, each built on the one before, and the mark of the chain's end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.audit import digests
from clusterkit.audit.digests import Verdict
from clusterkit.audit.models.guards import AppendOnly
from clusterkit.tenancy.guards import ClusterModel

Pairs = Iterable[tuple[int, str]]
"""Rows of a log as a seal counts them: number and digest, in the order of ``row_ids``."""


class LogSeal(AppendOnly):
    """One link: the rows it holds, each by its number, and the seal before it.

    ``after_break`` says that the end of the chain could not be trusted when this link was made.
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True, editable=False)
    at = models.DateTimeField(_("when"), editable=False)
    schema = models.CharField(_("schema"), max_length=63, editable=False)
    row_ids = ArrayField(models.BigIntegerField(), editable=False, verbose_name=_("numbers of the rows"))
    last_id = models.BigIntegerField(_("highest number"), editable=False, db_index=True)
    previous = models.CharField(_("check mark before"), max_length=digests.LENGTH, blank=True, editable=False)
    after_break = models.BooleanField(_("made after a break"), default=False, editable=False)
    digest = models.CharField(_("check mark"), max_length=digests.LENGTH, editable=False)

    class Meta:
        abstract = True
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"

    def sign(self, pairs: Pairs) -> None:
        """Set the digest over the link's own values and its rows."""
        self.digest = digests.sign(self._meta.label_lower, self.schema, self._content(pairs))

    def verdict(self, pairs: Pairs) -> Verdict:
        """Whether the link is as it was made, of these rows."""
        return digests.judge(self.digest, self._meta.label_lower, self.schema, self._content(pairs))

    def _content(self, pairs: Pairs) -> list[Any]:
        when = digests.canonical(self.at)
        own = [self.number, when, self.schema, self.last_id, self.previous, self.after_break]
        return [*own, [list(pair) for pair in pairs]]


class LogChain(ClusterModel):
    """The one row that knows where the chain of a log ends and how it was found when it was last looked over.

    Who removes the last seals has to remove them here too, and cannot sign that.
    """

    number = models.PositiveBigIntegerField(_("last seal"), default=0, editable=False)
    digest = models.CharField(_("its check mark"), max_length=digests.LENGTH, blank=True, editable=False)
    mark = models.CharField(_("check mark"), max_length=digests.LENGTH, blank=True, editable=False)
    checked_at = models.DateTimeField(_("looked over"), null=True, editable=False)
    checked = models.JSONField(_("as it was found"), default=dict, editable=False)
    checked_mark = models.CharField(_("check mark of that"), max_length=digests.LENGTH, blank=True, editable=False)

    KEY = 1
    END, LOOK = "end", "look"

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was ever sealed, as far as this row says."""
        return not (self.number or self.digest or self.mark)

    def sign(self, schema: str) -> None:
        """Set the mark of the end."""
        self.mark = digests.sign(self._what(self.END), schema, [self.number, self.digest])

    def holds(self, schema: str) -> bool:
        """Whether the end is as it was signed in *schema*."""
        verdict = digests.judge(self.mark, self._what(self.END), schema, [self.number, self.digest])
        return verdict is Verdict.WHOLE

    def sign_check(self, schema: str) -> None:
        """Set the mark of what was found."""
        self.checked_mark = digests.sign(self._what(self.LOOK), schema, self._look())

    def check_holds(self, schema: str) -> bool:
        """Whether what was found is as it was signed in *schema*."""
        return digests.judge(self.checked_mark, self._what(self.LOOK), schema, self._look()) is Verdict.WHOLE

    def _look(self) -> list[Any]:
        return [digests.canonical(self.checked_at), self.checked]

    def _what(self, part: str) -> str:
        return f"{self._meta.label_lower}.{part}"


class AuditSeal(LogSeal):
    """A link of a cluster's audit log."""

    class Meta(LogSeal.Meta):
        verbose_name = _("seal of the audit log")
        verbose_name_plural = _("seals of the audit log")


class AuditChain(LogChain):
    """Where the chain of a cluster's audit log ends."""

    class Meta(LogChain.Meta):
        verbose_name = _("chain of the audit log")
        verbose_name_plural = _("chains of the audit log")


__all__: Sequence[str] = ("AuditChain", "AuditSeal", "LogChain", "LogSeal", "Pairs")
