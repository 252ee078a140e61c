"""What the pages of the council share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import PolicyView
from clusterkit.membership.models import Ballot, Meeting
from clusterkit.membership.selectors.council import visible_ballots, visible_meetings


def council_crumbs(viewer: Actor, *labels: Crumb) -> list[Crumb]:
    """The way to a page of the council."""
    return [Crumb(_("Council"), reverse("clusterkit_membership:council")), *labels]


def show_what_changed(form: Any, now: Mapping[str, Any], version: int) -> None:
    """Beside what was typed, say what others have set meanwhile; the next press is about that."""
    form.data = form.data.copy()
    form.data["version"] = str(version)
    for name, value in now.items():
        typed = form.cleaned_data.get(name, form[name].data)
        if (typed or None) != (value or None):
            text = dict(getattr(form.fields[name], "choices", ())).get(value if value is not None else "", value)
            if isinstance(value, bool):
                text = _("yes") if value else _("no")
            form.add_error(name, _("It is “%(value)s” now.") % {"value": text if text is not None else _("empty")})


class OneBallot(PolicyView):
    """A view on the vote of the address; 404 for who may not know it."""

    @cached_property
    def ballot(self) -> Ballot:
        """The ballot, if the viewer may do ``policy_action`` with it."""
        found = self.get_visible(Ballot, visible_ballots(self.viewer), pk=self.kwargs["pk"])
        policy_of(Ballot).require(self.viewer, self.policy_action, found)
        return found

    def get_subject(self) -> Any:
        """What a button here is about."""
        return self.ballot

    def get_back_url(self) -> str:
        """The ballot's page."""
        return reverse("clusterkit_membership:ballot", kwargs={"pk": self.kwargs["pk"]})

    def get_success_url(self) -> str:
        """The ballot's page."""
        return self.get_back_url()

    def crumbs(self, label: str = "") -> list[Crumb]:
        """The way to the ballot, or to a page beneath it."""
        middle = Crumb(str(self.ballot.application.organisation), self.get_back_url() if label else "")
        return council_crumbs(self.viewer, middle, *([Crumb(label)] if label else []))


class OneMeeting(PolicyView):
    """A view on the meeting of the address; 404 for who may not know it."""

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting, if the viewer may do ``policy_action`` with it."""
        found = self.get_visible(Meeting, visible_meetings(self.viewer), pk=self.kwargs["pk"])
        policy_of(Meeting).require(self.viewer, self.policy_action, found)
        return found

    def get_subject(self) -> Any:
        """What a button here is about."""
        return self.meeting

    def get_back_url(self) -> str:
        """The meeting's page."""
        return reverse("clusterkit_membership:meeting", kwargs={"pk": self.kwargs["pk"]})

    def get_success_url(self) -> str:
        """The meeting's page."""
        return self.get_back_url()
