"""Items of the idea exchange, their discussion, and the private talks about them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.core.addresses import address_of
from clusterkit.core.ports import AuditName, choice_words
from clusterkit.core.search import search_field
from clusterkit.directory.models import Organisation, Sector
from clusterkit.ideas.enums import (
    INTEREST_TONES,
    LIVE_INTEREST_STATES,
    OPEN_STATES,
    PUBLIC_STATES,
    STATE_TONES,
    InterestState,
    ItemMode,
    ItemState,
    OutcomeKind,
)
from clusterkit.ideas.kinds import ItemKind, item_kinds
from clusterkit.ideas.validators import TAG_LENGTH
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

    ``search_public`` covers what guests see, ``search`` the text too: nobody finds an item by words that are
    closed to him. ``note`` is what a coordinator wrote last, ``hidden_from`` the state before hiding,
    ``reminded_days`` how many days before the end the owner was last reminded.
    """

    audit_names: ClassVar = {
        "kind": AuditName(_("kind"), lambda code: item_kinds.get(code).label),
        "outcome": AuditName(_("what came of it"), choice_words(OutcomeKind)),
        "lapsed_interests": AuditName(_("answers that ended with it")),
        "file": AuditName(_("attached file")),
        "follows": AuditName(_("gets notices of it")),
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
    mode = models.CharField(_("who sees it"), max_length=12, choices=ItemMode, default=ItemMode.OPEN)
    state = models.CharField(_("state"), max_length=20, choices=ItemState, default=ItemState.DRAFT, editable=False)
    valid_until = models.DateField(_("open until"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    note = models.TextField(_("note of the coordinators"), blank=True, editable=False)
    hidden_from = models.CharField(max_length=20, choices=ItemState, blank=True, editable=False)
    reminded_days = models.PositiveSmallIntegerField(null=True, editable=False)
    search_public = search_field(heading="title", body=("summary",))
    search = search_field(heading="title", body=("summary", "body"))
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
            models.Index(fields=["state", "-published_at"], name="clusterkit_ideas_newest"),
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


class Comment(ClusterModel):
    """A contribution to the public discussion. Two levels: ``parent`` is never an answer itself.

    ``organisation`` is the one the author spoke for. A removed comment keeps its place without its text.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(_("comment"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("created_at", "pk")
        indexes = [models.Index(fields=["item", "created_at"], name="clusterkit_ideas_thread")]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        """Its place on the item's page."""
        return f"{address_of('clusterkit_ideas:detail', pk=self.item_id)}#comment-{self.pk}"


class Follow(ClusterModel):
    """A person wants to hear of an item's discussion."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["item", "user"], name="clusterkit_ideas_follow_once")]

    def __str__(self) -> str:
        return f"{self.user_id} – {self.item_id}"


class Interest(StatefulModel):
    """An organisation answers an item; from then on the two sides talk in private."""

    audit_names: ClassVar = {"message": AuditName("")}

    item = models.ForeignKey(Item, models.CASCADE, related_name="interests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="interests")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    message = models.TextField(_("message"), max_length=4000)
    state = models.CharField(
        _("state"), max_length=12, choices=InterestState, default=InterestState.SENT, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "organisation"],
                condition=Q(state__in=sorted(LIVE_INTEREST_STATES)),
                name="clusterkit_ideas_one_live_interest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.item}"

    def get_absolute_url(self) -> str:
        """The private talk."""
        return reverse("clusterkit_ideas:talk", kwargs={"pk": self.pk})

    @property
    def state_tone(self) -> str:
        """The tone of the state."""
        return INTEREST_TONES[InterestState(self.state)]


class InterestMessage(ClusterModel):
    """A message of the private talk, written for one of the two organisations."""

    interest = models.ForeignKey(Interest, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=4000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.text[:60]


class Outcome(ClusterModel):
    """What came of an item; the other side (of ``interest``) confirms it."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="outcome")
    interest = models.ForeignKey(Interest, models.SET_NULL, null=True, blank=True, related_name="outcomes")
    kind = models.CharField(_("what came of it"), max_length=20, choices=OutcomeKind)
    text = models.TextField(_("in a few sentences"), max_length=2000, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return str(self.get_kind_display())


def person_name(user: Any) -> str:
    """The name of a person to show; empty for one who is not there any more."""
    if user is None:
        return ""
    return str(getattr(user, "get_full_name", lambda: "")() or user.get_username())
