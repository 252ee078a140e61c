"""What the pages about one application share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import PolicyView
from clusterkit.membership.models import Application


def posted_number(request: HttpRequest, name: str) -> int | None:
    """A number from a hidden input of a button's form; None where it was not sent.

    Raises ``InvalidInput`` for what is no number.
    """
    value = request.POST.get(name, "")
    if not value:
        return None
    if not value.isdecimal() or len(value) > 9:
        raise InvalidInput(_("The form is damaged. Open the page again."))
    return int(value)


class OneApplication(PolicyView):
    """A view on the application of the address; 404 for who may not know it, 403 for who may not do this with it."""

    @cached_property
    def application(self) -> Application:
        """The application, if the viewer may do ``policy_action`` with it."""
        rows = Application.objects.select_related("organisation")
        found = self.get_visible(Application, rows, pk=self.kwargs["pk"])
        policy_of(Application).require(self.viewer, self.policy_action, found)
        return found

    def get_subject(self) -> Any:
        """What a button here is about."""
        return self.application

    def get_back_url(self) -> str:
        """The application's page."""
        return reverse("clusterkit_membership:application", kwargs={"pk": self.kwargs["pk"]})

    def get_success_url(self) -> str:
        """The application's page."""
        return self.get_back_url()

    def crumbs(self, label: str = "") -> list[Crumb]:
        """The way to the application, or to a page beneath it."""
        return crumbs_of(self.viewer, self.application, self.get_back_url(), label)


def crumbs_of(viewer: Any, application: Application, url: str, label: str = "") -> list[Crumb]:
    """The way to a page of an application: over the office's list, or over one's own membership."""
    if application.organisation_id in viewer.administered_ids:
        start = Crumb(_("Membership"), reverse("clusterkit_membership:join"))
    else:
        start = Crumb(_("Applications"), reverse("clusterkit_membership:applications"))
    middle = Crumb(str(application.organisation), url if label else "")
    return [start, middle, *([Crumb(label)] if label else [])]
