"""``{% load clusterkit_markdown %}{{ text|markdown }}``."""

from __future__ import annotations

from django.template import Library
from django.utils.safestring import SafeString

from clusterkit.core.markdown import render_markdown

register = Library()


@register.filter(is_safe=True)
def markdown(text: object) -> SafeString:
    """Safe HTML of Markdown; nothing for an empty value. Stand it in ``<div class="ck-prose">``."""
    return render_markdown("" if text is None else str(text))
