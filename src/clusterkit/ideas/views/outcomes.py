"""How an item ends: its outcome and the other side's word."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import FormPage
from clusterkit.ideas import actions, services
from clusterkit.ideas.enums import InterestState
from clusterkit.ideas.forms import ContestForm, OutcomeForm, VersionForm
from clusterkit.ideas.models import Interest, Item, Outcome
from clusterkit.ideas.selectors import interests, item_outcome
from clusterkit.ideas.views.items import ItemAction
from clusterkit.ideas.views.lists import exchange_crumb


class AboutItem(FormPage[Any]):
    """A form about how an item ends."""

    form_class: Any = OutcomeForm
    template_name = "clusterkit/form_page.html"

    @property
    def item(self) -> Item:
        """The item, among those one may see."""
        return self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])

    @property
    def outcome(self) -> Outcome:
        """Its outcome; 404 where it has none."""
        outcome = item_outcome(self.item)
        if outcome is None:
            raise Http404
        return outcome

    def get_back_url(self) -> str:
        """The item."""
        return reverse("clusterkit_ideas:detail", kwargs={"pk": self.kwargs["pk"]})

    def get_success_url(self) -> str:
        """The item."""
        return self.get_back_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way back."""
        item = self.item
        crumbs = [exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(_("Outcome"))]
        return super().get_context_data(cancel_url=item.get_absolute_url(), crumbs=crumbs, **kwargs)

    def accepted_talks(self, item: Item) -> Any:
        """Those with whom it can have ended."""
        return interests(self.viewer).filter(item=item, state=InterestState.ACCEPTED)


class Close(AboutItem):
    """Close an item and say what came of it."""

    policy_action = actions.CLOSE
    success_message = _("The item is closed. Thank you for telling what came of it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The accepted talks of the item."""
        item = self.item
        policy_of(Item).require(self.viewer, actions.CLOSE, item)
        initial = {"version": item.version}
        return {**super().get_form_kwargs(), "talks": self.accepted_talks(item), "initial": initial}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        return super().get_context_data(
            title=_("Close with an outcome"),
            lead=_("Answers that still wait are closed. The organisation you name confirms the outcome."),
            submit_label=_("Close the item"),
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


class ChangeOutcome(AboutItem):
    """Correct an outcome until it is confirmed."""

    policy_action = actions.CLOSE
    success_message = _("The outcome is corrected. The other side is asked again.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is there, and the accepted talks."""
        item = self.item
        policy_of(Item).require(self.viewer, actions.CLOSE, item)
        outcome = item_outcome(item)
        if outcome is None:
            raise StateConflict(_("Nobody has said yet what came of this item. Close it with an outcome first."))
        initial = {
            "kind": outcome.kind,
            "text": outcome.text,
            "interest": outcome.interest_id,
            "version": outcome.version,
        }
        return {**super().get_form_kwargs(), "talks": self.accepted_talks(item), "initial": initial}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        return super().get_context_data(
            title=_("Correct the outcome"),
            lead=_("The organisation you name is asked to confirm it."),
            submit_label=_("Save"),
            **kwargs,
        )

    def perform(self, form: OutcomeForm) -> Outcome:
        """By the service."""
        data = form.cleaned_data
        return services.change_outcome(
            outcome=self.outcome,
            kind=data["kind"],
            text=data["text"],
            interest=data["interest"],
            actor=self.viewer,
            expected_version=data["version"],
        )


class ContestOutcome(AboutItem):
    """Say, as the other side, that it was not so."""

    policy_action = actions.CONFIRM_OUTCOME
    form_class = ContestForm
    success_message = _("The other side was told. You confirm the outcome when it is corrected.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The version that is looked at."""
        outcome = self.outcome
        policy_of(Outcome).require(self.viewer, actions.CONFIRM_OUTCOME, outcome)
        return {**super().get_form_kwargs(), "initial": {"version": outcome.version}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        return super().get_context_data(
            title=_("It was not so"), lead=self.outcome.get_kind_display(), submit_label=_("Send"), **kwargs
        )

    def perform(self, form: ContestForm) -> Interest | None:
        """By the service."""
        data = form.cleaned_data
        outcome = services.contest_outcome(
            outcome=self.outcome, text=data["text"], actor=self.viewer, expected_version=data["version"]
        )
        return outcome.interest


class ConfirmOutcome(ItemAction):
    """Confirm as the other side."""

    policy_action = actions.CONFIRM_OUTCOME
    title = _("Confirm this outcome?")
    text = _("Your organisation says that it came so.")
    button = _("Confirm")
    success_message = _("The outcome is confirmed.")

    def get_context_data(self) -> dict[str, Any]:
        """With the version of the outcome, not of the item."""
        outcome = item_outcome(self.item)
        initial = {"version": outcome.version if outcome is not None else None}
        return {**super().get_context_data(), "form": VersionForm(initial=initial)}

    def perform(self) -> Any:
        """By the service."""
        outcome = item_outcome(self.item)
        if outcome is None:
            raise Http404
        return services.confirm_outcome(outcome=outcome, actor=self.viewer, expected_version=self.version)
