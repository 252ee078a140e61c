"""What people agree to at events."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.consents import Purpose, purposes

ATTENDEES = purposes.declare(
    Purpose(
        "events.attendees",
        "1",
        _("Being listed among the participants of events"),
        _(
            "At each event you choose whether other participants read your name and organisation, or your e-mail too, "
            "or nothing. Who may read the list is said on the page of the event. The organisers always see who comes."
        ),
        data=_("Name, organisation, and your e-mail where you chose so."),
        aim=_("So that participants know who else comes and can find each other."),
        kept=_("As long as the page of the event is there and you did not take the consent back."),
        withdrawal=_(
            "Your name disappears from the lists of all events at once, those that are over too. Your places stay. "
            "You can agree again at any time."
        ),
    )
)
