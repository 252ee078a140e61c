"""Wiring of events."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig, MenuEntry


class EventsConfig(ClusterkitAppConfig):
    """Events and registrations."""

    name = "clusterkit.events"
    label = "clusterkit_events"
    verbose_name = _("Events")
    url_prefix = "events/"
    has_api = True
    switchable = True
    policies_complete = True

    def menu(self) -> Sequence[MenuEntry]:
        """The agenda."""
        from clusterkit.events.actions import VIEW

        return (MenuEntry(_("Events"), "clusterkit_events:list", VIEW, 40),)

    def ready(self) -> None:
        """Load the policies and fill the site's surfaces."""
        from clusterkit.events import links, merging, personal, policies, questions, receivers  # noqa: F401 (they register themselves)
        from clusterkit.events.calendars import mails
        from clusterkit.events.views import feeds

        receivers.connect()
        questions.register_form()
        mails.connect()
        feeds.connect()
