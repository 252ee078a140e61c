"""Choosing a kind, writing and changing an item."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, PageView
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors import organisations_of
from clusterkit.ideas import actions, selectors, services
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.forms import ItemForm
from clusterkit.ideas.kinds import ItemKind, item_kinds
from clusterkit.ideas.models import Attachment, Item, ItemChange
from clusterkit.ideas.services.items import UNFINISHED_STATES
from clusterkit.ideas.views.drafting import ItemFormPage
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

    @property
    def kind(self) -> ItemKind:
        """The kind of the address."""
        return item_kinds.get(self.kwargs["kind"])

    @property
    def autosave_url(self) -> str:
        """Where what is typed is kept."""
        return reverse("clusterkit_ideas:autosave-new", kwargs={"kind": self.kwargs["kind"]})

    def get_initial(self) -> dict[str, Any]:
        """The kind's template; most people write in the language they read."""
        return {"language": (get_language() or "").split("-")[0], "body": str(self.kind.template)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The kind's hints and the person's organisations; the one that he acts for now is chosen."""
        own: list[Organisation] = list(organisations_of(self.viewer))
        return {
            **super().get_form_kwargs(),
            "kind": self.kind,
            "organisations": own,
            "acting": self.viewer.acting_organisation_id,
            "modes": selectors.offered_modes(Item()),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        kind = self.kind
        own = min(self.viewer.organisation_ids, default=0)
        first = Item(kind=kind.code, organisation_id=self.viewer.acting_organisation_id or own)
        return super().get_context_data(
            title=kind.choice,
            lead=kind.about,
            crumbs=[exchange_crumb(), Crumb(_("New item"), reverse("clusterkit_ideas:new")), Crumb(kind.label)],
            is_open=False,
            cancel_url=reverse("clusterkit_ideas:list"),
            goes_to_moderation=selectors.goes_to_review(self.viewer, first),
            **kwargs,
        )

    def keep(self, form: ItemForm) -> Item | None:
        """The draft that the form began already, or a new one; None while nothing was typed."""
        data, typed = form.cleaned_data, form.typed()
        fields: Any = {"kind": self.kwargs["kind"], **form.item_fields()}
        begun = self._begun(data.get("draft"))
        if begun is not None and begun.organisation_id == data["organisation"].pk:
            return services.update_item(
                item=begun, fields=fields, typed=typed, actor=self.viewer, expected_version=data["version"]
            )
        if begun is not None:
            services.withdraw(item=begun, actor=self.viewer)
        return services.create_draft(organisation=data["organisation"], fields=fields, typed=typed, actor=self.viewer)

    def is_empty(self, form: ItemForm) -> bool:
        """Whether there is nothing yet that could be lost."""
        if form.data.get("draft"):
            return False
        template = "".join(str(self.kind.template).split())
        texts = ["".join(str(form.data.get(name, "")).split()) for name in ("title", "summary", "body")]
        return not any(text for text in texts if text != template)

    def _begun(self, pk: int | None) -> Item | None:
        if pk is None or pk > 2**62:
            return None
        rows = selectors.own_items(self.viewer).filter(state=ItemState.DRAFT, kind=self.kwargs["kind"])
        return rows.filter(pk=pk).first()


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
            self._item = self.get_visible(Item, selectors.items(self.viewer), pk=self.kwargs["pk"])
        return self._item

    @property
    def autosave_url(self) -> str:
        """Where what is typed is kept; empty for an open item: others would see it change."""
        if self.item.state not in UNFINISHED_STATES:
            return ""
        return reverse("clusterkit_ideas:autosave", kwargs={"pk": self.kwargs["pk"]})

    def get_back_url(self) -> str:
        """Its page."""
        return reverse("clusterkit_ideas:detail", kwargs={"pk": self.kwargs["pk"]})

    def get_form_kwargs(self) -> dict[str, Any]:
        """The kind's hints and the item."""
        item = self.item
        return {
            **super().get_form_kwargs(),
            "kind": item.kind_info,
            "organisations": [],
            "item": item,
            "modes": selectors.offered_modes(item),
        }

    def get_initial(self) -> dict[str, Any]:
        """What is there; what waits for the coordinators or was not taken over (``?change=7``); what is not valid yet."""
        item = self.item
        names = ("title", "summary", "body", "mode", "valid_until", "language", "version", "region", "readiness")
        more = ("cooperation", "budget_from", "budget_to", "currency", "deadline")
        values = {name: getattr(item, name) for name in (*names, *more)}
        values |= {"sectors": [sector.pk for sector in item.sectors.all()], "tags": item.tags}
        change = self._change()
        values |= change.values if change is not None else {}
        return {**values, "tags": ", ".join(values["tags"]), **item.unfinished}

    def _change(self) -> ItemChange | None:
        asked = self.request.GET.get("change", "")
        if asked.isascii() and asked.isdecimal() and len(asked) < 18:
            return selectors.changes_of(self.viewer, self.item).filter(pk=int(asked)).first()
        return selectors.waiting_change_of(self.viewer, self.item)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who may not change it gets the answer before he writes."""
        policy_of(Item).require(self.viewer, actions.EDIT, self.item)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings and the files that are there."""
        item = self.item
        is_open = item.state == ItemState.PUBLISHED
        return super().get_context_data(
            title=_("Change the item"),
            crumbs=[exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(_("Change"))],
            item=item,
            attachments=list(item.attachments.select_related("file")),
            is_open=is_open,
            waiting=selectors.waiting_change_of(self.viewer, item) if is_open else None,
            cancel_url=item.get_absolute_url(),
            goes_to_moderation=selectors.goes_to_review(self.viewer, item),
            **kwargs,
        )

    def keep(self, form: ItemForm) -> Item | None:
        """Keep the changes."""
        return services.update_item(
            item=self.item,
            fields=form.item_fields(),
            typed=form.typed(),
            actor=self.viewer,
            expected_version=form.cleaned_data.get("version"),
        )


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
