"""The life of an article."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.transitions import Machine, Transition
from clusterkit.news.actions import EDIT
from clusterkit.news.enums import ArticleState as State

ARTICLE = Machine(
    Transition("publish", frozenset({State.DRAFT, State.WITHDRAWN}), State.PUBLISHED, EDIT, _("Publish")),
    Transition("withdraw", frozenset({State.PUBLISHED}), State.WITHDRAWN, EDIT, _("Take off the site")),
)
