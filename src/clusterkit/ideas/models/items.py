"""Items of the idea exchange, their files and supporters, and what the cluster answers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.core.addresses import address_of
from clusterkit.core.ports import AuditName, choice_words
from clusterkit.core.search import search_field
from clusterkit.directory.models import Organisation, Sector
from clusterkit.ideas.enums import (
    OPEN_STATES,
    PUBLIC_STATES,
    STAGE_TONES,
    STATE_TONES,
    Cooperation,
    Currency,
    IdeaStage,
    ItemMode,
    ItemState,
    OutcomeKind,
    Readiness,
)
from clusterkit.ideas.kinds import ItemKind, item_kinds
from clusterkit.ideas.validators import TAG_LENGTH
from clusterkit.tenancy.enums import Region
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet, StatefulModel


class ItemQuerySet(ClusterQuerySet["Item"]):
    """Reads of items. None of them asks who looks: that is the policy's part."""

    def current(self) -> ItemQuerySet:
        """Those the world may know of today: in a public state and not past their day."""
        return self.filter(current_items())

    def overdue(self) -> ItemQuerySet:
        """Open items whose day is over."""
        return self.filter(state=ItemState.PUBLISHED, valid_until__lt=timezone.localdate())


def current_items(prefix: str = "") -> Q:
    """The condition of ``ItemQuerySet.current``, behind *prefix* ("item__") for related rows."""
    lasting = Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": timezone.localdate()})
    others = sorted(PUBLIC_STATES - {ItemState.PUBLISHED})
    return Q(**{f"{prefix}state__in": others}) | (Q(**{f"{prefix}state": ItemState.PUBLISHED}) & lasting)


