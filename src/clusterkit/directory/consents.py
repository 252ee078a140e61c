"""What people agree to in the directory."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.consents import Purpose, purposes

LISTED = purposes.declare(
    Purpose(
        "directory.people",
        "1",
        _("Being shown among the people of my organisation"),
        _(
            "Your name and your position stand on the page of the organisation that you act for, where you asked for it. "
            "Members of the cluster read them, guests do not."
        ),
        data=_("Name, position, and for which organisation you act."),
        aim=_("So that members of the cluster know whom to speak to."),
        kept=_("As long as you act for the organisation and did not take the consent back."),
        withdrawal=_(
            "Your name disappears from the pages of all organisations at once. The administrators of your organisation "
            "and the cluster’s office still see that you act for it. You can agree again at any time."
        ),
    )
)
