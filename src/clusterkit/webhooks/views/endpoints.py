"""The web hooks of the cluster, one of them, and what is done with it."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core import ports
from clusterkit.core.conf import conf
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage, ListPage, PageView, PolicyView
from clusterkit.tenancy.context import current_schema
from clusterkit.webhooks import services
from clusterkit.webhooks.actions import MANAGE
from clusterkit.webhooks.forms import EndpointForm
from clusterkit.webhooks.models import Delivery, Endpoint
from clusterkit.webhooks.selectors import visible_deliveries, visible_endpoints
from clusterkit.webhooks.validators import event_choices

SHOWN_ONCE: Final = "clusterkit_webhook_secret"


class OneEndpoint(PolicyView):
    """A view on the web hook of the address."""

    policy_action = MANAGE

    @cached_property
    def endpoint(self) -> Endpoint:
        """The web hook; 404 for what is not there."""
        found: Endpoint = self.get_visible(Endpoint, visible_endpoints(self.viewer), pk=self.kwargs["pk"])
        return found

    def get_subject(self) -> Any:
        """What a button is about."""
        return self.endpoint

    def get_back_url(self) -> str:
        """Its page."""
        return self.endpoint.get_absolute_url()

    def get_success_url(self) -> str:
        """Its page."""
        return self.get_back_url()


class Endpoints(ListPage[Endpoint]):
    """All of them."""

    policy_action = MANAGE
    model = Endpoint
    template_name = "clusterkit/webhooks/endpoints.html"

    def get_rows(self) -> Any:
        """With what waits."""
        return visible_endpoints(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of the page."""
        return super().get_context_data(
            title=_("Web hooks"),
            lead=_("Other systems hear of what happens here: a calendar of announced events, a CRM of new members."),
            **kwargs,
        )


class EndpointPage(OneEndpoint, PageView):
    """One of them: what it gets, whether it works, and what was sent."""

    template_name = "clusterkit/webhooks/endpoint.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The secret too, where it was made a moment ago by this very person."""
        endpoint, labels = self.endpoint, dict(event_choices())
        rows = visible_deliveries(self.viewer).filter(endpoint=endpoint)
        page = Paginator(rows, conf.PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            title=str(endpoint),
            crumbs=crumbs_of(endpoint),
            endpoint=endpoint,
            events=[labels.get(code, code) for code in endpoint.events],
            tier_label=ports.tier_label.call(endpoint.tier),
            secret=_take_secret(self.request, endpoint),
            page_obj=page,
            deliveries=[_row(delivery) for delivery in page.object_list],
            keep_days=conf.WEBHOOK_KEEP_DAYS,
            **kwargs,
        )


class Add(FormPage[EndpointForm]):
    """A new one."""

    policy_action = MANAGE
    form_class = EndpointForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The web hook is added. Send a test to see whether it arrives.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of the page."""
        title = _("Add a web hook")
        crumbs = [Crumb(_("Web hooks"), reverse("clusterkit_webhooks:endpoints")), Crumb(title)]
        return super().get_context_data(title=title, crumbs=crumbs, cancel_url=crumbs[0].url, **kwargs)

    def perform(self, form: EndpointForm) -> Endpoint:
        """Add it, and let its page show the secret once."""
        made = services.create_endpoint(actor=self.viewer, values=_values(form))
        _keep_secret(self.request, made)
        return made


class Edit(OneEndpoint, FormPage[EndpointForm]):
    """Change one."""

    form_class = EndpointForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The web hook is changed.")

    def get_initial(self) -> dict[str, Any]:
        """As it is."""
        return {name: getattr(self.endpoint, name) for name in ("url", "description", "events", "tier", "version")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of the page."""
        title = _("Edit the web hook")
        return super().get_context_data(
            title=title, crumbs=crumbs_of(self.endpoint, title), cancel_url=self.get_back_url(), **kwargs
        )

    def perform(self, form: EndpointForm) -> Endpoint:
        """Change it."""
        return services.update_endpoint(
            endpoint=self.endpoint,
            actor=self.viewer,
            values=_values(form),
            expected_version=form.cleaned_data["version"],
        )


