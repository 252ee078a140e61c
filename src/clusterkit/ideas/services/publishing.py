"""Publishing and prolonging items."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import coordinator_ids
from clusterkit.core import ports
from clusterkit.core.conf import conf
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor
from clusterkit.core.transitions import apply
from clusterkit.ideas import happenings, hooks, notices
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import exchange_settings, goes_to_review
from clusterkit.ideas.services.limits import within_limit
from clusterkit.ideas.transitions import ITEM


def publish(*, item: Item, actor: Actor, expected_version: int | None = None) -> Item:
    """Publish, or send to the coordinators: see ``selectors.goes_to_review``.

    Raises ``InvalidInput`` naming the first field that lacks, ``Vetoed`` by ``before_publish``, ``StateConflict``.
    """
    if not goes_to_review(actor, item):
        return apply(
            ITEM,
            "publish",
            item,
            actor=actor,
            expected_version=expected_version,
            veto=hooks.before_publish,
            effect=within_limit(actor, begin_publication),
            announce=hooks.item_published,
            happening=happenings.ITEM_PUBLISHED,
        )
    return apply(
        ITEM,
        "submit",
        item,
        actor=actor,
        expected_version=expected_version,
        veto=hooks.before_publish,
        effect=within_limit(actor, check_publication),
        notices=lambda row: [
            ports.Notice(
                notices.TO_MODERATE,
                [user_id for user_id in coordinator_ids() if user_id != row.author_id],
                row.get_absolute_url(),
                f"ideas.item:{row.pk}:submitted:{row.version}",
                {"title": row.title, "organisation": str(row.organisation)},
                row,
            )
        ],
    )


def begin_publication(item: Item) -> dict[str, Any]:
    """The effect of every publication: complete, dated, with a last day."""
    check_publication(item)
    item.published_at = item.published_at or timezone.now()
    if item.valid_until is None:
        item.valid_until = timezone.localdate() + timedelta(days=conf.ITEM_VALID_DAYS)
    item.note = ""
    return {"valid_until": item.valid_until.isoformat()}


def check_publication(item: Item) -> None:
    """Whether it can begin to be shown. Raises ``InvalidInput`` with the field."""
    check_complete(item)
    if item.is_anonymous and item.published_at is None and not exchange_settings().allow_anonymous:
        raise InvalidInput(_("Items without a name are not allowed here. Choose who sees it."), field="mode")


def check_complete(item: Item) -> None:
    """Whether everything is there that an open item has. Raises ``InvalidInput`` with the field."""
    if not item.organisation.is_published:
        raise InvalidInput(
            _("Your organisation is not shown on the site yet. Its items follow once it is."), field="organisation"
        )
    if item.unfinished:
        raise InvalidInput(_("Something in it is not finished yet. Look at it once more."), field=min(item.unfinished))
    if not item.summary.strip():
        raise InvalidInput(_("Write a summary: it is what everybody sees."), field="summary")
    if item.body.strip() in ("", str(item.kind_info.template).strip()):
        raise InvalidInput(_("Describe it in a few sentences, so that others can answer."), field="body")
    if item.valid_until is not None and item.valid_until < timezone.localdate():
        raise InvalidInput(_("Its last day is over. Choose a later one."), field="valid_until")


def renew(*, item: Item, actor: Actor, days: int | None = None, expected_version: int | None = None) -> Item:
    """Prolong an open item, or open one again whose time is over: *days* from today (setting ITEM_VALID_DAYS)."""

    def prolong(row: Item) -> dict[str, Any]:
        if not row.organisation.is_published:
            raise InvalidInput(_("Your organisation is not shown on the site any more."), field="organisation")
        before = row.valid_until
        last = timezone.localdate() + timedelta(days=days or conf.ITEM_VALID_DAYS)
        row.valid_until = last if before is None else max(before, last)
        row.reminded_days = None
        return {"valid_until": row.valid_until.isoformat()}

    was_over = item.effective_state == ItemState.EXPIRED
    return apply(
        ITEM,
        "renew",
        item,
        actor=actor,
        expected_version=expected_version,
        effect=prolong,
        announce=hooks.item_published if was_over else None,
        happening=happenings.ITEM_PUBLISHED if was_over else None,
    )
