"""What the exchange tells other systems. Whose an item is, it does not tell: some have no name on them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.happenings import Happening, declare

ITEM_PUBLISHED = declare(
    Happening(
        "item.published",
        _("An item of the exchange is published"),
        title=lambda item: str(item.title),
        more=lambda item: {"kind": item.kind},
    )
)
