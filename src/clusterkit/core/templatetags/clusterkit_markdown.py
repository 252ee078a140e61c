"""``{% load clusterkit_markdown %}{{ text|markdown }}``."""

from __future__ import annotations

from collections.abc import Mapping

from django.template import Library
from django.utils.safestring import SafeString

from clusterkit.core.markdown import render_markdown

register = Library()


@register.filter(is_safe=True)
def markdown(text: object, mentions: Mapping[str, tuple[str, str]] | None = None) -> SafeString:
    """Safe HTML of Markdown; nothing for an empty value. Stand it in ``<div class="ck-prose">``.

    ``{{ text|markdown:mentions }}`` with what :func:`~clusterkit.core.markdown.render_markdown` takes as mentions.
    """
    return render_markdown("" if text is None else str(text), mentions)
