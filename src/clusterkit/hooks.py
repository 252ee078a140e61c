"""Every extension point of the package on one page. A host project imports from here and from nowhere else.

Hook points of apps that are not installed are left out.
"""

from __future__ import annotations

from clusterkit.core.hookpoints import Collect, HookPoint, Notify, Veto, get_hook_point, hook_points
from clusterkit.core.surfaces import (
    account_menu,
    board_blocks,
    board_tasks,
    home_blocks,
    main_menu,
    my_blocks,
    my_tasks,
    primary_actions,
    search_sources,
)
from clusterkit.core.web.locked import next_steps
from clusterkit.tenancy.hooks import cluster_created

__all__ = [
    "Collect",
    "HookPoint",
    "Notify",
    "Veto",
    "account_menu",
    "board_blocks",
    "board_tasks",
    "cluster_created",
    "get_hook_point",
    "home_blocks",
    "hook_points",
    "main_menu",
    "my_blocks",
    "my_tasks",
    "next_steps",
    "primary_actions",
    "search_sources",
]
