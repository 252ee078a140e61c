"""An item's page and the buttons on it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.surfaces import Block
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, DetailPage
from clusterkit.ideas import actions, services
from clusterkit.ideas.forms import CommentForm, VersionForm
from clusterkit.ideas.hooks import ItemButton, ItemPanelPayload, item_buttons, item_panels
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import ItemView, item_view, items, survivor_of, warnings_of
from clusterkit.ideas.views.lists import exchange_crumb
from clusterkit.ideas.views.locks import lock_of


class ItemPage(DetailPage[Item]):
    """An item as deep as the viewer sees it."""

    policy_action = actions.VIEW
    model = Item
    template_name = "clusterkit/ideas/detail.html"
    context_object_name = "item"

    def get_rows(self) -> QuerySet[Item]:
        """With organisation, sectors and numbers."""
        return items(self.viewer)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; the address of an item that was joined with another leads its readers there."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            survivor = survivor_of(self.viewer, self.kwargs["pk"])
            if survivor is None:
                raise
            return HttpResponseRedirect(survivor.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The item's view, the comment form, panels of other apps."""
        view = item_view(self.viewer, self.object)
        self._note_reading(view)
        payload = ItemPanelPayload(self.viewer, self.object)
        blocks = item_panels.collect(payload) if view.reads else []
        buttons: list[ItemButton] = (
            [item for part in item_buttons.collect(payload) for item in part] if view.reads else []
        )
        return super().get_context_data(
            view=view,
            title=self.object.title,
            crumbs=[exchange_crumb(), Crumb(self.object.title)],
            comment_form=CommentForm() if view.may_comment else None,
            main_panels=self._panels(blocks, "main"),
            side_panels=self._panels(blocks, "side"),
            buttons=sorted(buttons, key=lambda button: button.order),
            lock=None if view.reads else lock_of(self.request, actions.READ),
            answer_lock=None if self.viewer.allows(actions.RESPOND) else lock_of(self.request, actions.RESPOND),
            **kwargs,
        )

    def _note_reading(self, view: ItemView) -> None:
        """Who opens the page himself has read the discussion; a program that only asks for its head has not."""
        seen_at = view.discussion.unseen_at
        if seen_at is not None and self.request.method == "GET" and self.viewer.is_authenticated:
            services.mark_read(item=self.object, seen_at=seen_at, actor=self.viewer)

    def _panels(self, blocks: list[Block], place: str) -> list[str]:
        shared = {"viewer": self.viewer, "item": self.object}
        return [
            render_to_string(block.template, {**shared, **block.context}, request=self.request)
            for block in sorted(blocks, key=lambda block: block.order)
            if block.place == place
        ]


class ItemAction(ActionView):
    """A button about an item; the version that was looked at comes along."""

    title: ClassVar[str | Promise] = ""
    policy_action = actions.VIEW

    @property
    def item(self) -> Item:
        """The item, among those one may see."""
        return self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])

    @property
    def version(self) -> int | None:
        """The version of the page that was open."""
        form = VersionForm(self.request.POST)
        return form.cleaned_data["version"] if form.is_valid() else None

    def get_success_url(self) -> str:
        """The item."""
        return reverse("clusterkit_ideas:detail", kwargs={"pk": self.kwargs["pk"]})

    def get_context_data(self) -> dict[str, Any]:
        """With the version as a hidden field."""
        item = self.item
        form = VersionForm(initial={"version": item.version})
        crumbs = [Crumb(item.title, item.get_absolute_url()), Crumb(self.title)]
        return {**super().get_context_data(), "form": form, "crumbs": crumbs}


class Publish(ItemAction):
    """Publish, or send to the coordinators."""

    policy_action = actions.PUBLISH
    title = _("Publish this item?")
    text = _("Everybody sees its title and summary. The text is read by those to whom the exchange is open.")
    button = _("Publish")
    template_name = "clusterkit/ideas/publish.html"
    success_message = _("Done: it is on its way.")

    def get_context_data(self) -> dict[str, Any]:
        """With what may tell whose it is, for one without a name."""
        item = self.item
        warnings = warnings_of(self.viewer, item)
        edit_url = reverse("clusterkit_ideas:edit", kwargs={"pk": item.pk})
        label = _("Publish all the same") if warnings else self.button
        return {**super().get_context_data(), "warnings": warnings, "edit_url": edit_url, "submit_label": label}

    def perform(self) -> Item:
        """By the service."""
        return services.publish(item=self.item, actor=self.viewer, expected_version=self.version)


class Withdraw(ItemAction):
    """Take it off the exchange."""

    policy_action = actions.WITHDRAW
    title = _("Withdraw this item?")
    text = _("Others see it no more, and the answers that wait are closed. It cannot be brought back.")
    button = _("Withdraw")
    tone = "danger"
    success_message = _("The item is withdrawn.")

    def perform(self) -> Item:
        """By the service."""
        return services.withdraw(item=self.item, actor=self.viewer, expected_version=self.version)


class Renew(ItemAction):
    """Prolong it."""

    policy_action = actions.RENEW
    title = _("Prolong this item?")
    text = _("It stays open for another three months.")
    button = _("Prolong")
    success_message = _("The item is prolonged.")

    def perform(self) -> Item:
        """By the service."""
        return services.renew(item=self.item, actor=self.viewer, expected_version=self.version)
