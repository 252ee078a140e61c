"""Requests that become topics at a university."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import AuditName, choice_words
from clusterkit.directory.models import Organisation
from clusterkit.ideas.enums import LIVE_TOPIC_STATES, TOPIC_TONES, TopicKind, TopicState
from clusterkit.ideas.models.items import Item
from clusterkit.tenancy.guards import StatefulModel


class Topic(StatefulModel):
    """A university works on a request as a thesis, a practice or a laboratory work.

    Either side proposes it (``proposed_by``), the other agrees. ``semester`` is a year and 1 (autumn) or 2 (spring),
    such as "2026/1" for the autumn of the academic year 2026/27; ``student`` is a person of the university who has an account.
    The two sides know him; ``student_shown_at`` is when he agreed that the readers of the topic may know him too.
    """

    audit_names: ClassVar = {
        "kind": AuditName(_("sort of work"), choice_words(TopicKind)),
        "university": AuditName(_("university")),
        "semester": AuditName(_("semester")),
        "student": AuditName(_("student")),
        "supervisor": AuditName(_("supervisor")),
        "student_shown": AuditName(_("readers know the student")),
        "file": AuditName(_("attached file")),
    }

    item = models.ForeignKey(Item, models.CASCADE, related_name="topics")
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="topics", verbose_name=_("university"))
    proposed_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(_("sort of work"), max_length=12, choices=TopicKind)
    title = models.CharField(_("title of the topic"), max_length=200)
    text = models.TextField(_("task"), max_length=4000, blank=True)
    semester = models.CharField(_("semester"), max_length=6)
    due_on = models.DateField(_("to be handed over by"))
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("supervisor")
    )
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("student")
    )
    state = models.CharField(_("state"), max_length=12, choices=TopicState, default=TopicState.PROPOSED, editable=False)
    note = models.TextField(_("note"), blank=True, editable=False)
    result = models.TextField(_("what was found"), max_length=4000, blank=True)
    file = models.OneToOneField(
        "clusterkit_files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    student_shown_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("university topic")
        verbose_name_plural = _("university topics")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "university", "kind"],
                condition=Q(state__in=sorted(LIVE_TOPIC_STATES)),
                name="clusterkit_ideas_one_live_topic",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The topic's page."""
        return reverse("clusterkit_ideas:topic", kwargs={"pk": self.pk})

    @property
    def state_tone(self) -> str:
        """The tone of the state."""
        return TOPIC_TONES[TopicState(self.state)]
