"""The console's pages about requests for clusters."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.audit.wording import log_entries
from clusterkit.core.conf import conf
from clusterkit.core.web.elements import Crumb, Fact
from clusterkit.core.web.views import ActionView, DetailPage, FormPage, ListPage
from clusterkit.hosting.blueprints import blueprints
from clusterkit.registry import selectors, services
from clusterkit.registry.actions import APPROVE, DECLINE, SEND_AGAIN
from clusterkit.registry.enums import RequestState
from clusterkit.registry.filters import RequestFilter
from clusterkit.registry.forms import ApproveForm, DeclineForm
from clusterkit.registry.models import OpeningRequest
from clusterkit.registry.services.mails import KINDS
from clusterkit.registry.views.console import ConsolePage, OperatorView
from clusterkit.tenancy.models import Cluster

F = TypeVar("F", bound=forms.BaseForm)
TONES = {
    RequestState.NEW: "neutral",
    RequestState.CONFIRMED: "warn",
    RequestState.APPROVED: "good",
    RequestState.DECLINED: "bad",
    RequestState.EXPIRED: "neutral",
}


class Requests(ConsolePage, ListPage[OpeningRequest]):
    """All requests, newest first."""

    tab = "requests"
    model = OpeningRequest
    template_name = "clusterkit/registry/console/requests.html"
    filterset_class = RequestFilter

    def get_rows(self) -> QuerySet[OpeningRequest]:
        """All of them; those whose link grew too old expire now."""
        services.expire_requests()
        return selectors.request_rows(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the rows with the tone of their state."""
        context = super().get_context_data(**kwargs)
        return {**context, "rows": [(row, TONES[RequestState(row.state)]) for row in context["page_obj"]]}


class RequestPage(ConsolePage, DetailPage[OpeningRequest]):
    """One request, with what can be done now."""

    tab = "requests"
    model = OpeningRequest
    context_object_name = "opening"
    template_name = "clusterkit/registry/console/request.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Facts, mail, history."""
        opening = self.object
        created = Cluster.objects.filter(slug=opening.cluster_slug).first() if opening.cluster_slug else None
        return super().get_context_data(
            facts=_facts(opening),
            tone=TONES[RequestState(opening.state)],
            is_waiting=opening.state == RequestState.CONFIRMED,
            has_mail=opening.state in KINDS,
            created=created,
            entries=log_entries(selectors.entries_about(self.viewer, opening), self.viewer),
            **kwargs,
        )


def _facts(opening: OpeningRequest) -> list[Fact]:
    return [
        Fact(_("Organisation"), opening.organisation),
        Fact(_("Contact person"), opening.person),
        Fact(_("E-mail"), opening.email, f"mailto:{opening.email}" if opening.email else ""),
        Fact(_("Industry"), opening.industry),
        Fact(_("City"), opening.city),
        Fact(_("Region"), opening.get_region_display()),
        Fact(_("Wished address"), f"{opening.slug}.{conf.PUBLIC_DOMAIN}"),
    ]


class _OnRequest(OperatorView):
    """A step on the request of the address."""

    kwargs: dict[str, Any]

    @cached_property
    def opening(self) -> OpeningRequest:
        """The request, else 404."""
        return self.get_visible(OpeningRequest, pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        """Back to it."""
        return reverse("clusterkit_registry:request", args=[self.opening.pk])

    def get_back_url(self) -> str:
        """Back to it."""
        return self.get_success_url()

    def crumbs(self, title: str) -> list[Crumb]:
        """The way here."""
        return [
            Crumb(_("Requests"), reverse("clusterkit_registry:requests")),
            Crumb(str(self.opening), self.get_success_url()),
            Crumb(title),
        ]


class Approve(_OnRequest, FormPage[ApproveForm]):
    """Create the cluster."""

    policy_action = APPROVE
    form_class = ApproveForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The cluster is open.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The blueprints there are."""
        return {**super().get_form_kwargs(), "blueprints": [(item.code, item.title) for item in blueprints.all()]}

    def get_initial(self) -> dict[str, Any]:
        """As it was asked for."""
        opening = self.opening
        short = opening.name if len(opening.name) <= 60 else opening.name[:60].rsplit(" ", 1)[0]
        return {
            "name": {opening.language: opening.name},
            "short_name": {opening.language: short},
            "slug": opening.slug,
            "host": f"{opening.slug}.{conf.PUBLIC_DOMAIN}",
            "version": opening.version,
        }

    def perform(self, form: ApproveForm) -> OpeningRequest:
        """Do it all, or nothing."""
        values = dict(form.cleaned_data)
        version = values.pop("version")
        return services.approve_request(
            request=self.opening, values=values, actor=self.viewer, expected_version=version
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the words of the page."""
        title = _("Open this cluster")
        lead = _("%(person)s becomes its first coordinator and gets a link to set a password.") % {
            "person": self.opening.person
        }
        return super().get_context_data(
            title=title,
            lead=lead,
            crumbs=self.crumbs(title),
            submit_label=_("Create the cluster"),
            cancel_url=self.get_success_url(),
            **kwargs,
        )


class Decline(_OnRequest, FormPage[DeclineForm]):
    """Decline with a reason."""

    policy_action = DECLINE
    form_class = DeclineForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The request is declined, and the person is told why.")

    def get_initial(self) -> dict[str, Any]:
        """The version that the page shows."""
        return {"version": self.opening.version}

    def perform(self, form: DeclineForm) -> OpeningRequest:
        """Decline."""
        return services.decline_request(
            request=self.opening,
            reason=form.cleaned_data["reason"],
            actor=self.viewer,
            expected_version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the words of the page."""
        title = _("Decline this request")
        return super().get_context_data(
            title=title,
            crumbs=self.crumbs(title),
            submit_label=_("Decline"),
            cancel_url=self.get_success_url(),
            **kwargs,
        )


class SendAgain(_OnRequest, ActionView):
    """Send the mail of the request's state again."""

    policy_action = SEND_AGAIN
    title = gettext_lazy("Send the mail again?")
    text = gettext_lazy("The link in it is new; the one in the first mail keeps working until it is too old.")
    button = gettext_lazy("Send it")

    def perform(self) -> None:
        """Send it and say whether the mail server took it."""
        if services.send_again(request=self.opening, actor=self.viewer):
            messages.success(self.request, _("The mail is sent."))
        else:
            messages.error(self.request, _("The mail server did not take it. Look into the log of the site."))
