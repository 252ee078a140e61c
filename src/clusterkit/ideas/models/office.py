"""How the exchange of a cluster works: what its office may set for itself."""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.ideas.enums import Premoderation
from clusterkit.tenancy.guards import ClusterModel

EXCHANGE_FIELDS: Final = (
    "premoderation",
    "premoderated_kinds",
    "allow_anonymous",
    "comment_edit_minutes",
    "interest_days",
    "items_a_day",
    "comments_an_hour",
    "interests_a_day",
)
"""What the office sets on its page and over the API, in this order."""


class ExchangeSettings(ClusterModel):
    """The one row of a cluster's choices about the exchange.

    Read through ``selectors.exchange_settings``, which never fails for a cluster that has set nothing.
    """

    key = models.PositiveSmallIntegerField(default=1, unique=True, editable=False)
    premoderation = models.CharField(
        _("which items the coordinators look at first"),
        max_length=8,
        choices=Premoderation,
        default=Premoderation.NONE,
    )
    premoderated_kinds = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("and all items of these kinds")
    )
    allow_anonymous = models.BooleanField(_("items without the name of their owner are allowed"), default=True)
    comment_edit_minutes = models.PositiveSmallIntegerField(
        _("minutes in which one may correct a comment"), default=30, validators=[MaxValueValidator(10_080)]
    )
    interest_days = models.PositiveSmallIntegerField(
        _("days in which an answer to an item is decided"),
        default=30,
        validators=[MinValueValidator(3), MaxValueValidator(365)],
    )
    items_a_day = models.PositiveSmallIntegerField(
        _("items a person may publish a day"), default=20, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    comments_an_hour = models.PositiveSmallIntegerField(
        _("comments a person may write an hour"), default=30, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    interests_a_day = models.PositiveSmallIntegerField(
        _("answers to items a person may send a day"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("settings of the exchange")
        verbose_name_plural = _("settings of the exchange")

    def __str__(self) -> str:
        return str(_("Settings of the exchange"))
