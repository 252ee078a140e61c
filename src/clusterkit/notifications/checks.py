"""Checks of the kinds of notices."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from clusterkit.core.ports import notice_kinds


@register()
def check_notice_templates(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each kind has its two templates: a notice without them would show no words."""
    found: list[CheckMessage] = []
    for kind in notice_kinds:
        for name in (f"{kind.template}.subject.txt", f"{kind.template}.txt"):
            try:
                get_template(name)
            except TemplateSyntaxError as error:
                found.append(Error(f"The template {name} cannot be read: {error}.", id="clusterkit.E081"))
            except TemplateDoesNotExist:
                found.append(
                    Error(
                        f"The kind of notice {kind.code!r} has no template {name}.",
                        hint="Write it beside the other one; docs: Declare a notice of your own.",
                        id="clusterkit.E080",
                    )
                )
    return found