class Item(StatefulModel):
    """A request, an offer or an idea. The organisation owns it, people act for it.

    Which fields a kind asks for is the kind's business (``ItemKind.fields``). ``stage`` is how far the cluster got with it,
    for kinds that collect support. ``merged_into`` is the item that it was joined with, ``best_answer`` the comment that the
    owner chose. ``search_public`` covers what guests see, ``search`` the text too: nobody finds an item by words that are
    closed to him. ``unfinished`` is what was typed into a draft and is not valid yet, by the name of the field.
    ``note`` is what a coordinator wrote last, ``hidden_from`` the state before hiding, ``reminded_days`` how many days
    before the end the owner was last reminded.
    """

    audit_names: ClassVar = {
        "kind": AuditName(_("kind"), lambda code: item_kinds.get(code).label),
        "outcome": AuditName(_("what came of it"), choice_words(OutcomeKind)),
        "lapsed_interests": AuditName(_("answers that ended with it")),
        "file": AuditName(_("attached file")),
        "follows": AuditName(_("gets notices of it")),
        "muted": AuditName(_("wants to hear nothing of it")),
        "best_answer": AuditName(_("best answer"), lambda key: f"№ {key}" if key else ""),
        "supports": AuditName(_("supports it")),
        "comments": AuditName(_("comments that were moved")),
        "followers": AuditName(_("followers who were moved")),
        "supporters": AuditName(_("supporters who were moved")),
        "sectors": AuditName(_("sectors")),
    }

    kind = models.CharField(_("kind"), max_length=20)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(pgettext_lazy("item", "summary"), max_length=400, blank=True)
    body = models.TextField(_("text"), max_length=20_000, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="items", verbose_name=_("organisation"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    sectors = models.ManyToManyField(Sector, related_name="items", blank=True, verbose_name=_("sectors"))
    tags = ArrayField(models.CharField(max_length=TAG_LENGTH), default=list, blank=True, verbose_name=_("tags"))
    region = models.CharField(_("region"), max_length=20, choices=Region, blank=True)
    readiness = models.PositiveSmallIntegerField(_("readiness"), choices=Readiness, null=True, blank=True)
    cooperation = ArrayField(
        models.CharField(max_length=12, choices=Cooperation),
        default=list,
        blank=True,
        verbose_name=_("cooperation sought"),
    )
    budget_from = models.PositiveBigIntegerField(_("budget from"), null=True, blank=True)
    budget_to = models.PositiveBigIntegerField(_("budget up to"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.BYN)
    deadline = models.DateField(_("needed by"), null=True, blank=True)
    mode = models.CharField(_("who sees it"), max_length=12, choices=ItemMode, default=ItemMode.OPEN)
    state = models.CharField(_("state"), max_length=20, choices=ItemState, default=ItemState.DRAFT, editable=False)
    valid_until = models.DateField(_("open until"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    stage = models.CharField(_("stage"), max_length=12, choices=IdeaStage, default=IdeaStage.COLLECTING, editable=False)
    shortlisted_at = models.DateTimeField(_("shortlisted"), null=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged",
        editable=False,
        verbose_name=_("joined with"),
    )
    best_answer = models.ForeignKey(
        "clusterkit_ideas.Comment", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    unfinished = models.JSONField(default=dict, blank=True, editable=False)
    note = models.TextField(_("note of the coordinators"), blank=True, editable=False)
    hidden_from = models.CharField(max_length=20, choices=ItemState, blank=True, editable=False)
    reminded_days = models.PositiveSmallIntegerField(null=True, editable=False)
    search_public = search_field(heading="title", lead=("summary",), labels=("tags",))
    search = search_field(heading="title", lead=("summary",), body=("body",), labels=("tags",))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ClusterManager.from_queryset(ItemQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("item of the exchange")
        verbose_name_plural = _("items of the exchange")
        ordering = ("-published_at", "-pk")
        indexes = [
            GinIndex(fields=["search_public"], name="clusterkit_ideas_search_open"),
            GinIndex(fields=["search"], name="clusterkit_ideas_search"),
            GinIndex(fields=["tags"], name="clusterkit_ideas_tags"),
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(state__in=sorted(PUBLIC_STATES)),
                name="clusterkit_ideas_newest",
            ),
            models.Index(
                fields=["kind", "-published_at", "-id"],
                condition=Q(state__in=sorted(PUBLIC_STATES)),
                name="clusterkit_ideas_kind_newest",
            ),
            # Many items name no region: the index is short, and a region that has none costs nothing.
            models.Index(
                fields=["region", "-published_at", "-id"],
                condition=Q(state__in=sorted(PUBLIC_STATES)) & ~Q(region=""),
                name="clusterkit_ideas_region",
            ),
            models.Index(
                fields=["valid_until", "-published_at", "-id"],
                condition=Q(state=ItemState.PUBLISHED),
                name="clusterkit_ideas_ending",
            ),
            models.Index(fields=["state", "state_changed_at"], name="clusterkit_ideas_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The item's page."""
        return address_of("clusterkit_ideas:detail", pk=self.pk)

    @property
    def kind_info(self) -> ItemKind:
        """Its kind, from the registry."""
        return item_kinds.get(self.kind)

    @property
    def is_overdue(self) -> bool:
        """Whether its day is over although nobody closed it yet."""
        return (
            self.state == ItemState.PUBLISHED
            and self.valid_until is not None
            and self.valid_until < timezone.localdate()
        )

    @property
    def effective_state(self) -> ItemState:
        """The state as people should see it: an overdue item counts as expired."""
        return ItemState.EXPIRED if self.is_overdue else ItemState(self.state)

    @property
    def is_current(self) -> bool:
        """Whether the world may know of it today (the Python side of ``ItemQuerySet.current``)."""
        return self.effective_state in PUBLIC_STATES

    @property
    def is_open(self) -> bool:
        """Whether one may answer and discuss."""
        return self.effective_state in OPEN_STATES

    @property
    def state_label(self) -> str | Promise:
        """The effective state in words."""
        return self.effective_state.label

    @property
    def state_tone(self) -> str:
        """The tone of the state."""
        return STATE_TONES[self.effective_state]

    @property
    def stage_tone(self) -> str:
        """The tone of the stage."""
        return STAGE_TONES[IdeaStage(self.stage)]

    @property
    def is_anonymous(self) -> bool:
        """Whether its owner is shown to the owner's own people, to those he accepted and to the office only."""
        return self.mode == ItemMode.ANONYMOUS


class Attachment(ClusterModel):
    """A file of an item, for those who may read the item."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="attachments")
    file = models.OneToOneField("clusterkit_files.StoredFile", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.file)


class Support(ClusterModel):
    """A person supports an idea, for the organisation that he acted for then."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="supports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("supporter")
        verbose_name_plural = _("supporters")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["item", "user"], name="clusterkit_ideas_support_once")]

    def __str__(self) -> str:
        return f"{self.user_id} – {self.item_id}"


class OfficialAnswer(ClusterModel):
    """What the cluster says to an idea: drafted first, published separately; then the idea is adopted or declined."""

    audit_names: ClassVar = {"decision": AuditName(_("decision"), choice_words(IdeaStage))}

    item = models.OneToOneField(Item, models.CASCADE, related_name="official_answer")
    decision = models.CharField(_("decision"), max_length=12, choices=IdeaStage)
    text = models.TextField(_("answer"), max_length=8000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("official answer")
        verbose_name_plural = _("official answers")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return str(self.item)
