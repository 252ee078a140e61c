"""Draws the blocks that apps give to the portal's pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from clusterkit.core.surfaces import Block

register = template.Library()


@register.simple_tag(takes_context=True)
def surface_block(context: Context, block: Block) -> SafeString:
    """Render the block's template with its own context on top of the page's."""
    found: Any = context.template.engine.get_template(block.template) if context.template else None
    with context.push(**block.context):
        return SafeString(found.render(context))
