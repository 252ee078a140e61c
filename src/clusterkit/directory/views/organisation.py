"""What the pages around one organisation share."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from clusterkit.core.policies import Action, policy_of
from clusterkit.core.web.elements import Crumb, Tab
from clusterkit.core.web.views import PolicyView
from clusterkit.directory.actions import VIEW
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors import moved_to


class OrganisationView(PolicyView):
    """A page under the address of one organisation; ``object_action`` is what the viewer must be able to do with it."""

    policy_action = VIEW
    object_action: ClassVar[Action] = VIEW
    kwargs: dict[str, Any]

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation of the address; 404 for what the viewer may not know, 403 for what he may not do."""
        found = self.get_visible(Organisation, slug=self.kwargs["slug"])
        policy_of(Organisation).require(self.viewer, self.object_action, found)
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As any page; an address that the organisation had before leads to the one that it has."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            moved = moved_to(self.viewer, kwargs["slug"]) if request.method in ("GET", "HEAD") else None
            match = request.resolver_match
            if moved is None or match is None:
                raise
            url = reverse(match.view_name, kwargs={**kwargs, "slug": moved.slug})
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)

    def address(self, name: str) -> str:
        """Another page of the same organisation."""
        return reverse(f"clusterkit_directory:{name}", kwargs={"slug": self.organisation.slug})

    def get_back_url(self) -> str:
        """The organisation's page."""
        return self.organisation.get_absolute_url()

    def get_success_url(self) -> str:
        """The organisation's page."""
        return self.organisation.get_absolute_url()

    def crumbs(self, last: str) -> list[Crumb]:
        """The way here."""
        return [
            Crumb(_("Participants"), reverse("clusterkit_directory:list")),
            Crumb(str(self.organisation), self.organisation.get_absolute_url()),
            Crumb(last),
        ]

    def tabs(self, current: str) -> list[Tab]:
        """The pages on which an organisation is looked after."""
        names = [
            ("edit", _("Page")),
            ("capabilities", _("Capabilities")),
            ("products", _("Products")),
            ("certificates", _("Certificates")),
            ("pictures", _("Pictures")),
            ("contacts", _("Contacts")),
            ("people", _("People")),
            ("domains", _("Mail domains")),
            ("history", _("History")),
        ]
        return [Tab(label, self.address(name), name == current) for name, label in names]
