"""Checks that need nothing but the settings."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from clusterkit.core.conf import conf


@register()
def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The CLUSTERKIT mapping holds known names only."""
    try:
        _value = conf.PAGE_SIZE
    except (ImproperlyConfigured, TypeError) as error:
        return [Error(str(error), id="clusterkit.E000")]
    return []
