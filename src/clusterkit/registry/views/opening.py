"""Asking for a cluster: the form, the page after it, the link of the mail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from clusterkit.accounts import limits
from clusterkit.core.conf import conf
from clusterkit.core.exceptions import NotVisible
from clusterkit.core.policies import OPEN
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import FormPage, PageView, PolicyView
from clusterkit.registry import services
from clusterkit.registry.actions import ASK, CONFIRM
from clusterkit.registry.enums import RequestState
from clusterkit.registry.forms import OpeningForm
from clusterkit.registry.models import OpeningRequest
from clusterkit.registry.services.opening import request_of_link

COUNTED_AS = "opening-request"


def _crumbs(title: str) -> list[Crumb]:
    return [Crumb(_("Clusters"), reverse("clusterkit_registry:catalogue")), Crumb(title)]


class Ask(FormPage[OpeningForm]):
    """The form. It says the same whoever fills it in; what is typed is never lost."""

    policy_action = ASK
    form_class = OpeningForm
    template_name = "clusterkit/registry/ask.html"

    def form_valid(self, form: OpeningForm) -> HttpResponse:
        """Count the attempt of the network, over all forms of the platform."""
        if not limits.take(self.request, COUNTED_AS):
            form.add_error(None, str(limits.TOO_MANY))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        return super().form_valid(form)

    def perform(self, form: OpeningForm) -> OpeningRequest:
        """Keep it and mail the link."""
        values = {name: value for name, value in form.cleaned_data.items() if name != "consent"}
        return services.ask_for_cluster(values=values, actor=self.viewer)

    def get_success_url(self) -> str:
        """Look into your mailbox."""
        return reverse("clusterkit_registry:asked")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the words of the page."""
        title = _("Open a cluster’s site")
        return super().get_context_data(
            title=title,
            lead=_("Tell us about your cluster. An operator of the platform looks at it and opens the site."),
            crumbs=_crumbs(title),
            domain=conf.PUBLIC_DOMAIN,
            **kwargs,
        )


class Asked(PageView):
    """Look into your mailbox."""

    policy_action = OPEN
    template_name = "clusterkit/registry/asked.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How long the link holds."""
        return super().get_context_data(
            title=_("One step is left"), crumbs=_crumbs(_("One step is left")), days=conf.OPENING_REQUEST_DAYS, **kwargs
        )


@method_decorator(never_cache, name="dispatch")
class Confirm(PolicyView):
    """The link of the mail: GET asks (mail programs open links by themselves), POST confirms, once."""

    policy_action = CONFIRM
    http_method_names = ["get", "post", "head", "options"]
    title = gettext_lazy("Confirm your request")

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask, or say why the link opens nothing."""
        try:
            found = request_of_link(token)
        except NotVisible:
            return self._answer("gone", status=404)
        if found.state != RequestState.NEW:
            return self._answer("used", found)
        context = {
            "title": self.title,
            "text": _("“%(name)s”: send this request to the operators of the platform?") % {"name": found.name},
            "submit_label": _("Yes, send it"),
        }
        return render(request, "clusterkit/confirm.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Confirm it."""
        try:
            if request_of_link(token).state != RequestState.NEW:
                return self._answer("used")
            return self._answer("done", services.confirm_request(token=token, actor=self.viewer))
        except NotVisible:
            return self._answer("gone", status=404)

    def _answer(self, outcome: str, found: OpeningRequest | None = None, *, status: int = 200) -> HttpResponse:
        titles = {
            "done": _("Thank you, your request is with us"),
            "used": _("Your request is with us already"),
            "gone": _("This link cannot be used"),
        }
        context = {"title": titles[outcome], "outcome": outcome, "found": found, "crumbs": _crumbs(titles[outcome])}
        return render(self.request, "clusterkit/registry/confirmed.html", context, status=status)
