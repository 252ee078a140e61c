"""What a feature says about the messages it sends, and who keeps which things a person wants to hear nothing of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from clusterkit.core.policies import Actor


class MailTiming(models.TextChoices):
    """When what is told comes by mail."""

    NOW = "now", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    NONE = "none", _("no mail")


@dataclass(frozen=True)
class NoticeKind:
    """A sort of message, declared once by the feature that sends it.

    ``template`` is the base of its template names: ``<template>.subject.txt`` and ``<template>.txt`` are
    rendered in the recipient's language with the notice's context; where there is a ``<template>.html`` too,
    it makes the middle of the mail's HTML, else that is made from the text. ``default`` is when it is mailed to
    who chose nothing. ``audience`` says in a few words who gets it. A ``required`` kind is mailed at once to
    everybody, whatever he chose: what decides about a person's own matter, and what keeps him safe. ``still_true`` is
    asked with the notice's target when a mail leaves: one that says what is over by then is not sent.
    """

    code: str
    label: str | Promise
    template: str
    default: MailTiming = MailTiming.NOW
    audience: str | Promise = ""
    required: bool = False
    still_true: Callable[[Any], bool] | None = None

    @property
    def part(self) -> str:
        """The part of the site that sends it: what stands before the dot of its code."""
        return self.code.partition(".")[0]


@dataclass(frozen=True)
class Notice:
    """One message to some people about one thing.

    ``recipients`` are user ids of this cluster; ``path`` is the address inside the site ("/events/3/");
    ``context`` holds JSON values for the templates; ``event`` names the happening ("membership.application:7:approved:2"): a person gets
    one message for it in each channel, however often it is sent. ``target`` is the object whose visibility
    is checked again when the mail leaves and when the notice is shown; messages about one target stand together.
    """

    kind: NoticeKind
    recipients: Sequence[int]
    path: str
    event: str
    context: Mapping[str, Any] = field(default_factory=dict)
    target: models.Model | None = None


class NoticeKinds:
    """The registry of notice kinds; a code is declared once."""

    def __init__(self) -> None:
        self._kinds: dict[str, NoticeKind] = {}

    def declare(self, kind: NoticeKind) -> NoticeKind:
        """Add *kind*. Raises ``ValueError`` when another kind has its code."""
        if self._kinds.get(kind.code, kind) != kind:
            raise ValueError(f"The notice kind {kind.code!r} is declared already")
        self._kinds[kind.code] = kind
        return kind

    def get(self, code: str) -> NoticeKind | None:
        """The kind of this code, or None where its app is not installed any more."""
        return self._kinds.get(code)

    def __iter__(self) -> Iterator[NoticeKind]:
        return iter(self._kinds.values())


@dataclass(frozen=True)
class Muting:
    """How a feature itself keeps who wants to hear nothing of one of its objects.

    ``mute`` and ``unmute`` are its services; ``muted`` gives the primary keys that a person (by user id) muted. The
    feature leaves these people out of its notices itself: only it knows what still concerns them.
    """

    mute: Callable[[Any, Actor], object]
    unmute: Callable[[Any, Actor], object]
    muted: Callable[[int], Iterable[object]]


class MutingRules:
    """The models whose feature keeps by itself who muted them. For all others the notices do."""

    def __init__(self) -> None:
        self._rules: dict[str, Muting] = {}

    def register(self, model: type[models.Model], rule: Muting) -> None:
        """Leave muting objects of *model* to *rule*."""
        self._rules[model._meta.label_lower] = rule

    def of(self, label: str) -> Muting | None:
        """The rule for a model, by its label in small letters."""
        return self._rules.get(label)

    def __iter__(self) -> Iterator[tuple[str, Muting]]:
        return iter(self._rules.items())


notice_kinds = NoticeKinds()
muting_rules = MutingRules()
