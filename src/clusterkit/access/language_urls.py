"""The address that keeps a person's choice of language."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from clusterkit.core.policies import OPEN, requires

urlpatterns = [path("set/", requires(OPEN)(require_POST(set_language)), name="set_language")]
