"""Wiring of directory."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from clusterkit.core import surfaces
from clusterkit.core.apps import ClusterkitAppConfig, MenuEntry


class DirectoryConfig(ClusterkitAppConfig):
    """Organisations, affiliations, sectors."""

    name = "clusterkit.directory"
    label = "clusterkit_directory"
    verbose_name = _("Participants")
    url_prefix = "participants/"
    has_api = True
    policies_complete = True

    def menu(self) -> Sequence[MenuEntry]:
        """The list of participants."""
        from clusterkit.directory.actions import VIEW

        return [MenuEntry(_("Participants"), "clusterkit_directory:list", VIEW, 20)]

    def ready(self) -> None:
        from clusterkit.directory import (  # noqa: F401 (they register)
            hooks,
            invitation_receivers,
            links_receivers,
            notices,
            people_receivers,
            personal,
            policies,
            receivers,
            selectors,
            uploads,
        )

        surfaces.search_sources.connect(receivers.search, order=10)
        surfaces.search_sources.connect(people_receivers.search, order=15)
        surfaces.account_menu.connect(people_receivers.account, order=25)
        surfaces.home_blocks.connect(receivers.home, order=40)
        surfaces.my_tasks.connect(receivers.tasks)
        surfaces.board_tasks.connect(receivers.office_tasks)
        surfaces.board_blocks.connect(links_receivers.board, order=60)
        surfaces.account_menu.connect(receivers.account, order=20)
        surfaces.account_switches.connect(receivers.acting)
