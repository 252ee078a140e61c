"""How an item ends: its outcome and the other side's word."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import FormPage
from clusterkit.ideas import actions, services
from clusterkit.ideas.enums import InterestState
from clusterkit.ideas.forms import OutcomeForm
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import interests, item_outcome
from clusterkit.ideas.views.items import ItemAction
from clusterkit.ideas.views.lists import exchange_crumb


class Close(FormPage[OutcomeForm]):
    """Close an item and say what came of it."""

    policy_action = actions.CLOSE
    form_class = OutcomeForm
    template_name = "clusterkit/form_page.html"
    success_message = _("The item is closed. Thank you for telling what came of it.")

    @property
    def item(self) -> Item:
        """The item, among those one may see."""
        return self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])

    def get_back_url(self) -> str:
        """The item."""
        return reverse("clusterkit_ideas:detail", kwargs={"pk": self.kwargs["pk"]})

    def get_form_kwargs(self) -> dict[str, Any]:
        """The accepted talks of the item."""
        item = self.item
        policy_of(Item).require(self.viewer, actions.CLOSE, item)
        talks = interests(self.viewer).filter(item=item, state=InterestState.ACCEPTED)
        return {**super().get_form_kwargs(), "talks": talks, "initial": {"version": item.version}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        item = self.item
        return super().get_context_data(
            title=_("Close with an outcome"),
            lead=_("Answers that still wait are closed. The organisation you name confirms the outcome."),
            submit_label=_("Close the item"),
            cancel_url=item.get_absolute_url(),
            crumbs=[exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(_("Outcome"))],
            **kwargs,
        )

    def perform(self, form: OutcomeForm) -> Item:
        """By the service."""
        data = form.cleaned_data
        return services.close_with_outcome(
            item=self.item,
            kind=data["kind"],
            text=data["text"],
            interest=data["interest"],
            actor=self.viewer,
            expected_version=data["version"],
        )


class ConfirmOutcome(ItemAction):
    """Confirm as the other side."""

    policy_action = actions.CONFIRM_OUTCOME
    title = _("Confirm this outcome?")
    text = _("Your organisation says that it came so.")
    button = _("Confirm")
    success_message = _("The outcome is confirmed.")

    def perform(self) -> Any:
        """By the service."""
        outcome = item_outcome(self.item)
        if outcome is None:
            raise Http404
        return services.confirm_outcome(outcome=outcome, actor=self.viewer)
