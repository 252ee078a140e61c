"""Reads of notices and of what people chose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clusterkit.core.apps import part_of_site
from clusterkit.core.notices import muting_rules
from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.ports import MailTiming, NoticeKind, notice_kinds
from clusterkit.notifications.models import MutedTarget, Notification, Preference
from clusterkit.notifications.visibility import Key
from clusterkit.tenancy.context import in_cluster


@dataclass(frozen=True)
class Choice:
    """How somebody is told of a kind: what he chose, else the kind's default."""

    kind: NoticeKind
    in_site: bool
    mail: MailTiming


def inbox(viewer: Actor, *, unread: bool = False, part: str = "", about: str = "") -> QuerySet[Notification]:
    """The notices of *viewer* on the site, newest first.

    Only those not opened yet with *unread*, of one *part* of the site ("events"), or *about* one thing ("<model>:<key>").
    """
    rows = visible_to(viewer, Notification.objects.filter(in_site=True))
    if unread:
        rows = rows.filter(read_at__isnull=True)
    if part:
        rows = rows.filter(kind__startswith=f"{part}.")
    if about:
        label, _colon, pk = about.partition(":")
        rows = rows.filter(target_label=label, target_pk=pk)
    return rows


def unread_count(viewer: Actor) -> int:
    """How many notices wait for *viewer*. One query; none for guests and on the public host."""
    return inbox(viewer, unread=True).count() if viewer.is_authenticated and in_cluster() else 0


def parts_of(viewer: Actor) -> list[str]:
    """The parts of the site that told *viewer* something, by their codes."""
    kinds = inbox(viewer).order_by().values_list("kind", flat=True).distinct()
    return sorted({kind.partition(".")[0] for kind in kinds})


def part_label(part: str) -> str:
    """A part of the site in words."""
    return str(part_of_site(f"{part}.") or _("Other notices"))


def default_choice(kind: NoticeKind) -> Choice:
    """What holds for who chose nothing, and for everybody where the kind is required."""
    return Choice(kind, True, MailTiming.NOW if kind.required else kind.default)


def choice_of(kind: NoticeKind, row: Preference | None) -> Choice:
    """What holds for who has *row*."""
    if row is None or kind.required:
        return default_choice(kind)
    return Choice(kind, row.in_site, MailTiming(row.mail))


def choices_of(viewer: Actor) -> list[Choice]:
    """How *viewer* is told of each kind, by parts of the site and words. One query."""
    rows = {row.kind: row for row in visible_to(viewer, Preference.objects.all())}
    kinds = sorted(notice_kinds, key=lambda kind: (part_label(kind.part).casefold(), str(kind.label).casefold()))
    return [choice_of(kind, rows.get(kind.code)) for kind in kinds]


def choices_for(user_ids: Collection[int], kinds: Collection[NoticeKind]) -> Mapping[tuple[int, str], Choice]:
    """How each of these people is told of each of these kinds, by user id and code. One query."""
    codes = {kind.code for kind in kinds}
    rows = {(row.user_id, row.kind): row for row in Preference.objects.filter(user_id__in=user_ids, kind__in=codes)}
    return {
        (user_id, kind.code): choice_of(kind, rows.get((user_id, kind.code))) for user_id in user_ids for kind in kinds
    }


def muted_keys(user_ids: Collection[int], keys: Collection[Key]) -> set[tuple[int, str, str]]:
    """Who (user id) muted which of the things (label, key). One query; none where there are no things.

    Things whose feature keeps by itself who muted them are never among them: it leaves these people out itself.
    """
    wanted = Q()
    for label, pk in keys:
        if label:
            wanted |= Q(target_label=label, target_pk=pk)
    if not wanted:
        return set()
    rows = MutedTarget.objects.filter(wanted, user_id__in=user_ids)
    return set(rows.values_list("user_id", "target_label", "target_pk"))


def muted_by(viewer: Actor) -> set[Key]:
    """All things of which *viewer* wants to hear nothing, whoever keeps that."""
    if viewer.user_id is None:
        return set()
    found = set(visible_to(viewer, MutedTarget.objects.all()).values_list("target_label", "target_pk"))
    for label, rule in muting_rules:
        found |= {(label, str(pk)) for pk in rule.muted(viewer.user_id)}
    return found
