"""Whom one may mention: suggestions while typing, and a page for who types without them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import PageView
from clusterkit.ideas import actions
from clusterkit.ideas.selectors.mentions import mentionable
from clusterkit.ideas.views.lists import exchange_crumb

LONGEST_QUERY = 80


class MentionPage(PageView):
    """People and organisations by name, with what to write to mention them. A script gets the bare list."""

    policy_action = actions.COMMENT

    def get_template_names(self) -> list[str]:
        """The list alone for a script."""
        short = self.request.headers.get("HX-Request")
        return [f"clusterkit/ideas/{'mention_options' if short else 'mention'}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who was found."""
        words = self.request.GET.get("q", "").strip()[:LONGEST_QUERY]
        return super().get_context_data(
            title=_("Mention somebody"),
            lead=_("Find a person or an organisation, and put the text beside the name into your comment."),
            words=words,
            found=mentionable(self.viewer, words),
            address=reverse("clusterkit_ideas:mention"),
            crumbs=[exchange_crumb(), Crumb(_("Mention somebody"))],
            **kwargs,
        )
