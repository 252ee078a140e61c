"""Following an item, and wanting to hear nothing of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.ideas import actions, services
from clusterkit.ideas.views.items import ItemAction


class Follow(ItemAction):
    """Hear of new comments."""

    policy_action = actions.FOLLOW
    title = _("Follow this item?")
    text = _("You get a message about new comments.")
    button = _("Follow")
    success_message = _("You follow this item now.")

    def perform(self) -> None:
        """By the service."""
        services.follow(item=self.item, actor=self.viewer)


class Unfollow(ItemAction):
    """Hear no more as a follower."""

    policy_action = actions.FOLLOW
    title = _("Stop following this item?")
    button = _("Stop following")
    success_message = _("You do not follow this item any more.")

    def perform(self) -> None:
        """By the service."""
        services.unfollow(item=self.item, actor=self.viewer)


class Mute(ItemAction):
    """Hear nothing of the discussion."""

    policy_action = actions.FOLLOW
    title = _("Hear nothing of this discussion?")
    text = _("You get no message about comments then, even if the item is yours, or somebody answers or mentions you.")
    button = _("Mute")
    success_message = _("You hear nothing of this discussion any more.")

    def perform(self) -> None:
        """By the service."""
        services.mute(item=self.item, actor=self.viewer)


class Unmute(ItemAction):
    """Hear of the discussion again."""

    policy_action = actions.FOLLOW
    title = _("Hear of this discussion again?")
    text = _("You get a message when the item is yours, or somebody answers or mentions you.")
    button = _("Unmute")
    success_message = _("You hear of this discussion again.")

    def perform(self) -> None:
        """By the service."""
        services.unmute(item=self.item, actor=self.viewer)
