"""Wiring of ideas."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig, MenuEntry


class IdeasConfig(ClusterkitAppConfig):
    """The idea exchange."""

    name = "clusterkit.ideas"
    label = "clusterkit_ideas"
    verbose_name = _("Idea exchange")
    url_prefix = "ideas/"
    has_api = True
    switchable = True
    policies_complete = True

    def menu(self) -> Sequence[MenuEntry]:
        """The exchange, for whom it is open."""
        from clusterkit.ideas.actions import VIEW

        return (MenuEntry(_("Idea exchange"), "clusterkit_ideas:list", VIEW, 30),)

    def ready(self) -> None:
        from clusterkit.ideas import (  # noqa: F401 (they register themselves)
            changes_panels,
            checks,
            discussion_personal,
            handover,
            hooks,
            links,
            matching_merging,
            matching_personal,
            matching_wiring,
            merging,
            moderation_personal,
            moderation_wiring,
            notices,
            personal,
            policies,
            reading_personal,
            reading_wiring,
            receivers,
            talks_personal,
            topic_wiring,
        )

        receivers.connect()
        topic_wiring.connect()
        reading_wiring.connect()
        moderation_wiring.connect()
        matching_wiring.connect()
