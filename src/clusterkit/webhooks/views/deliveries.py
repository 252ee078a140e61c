"""One delivery with its tries, and sending it once more."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from clusterkit.core.web.views import ActionView, PageView, PolicyView
from clusterkit.webhooks.actions import MANAGE
from clusterkit.webhooks.enums import PING, DeliveryState
from clusterkit.webhooks.models import Delivery
from clusterkit.webhooks.selectors import visible_deliveries
from clusterkit.webhooks.services import resend
from clusterkit.webhooks.views.endpoints import crumbs_of


class OneDelivery(PolicyView):
    """A view on the delivery of the address."""

    policy_action = MANAGE

    @cached_property
    def delivery(self) -> Delivery:
        """The delivery; 404 for what is not there."""
        return self.get_visible(Delivery, visible_deliveries(self.viewer), pk=self.kwargs["pk"])

    def get_subject(self) -> Any:
        """What the button is about."""
        return self.delivery

    def get_back_url(self) -> str:
        """Its page."""
        return self.delivery.get_absolute_url()


class DeliveryPage(OneDelivery, PageView):
    """What was sent and what came back at each try."""

    template_name = "clusterkit/webhooks/delivery.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tries, newest first."""
        delivery = self.delivery
        title = delivery.event_label
        is_test = delivery.event == PING
        return super().get_context_data(
            title=title,
            crumbs=crumbs_of(delivery.endpoint, title),
            delivery=delivery,
            tries=list(delivery.tries.all()),
            is_test=is_test,
            is_waiting=delivery.state == DeliveryState.PENDING,
            may_resend=not is_test and delivery.state != DeliveryState.PENDING and delivery.endpoint.is_active,
            **kwargs,
        )


class Again(OneDelivery, ActionView):
    """Once more."""

    title = gettext_lazy("Send this once more?")
    text = gettext_lazy("It keeps its id, so a system that knows it already can leave it out.")
    button = gettext_lazy("Send again")
    success_message = gettext_lazy("It is sent within a minute.")

    def perform(self) -> Delivery:
        """Let the worker take it up."""
        return resend(delivery=self.delivery, actor=self.viewer)

    def get_success_url(self) -> str:
        """Its page."""
        return self.get_back_url()
