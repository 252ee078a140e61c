"""Addresses with a personal secret, for feed readers and calendars: made, shown once, removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts import services
from clusterkit.accounts.actions import MANAGE_OWN
from clusterkit.accounts.links import absolute
from clusterkit.accounts.models import PersonalLink
from clusterkit.accounts.personal_links import LinkPurpose, link_purposes
from clusterkit.accounts.selectors import links_of
from clusterkit.core.policies import Actor
from clusterkit.core.web.views import ActionView, PageView


@dataclass(frozen=True)
class LinkLine:
    """A purpose, and the person's address for it if he has one."""

    purpose: LinkPurpose
    link: PersonalLink | None


def link_lines(viewer: Actor) -> list[LinkLine]:
    """What the person may have an address for."""
    own = {link.purpose: link for link in links_of(viewer)}
    return [
        LinkLine(purpose, own.get(purpose.code))
        for purpose in link_purposes.offered()
        if purpose.code in own or viewer.allows(purpose.action)
    ]


class Links(PageView):
    """What there is, when it was made and when somebody fetched it last."""

    policy_action = MANAGE_OWN
    template_name = "clusterkit/accounts/links.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One line for each purpose."""
        return super().get_context_data(lines=link_lines(self.viewer), **kwargs)


class LinkMake(ActionView):
    """Make an address, or a new one in its place. The answer is the only page that ever shows it."""

    policy_action = MANAGE_OWN
    button = gettext_lazy("Make an address")

    def get_subject(self) -> LinkPurpose:
        """The purpose; 404 where there is none for this person."""
        for purpose in link_purposes.offered():
            if purpose.code == self.kwargs["purpose"] and self.viewer.allows(purpose.action):
                return purpose
        raise Http404

    def get_context_data(self) -> dict[str, Any]:
        """Says what it opens, and that it takes the place of the one before."""
        purpose = self.get_subject()
        texts = [_("Whoever has this address reads what you may read here. Give it to your own programs only.")]
        if links_of(self.viewer).filter(purpose=purpose.code).exists():
            texts.append(_("The address that you have stops working."))
        return {**super().get_context_data(), "title": purpose.label, "text": " ".join(texts)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it and show it: a redirect would have to keep it somewhere."""
        purpose = self.get_subject()
        _link, secret = services.create_link(purpose=purpose, actor=self.viewer)
        addresses = [(label, absolute(path)) for label, path in purpose.addresses(secret)]
        context = {"lines": link_lines(self.viewer), "new": purpose, "addresses": addresses}
        response = render(request, Links.template_name, context, status=201)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def get_success_url(self) -> str:
        """The list."""
        return reverse("clusterkit_accounts:links")


class LinkRevoke(ActionView):
    """Let an address open nothing any more."""

    policy_action = MANAGE_OWN
    title = gettext_lazy("Remove this address?")
    button = gettext_lazy("Remove")
    tone = "danger"
    success_message = gettext_lazy("The address is removed: it opens nothing any more.")

    def get_subject(self) -> PersonalLink:
        """The person's own address."""
        return self.get_visible(PersonalLink, pk=self.kwargs["pk"])

    def get_context_data(self) -> dict[str, Any]:
        """Names what it opens."""
        words = _("“%(name)s”: programs that read this address get nothing any more.") % {"name": self.get_subject()}
        return {**super().get_context_data(), "text": words}

    def perform(self) -> None:
        """Remove it."""
        services.revoke_link(link=self.get_subject(), actor=self.viewer)

    def get_success_url(self) -> str:
        """The list."""
        return reverse("clusterkit_accounts:links")
