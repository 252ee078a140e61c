"""Choosing a kind, writing and changing an item."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage, PageView
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors import organisations_of
from clusterkit.ideas import actions, services
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.forms import ItemForm
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Attachment, Item
from clusterkit.ideas.selectors import items
from clusterkit.ideas.views.lists import exchange_crumb


class ChooseKind(PageView):
    """What is it: a request, an offer, an idea?"""

    policy_action = actions.DRAFT
    template_name = "clusterkit/ideas/choose_kind.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The kinds, and whether the person has an organisation to write for."""
        return super().get_context_data(
            title=_("What would you like to publish?"),
            crumbs=[exchange_crumb(), Crumb(_("New item"))],
            kinds=list(item_kinds),
            has_organisation=bool(self.viewer.organisation_ids),
            **kwargs,
        )


class ItemFormPage(FormPage[ItemForm]):
    """The part that new and changed items share: two buttons, one keeps a draft."""

    form_class = ItemForm
    template_name = "clusterkit/ideas/form.html"

    @property
    def wants_publication(self) -> bool:
        """Whether the second button was pressed."""
        return self.request.POST.get("action") == "publish"

    def finish(self, item: Item, form: ItemForm) -> Item:
        """The file and the publication, in the same transaction as the text."""
        if form.cleaned_data.get("file"):
            services.add_attachment(item=item, upload=form.cleaned_data["file"], actor=self.viewer)
            item.refresh_from_db()
        return services.publish(item=item, actor=self.viewer) if self.wants_publication else item


class NewItem(ItemFormPage):
    """Write an item of the chosen kind."""

    policy_action = actions.DRAFT
    success_message = _("Saved.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """An unknown kind is an unknown address."""
        if item_kinds.find(kwargs["kind"]) is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without an organisation there is nothing to write for: the choice says so."""
        if not self.viewer.organisation_ids:
            return ChooseKind.as_view()(request)  # type: ignore[return-value]
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Most people write in the language they read."""
        return {"language": (get_language() or "").split("-")[0]}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The kind's hints and the person's organisations; the one that he acts for now is chosen."""
        own: list[Organisation] = list(organisations_of(self.viewer))
        return {
            **super().get_form_kwargs(),
            "kind": item_kinds.get(self.kwargs["kind"]),
            "organisations": own,
            "acting": self.viewer.acting_organisation_id,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        kind = item_kinds.get(self.kwargs["kind"])
        return super().get_context_data(
            title=kind.choice,
            lead=kind.about,
            crumbs=[exchange_crumb(), Crumb(_("New item"), reverse("clusterkit_ideas:new")), Crumb(kind.label)],
            is_open=False,
            cancel_url=reverse("clusterkit_ideas:list"),
            goes_to_moderation=not self.viewer.allows(actions.PUBLISH_DIRECTLY),
            **kwargs,
        )

    @transaction.atomic
    def perform(self, form: ItemForm) -> Item:
        """Keep the draft, and publish it where that was asked."""
        item = services.create_draft(
            organisation=form.cleaned_data["organisation"],
            fields={"kind": self.kwargs["kind"], **form.item_fields()},
            actor=self.viewer,
        )
        return self.finish(item, form)


class EditItem(ItemFormPage):
    """Change an item."""

    policy_action = actions.EDIT
    success_message = _("Saved.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Nothing is read before the action was checked."""
        super().setup(request, *args, **kwargs)
        self._item: Item | None = None

    @property
    def item(self) -> Item:
        """The item, among those one may see."""
        if self._item is None:
            self._item = self.get_visible(Item, items(self.viewer), pk=self.kwargs["pk"])
        return self._item

    def get_back_url(self) -> str:
        """Its page."""
        return reverse("clusterkit_ideas:detail", kwargs={"pk": self.kwargs["pk"]})

    def get_form_kwargs(self) -> dict[str, Any]:
        """The kind's hints and the item."""
        item = self.item
        return {**super().get_form_kwargs(), "kind": item.kind_info, "organisations": [], "item": item}

    def get_initial(self) -> dict[str, Any]:
        """What is there."""
        item = self.item
        names = ("title", "summary", "body", "mode", "valid_until", "language", "version")
        return {
            **{name: getattr(item, name) for name in names},
            "sectors": [sector.pk for sector in item.sectors.all()],
            "tags": ", ".join(item.tags),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who may not change it gets the answer before he writes."""
        policy_of(Item).require(self.viewer, actions.EDIT, self.item)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings and the files that are there."""
        item = self.item
        return super().get_context_data(
            title=_("Change the item"),
            crumbs=[exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(_("Change"))],
            item=item,
            attachments=list(item.attachments.select_related("file")),
            is_open=item.state == ItemState.PUBLISHED,
            cancel_url=item.get_absolute_url(),
            goes_to_moderation=not self.viewer.allows(actions.PUBLISH_DIRECTLY),
            **kwargs,
        )

    @transaction.atomic
    def perform(self, form: ItemForm) -> Item:
        """Keep the changes, and publish where that was asked."""
        item = services.update_item(
            item=self.item,
            fields=form.item_fields(),
            actor=self.viewer,
            expected_version=form.cleaned_data["version"],
        )
        return self.finish(item, form)


class RemoveAttachment(ActionView):
    """Take a file away."""

    policy_action = actions.EDIT
    title = _("Remove this file?")
    text = _("It cannot be brought back.")
    button = _("Remove")
    tone = "danger"
    success_message = _("The file is removed.")

    def get_success_url(self) -> str:
        """The form."""
        return reverse("clusterkit_ideas:edit", kwargs={"pk": self.kwargs["pk"]})

    def get_subject(self) -> Attachment:
        """The file of the address."""
        rows = Attachment.objects.select_related("item__organisation", "file")
        return self.get_visible(Attachment, rows, pk=self.kwargs["file"], item_id=self.kwargs["pk"])

    def perform(self) -> None:
        """By the service."""
        services.remove_attachment(attachment=self.get_subject(), actor=self.viewer)
