"""An application, what was sent with it, and the lines of its file."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import AuditName, choice_words
from clusterkit.directory.models import Organisation
from clusterkit.membership.deadlines import Due, due_in
from clusterkit.membership.enums import (
    EDITABLE_STATES,
    OPEN_STATES,
    REVIEW_STATES,
    TONES,
    WAITING_STATES,
    ApplicationState,
    DocumentKind,
    MessageKind,
    ReviewReminder,
    Verdict,
)
from clusterkit.questionnaires.models import Version
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet, StatefulModel

ANSWER_FIELDS = (
    "motivation",
    "contribution",
    "contact_name",
    "contact_email",
    "contact_phone",
    "declaration",
)
"""Answers with a column of their own: those to the questions that every form begins with."""


class ApplicationQuerySet(ClusterQuerySet["Application"]):
    """Reads of applications."""

    def open(self) -> ApplicationQuerySet:
        """Those that are not decided, withdrawn or expired."""
        return self.filter(state__in=sorted(OPEN_STATES))

    def overdue(self, day: date) -> ApplicationQuerySet:
        """Those whose answer was due before *day*."""
        return self.filter(state=ApplicationState.NEEDS_INFO, due_on__lt=day)


class Application(StatefulModel):
    """An organisation asks to join. ``revision`` is the number of the last frozen revision, 0 for none.

    ``more_answers`` are the answers without a column, ``unfinished`` what was typed and is not valid yet, both by the
    codes of the questions. ``form`` is the version of the form that the applicant saw last; a draft always answers the
    one in use.
    """

    audit_names: ClassVar = {
        "document": AuditName(""),
        "kind": AuditName(_("document"), choice_words(DocumentKind)),
        "message": AuditName(""),
        "note": AuditName(""),
        "reason": AuditName(""),
        "reason_title": AuditName(_("predefined reason")),
        "assignee": AuditName(_("who looks after it")),
        "verdict": AuditName(_("verdict"), choice_words(Verdict)),
        "contested": AuditName(_("reviewers disagree")),
        "agreed": AuditName(_("agreed")),
    }

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="applications", verbose_name=_("organisation")
    )
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("started by")
    )
    state = models.CharField(
        _("state"), max_length=16, choices=ApplicationState, default=ApplicationState.DRAFT, editable=False
    )
    motivation = models.TextField(_("why you want to join"), max_length=4000, blank=True)
    contribution = models.TextField(_("what you bring to the cluster"), max_length=4000, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=160, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact person"), blank=True)
    contact_phone = models.CharField(_("phone of the contact person"), max_length=40, blank=True)
    declaration = models.BooleanField(
        _("I may speak for the organisation, and what is written here is true"), default=False
    )
    more_answers = models.JSONField(_("further answers"), default=dict, editable=False)
    unfinished = models.JSONField(_("typed, and not valid yet"), default=dict, editable=False)
    form = models.ForeignKey(
        Version, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("version of the form")
    )
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    info_reason = models.SlugField(_("what is needed"), max_length=40, blank=True, db_index=False, editable=False)
    info_text = models.TextField(_("what the office asks"), blank=True, editable=False)
    due_on = models.DateField(_("answer by"), null=True, blank=True, editable=False)
    correction_reminded = models.BooleanField(default=False, editable=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who looks after it"),
        editable=False,
    )
    review_due_at = models.DateTimeField(_("review until"), null=True, blank=True, editable=False)
    review_reminded = models.PositiveSmallIntegerField(
        default=ReviewReminder.NONE, choices=ReviewReminder, editable=False
    )
    decision_reason = models.SlugField(
        _("predefined reason of the decision"), max_length=40, blank=True, db_index=False, editable=False
    )
    decision_text = models.TextField(_("reason of the decision"), blank=True, editable=False)
    may_reapply_on = models.DateField(_("may apply again from"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ClusterManager.from_queryset(ApplicationQuerySet)()  # type: ignore[misc] # the base declares one as well

    class Meta:
        verbose_name = _("application for membership")
        verbose_name_plural = _("applications for membership")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=sorted(OPEN_STATES)),
                name="clusterkit_membership_one_open",
            )
        ]
        indexes = [models.Index(fields=["state", "state_changed_at"], name="clusterkit_membership_state")]

    def __str__(self) -> str:
        return str(_("Application of %(organisation)s") % {"organisation": self.organisation})

    def get_absolute_url(self) -> str:
        """The page of the application, for both sides."""
        return reverse("clusterkit_membership:application", kwargs={"pk": self.pk})

    @property
    def is_open(self) -> bool:
        """Whether nothing was decided yet."""
        return self.state in OPEN_STATES

    @property
    def is_editable(self) -> bool:
        """Whether the applicant side may change answers and documents."""
        return self.state in EDITABLE_STATES

    @property
    def waits_for_office(self) -> bool:
        """Whether the office has the ball."""
        return self.state in WAITING_STATES

    @property
    def tone(self) -> str:
        """The tone of the state, for chips."""
        return TONES[ApplicationState(self.state)]

    @property
    def review_due(self) -> Due | None:
        """How much of the office's time is left, while it has the ball."""
        if self.review_due_at is None or self.state not in REVIEW_STATES:
            return None
        return due_in(timezone.localdate(self.review_due_at), timezone.localdate())

    @property
    def correction_due(self) -> Due | None:
        """How much of the applicant's time is left, while he is asked for more."""
        return due_in(self.due_on, timezone.localdate()) if self.state == ApplicationState.NEEDS_INFO else None

    def answers(self) -> dict[str, Any]:
        """What is filled in now, by the codes of the questions."""
        return {**{name: getattr(self, name) for name in ANSWER_FIELDS}, **self.more_answers}


class Document(ClusterModel):
    """A file of the application. One that was sent in a revision is kept for it when it is taken off."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="documents")
    file = models.ForeignKey("clusterkit_files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))
    kind = models.CharField(_("what it is"), max_length=16, choices=DocumentKind, default=DocumentKind.OTHER)
    title = models.CharField(_("title"), max_length=200, blank=True)
    question = models.CharField(_("question that it answers"), max_length=64, blank=True, editable=False)
    is_current = models.BooleanField(default=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())


class Revision(ClusterModel):
    """What was sent, frozen: reviewers look at it and their opinions are bound to its number.

    ``questions`` are the questions as they were asked, with their labels, so that the answers can be read for good.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    answers = models.JSONField(_("answers"))
    form = models.ForeignKey(
        Version, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("version of the form")
    )
    questions = models.JSONField(_("questions"), default=list, editable=False)
    documents = models.ManyToManyField(Document, related_name="revisions", verbose_name=_("documents"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_by_name = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="clusterkit_membership_rev_once")]

    def __str__(self) -> str:
        return str(_("Revision %(number)d") % {"number": self.number})


class Message(ClusterModel):
    """A line of the application's file: a message, a note of the office, or a step (``code`` names the transition).

    ``reason_code`` is the predefined reason that was chosen for a return or a rejection: they are counted by it.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="messages")
    kind = models.CharField(_("kind"), max_length=8, choices=MessageKind)
    code = models.CharField(max_length=20, blank=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=160)
    text = models.TextField(_("text"), max_length=4000, blank=True)
    reason_code = models.SlugField(_("predefined reason"), max_length=40, blank=True, db_index=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("line of the file")
        verbose_name_plural = _("lines of the file")
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.text[:80] or self.code