class Test(OneEndpoint, ActionView):
    """Send a ping and show what came back."""

    title = gettext_lazy("Send a test?")
    text = gettext_lazy("The other system gets a ping, signed like everything else. We wait up to ten seconds.")
    button = gettext_lazy("Send a test")

    def perform(self) -> Delivery:
        """Send it now."""
        return services.send_test(endpoint=self.endpoint, actor=self.viewer)

    def get_success_url(self) -> str:
        """What came back; before it is sent, the way back."""
        made = getattr(self, "result", None)
        return made.get_absolute_url() if made is not None else self.get_back_url()


class NewSecret(OneEndpoint, ActionView):
    """A new secret."""

    title = gettext_lazy("Make a new secret?")
    text = gettext_lazy(
        "For 24 hours both secrets sign, so that the other system has time to take the new one over. Then the old one "
        "is worth nothing."
    )
    button = gettext_lazy("Make a new secret")

    def perform(self) -> Endpoint:
        """Make it, and let its page show it once."""
        changed = services.rotate_secret(endpoint=self.endpoint, actor=self.viewer)
        _keep_secret(self.request, changed)
        return changed


class SwitchOn(OneEndpoint, ActionView):
    """Send again."""

    title = gettext_lazy("Switch the web hook on?")
    text = gettext_lazy("What waits is sent first.")
    button = gettext_lazy("Switch on")
    success_message = gettext_lazy("The web hook is switched on.")

    def perform(self) -> Endpoint:
        """Switch it on."""
        return services.switch_on(endpoint=self.endpoint, actor=self.viewer)


class SwitchOff(OneEndpoint, ActionView):
    """Send nothing more."""

    title = gettext_lazy("Switch the web hook off?")
    text = gettext_lazy("What waits is kept. What happens from now on is not sent to it, later neither.")
    button = gettext_lazy("Switch off")
    success_message = gettext_lazy("The web hook is switched off.")

    def perform(self) -> Endpoint:
        """Switch it off."""
        return services.switch_off(endpoint=self.endpoint, actor=self.viewer)


class Delete(OneEndpoint, ActionView):
    """Take one away."""

    title = gettext_lazy("Take the web hook away?")
    text = gettext_lazy("What was sent to it and what came back is deleted too.")
    button = gettext_lazy("Take away")
    tone: ClassVar[str] = "danger"
    success_message = gettext_lazy("The web hook is taken away.")

    def perform(self) -> None:
        """Delete it."""
        services.delete_endpoint(endpoint=self.endpoint, actor=self.viewer)

    def get_success_url(self) -> str:
        """Its page is gone once that is done."""
        return reverse("clusterkit_webhooks:endpoints") if hasattr(self, "result") else self.get_back_url()


def crumbs_of(endpoint: Endpoint, label: str = "") -> list[Crumb]:
    """The way to *endpoint*, or to a page beneath it."""
    start = Crumb(_("Web hooks"), reverse("clusterkit_webhooks:endpoints"))
    own = Crumb(str(endpoint), endpoint.get_absolute_url() if label else "")
    return [start, own, *([Crumb(label)] if label else [])]


def _values(form: EndpointForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _row(delivery: Delivery) -> dict[str, Any]:
    return {"delivery": delivery, "last": next(iter(delivery.tries.all()), None)}


def _keep_secret(request: HttpRequest, endpoint: Endpoint) -> None:
    request.session[SHOWN_ONCE] = [current_schema(), endpoint.pk, endpoint.secret]


def _take_secret(request: HttpRequest, endpoint: Endpoint) -> str:
    """The secret that was made for this person just now; the second time the page is opened it is gone."""
    if request.method != "GET" or request.session.get(SHOWN_ONCE, [None, None])[:2] != [current_schema(), endpoint.pk]:
        return ""
    return str(request.session.pop(SHOWN_ONCE)[2])
