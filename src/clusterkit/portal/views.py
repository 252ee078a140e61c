"""Home, search, one's own page, the coordinator's board."""

from __future__ import annotations

from typing import Any

from clusterkit.core.web.views import PageView
from clusterkit.portal import selectors
from clusterkit.portal.actions import SEARCH, VIEW_BOARD, VIEW_HOME, VIEW_OWN

TASKS_ON_HOME = 5


class Home(PageView):
    """The first page: what the cluster is, for a guest; what needs him, for who is signed in."""

    policy_action = VIEW_HOME
    template_name = "clusterkit/portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Blocks of the installed apps, and the person's tasks."""
        tasks = selectors.own_tasks(self.viewer)
        office = selectors.office_tasks(self.viewer) if self.viewer.allows(VIEW_BOARD) else []
        return super().get_context_data(
            surface=selectors.home(self.viewer),
            tasks=tasks[:TASKS_ON_HOME],
            more_tasks=max(0, len(tasks) - TASKS_ON_HOME),
            office_tasks=office[:TASKS_ON_HOME],
            **kwargs,
        )


class Search(PageView):
    """The site's search over all apps."""

    policy_action = SEARCH
    template_name = "clusterkit/portal/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was typed and what was found."""
        text = self.request.GET.get("q", "").replace("\x00", " ").strip()
        return super().get_context_data(query=text, groups=selectors.search(self.viewer, text), **kwargs)


class Own(PageView):
    """The page of the signed-in person."""

    policy_action = VIEW_OWN
    template_name = "clusterkit/portal/own.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What needs him, and what is his."""
        return super().get_context_data(
            surface=selectors.own(self.viewer), tasks=selectors.own_tasks(self.viewer), **kwargs
        )


class Board(PageView):
    """The board of who runs the cluster's platform."""

    policy_action = VIEW_BOARD
    template_name = "clusterkit/portal/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits for the office, and the figures."""
        return super().get_context_data(
            surface=selectors.board(self.viewer, self.request.GET.dict()),
            tasks=selectors.office_tasks(self.viewer),
            **kwargs,
        )
