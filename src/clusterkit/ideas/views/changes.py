"""Changes of open items: the page that compares, and the decisions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, DetailPage, FormPage, ListPage
from clusterkit.ideas import actions, services
from clusterkit.ideas.forms import ReasonForm, VersionForm
from clusterkit.ideas.models import Item, ItemChange
from clusterkit.ideas.policies import is_owner
from clusterkit.ideas.selectors import change_view, changes_to_review, warnings_of
from clusterkit.ideas.views.lists import exchange_crumb
from clusterkit.ideas.views.office_tabs import office_tabs


def _rows() -> QuerySet[ItemChange]:
    return ItemChange.objects.select_related("item__organisation", "author")


def _crumbs(change: ItemChange, *more: Crumb) -> list[Crumb]:
    item = change.item
    last = Crumb(_("Change"), change.get_absolute_url() if more else "")
    return [exchange_crumb(), Crumb(item.title, item.get_absolute_url()), last, *more]


class ChangeQueue(ListPage[ItemChange]):
    """Changes that wait, the longest waiting first."""

    policy_action = actions.REVIEW_CHANGE
    model = ItemChange
    template_name = "clusterkit/ideas/changes_queue.html"
    context_object_name = "changes"

    def get_rows(self) -> QuerySet[ItemChange]:
        """What the person may decide on."""
        return changes_to_review(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        return super().get_context_data(
            title=_("Changes to look at"),
            crumbs=[exchange_crumb(), Crumb(_("Moderation"))],
            tabs=office_tabs(self.viewer, "changes"),
            **kwargs,
        )


class ChangePage(DetailPage[ItemChange]):
    """The old and the new, field by field."""

    policy_action = actions.VIEW_CHANGE
    model = ItemChange
    template_name = "clusterkit/ideas/change.html"
    context_object_name = "change"

    def get_object(self, queryset: Any = None) -> ItemChange:
        """The change of the address."""
        return self.get_visible(ItemChange, _rows(), pk=self.kwargs["change"], item_id=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The fields, and what the person may do."""
        change = self.object
        return super().get_context_data(
            title=_("A change of “%(title)s”") % {"title": change.item.title},
            crumbs=_crumbs(change),
            view=change_view(self.viewer, change),
            item=change.item,
            is_owner=is_owner(self.viewer, change.item),
            may_edit=policy_of(Item).can(self.viewer, actions.EDIT, change.item),
            warnings=warnings_of(self.viewer, change.item, change.values),
            **kwargs,
        )


class OneChange:
    """What the decisions share: the change of the address, and the ways back."""

    kwargs: Any
    get_visible: Any

    @property
    def change(self) -> ItemChange:
        """The change of the address, among those one may see."""
        found: ItemChange = self.get_visible(ItemChange, _rows(), pk=self.kwargs["change"], item_id=self.kwargs["pk"])
        return found

    def get_back_url(self) -> str:
        """The change."""
        return reverse("clusterkit_ideas:change", kwargs=self.kwargs)


class ChangeAction(OneChange, ActionView):
    """A button about a change; the version that was looked at comes along."""

    def get_subject(self) -> ItemChange:
        """The change."""
        return self.change

    @property
    def version(self) -> int | None:
        """The version of the page that was open."""
        form = VersionForm(self.request.POST)
        return form.cleaned_data["version"] if form.is_valid() else None

    def get_context_data(self) -> dict[str, Any]:
        """With the version as a hidden field."""
        change = self.change
        form = VersionForm(initial={"version": change.version})
        return {**super().get_context_data(), "form": form, "crumbs": _crumbs(change, Crumb(self.title))}


class ApproveChange(ChangeAction):
    """Take it over."""

    policy_action = actions.REVIEW_CHANGE
    title = _("Take this change over?")
    text = _("Everybody who sees the item sees the new text from now on.")
    button = _("Take over")
    success_message = _("The change is taken over.")

    def perform(self) -> ItemChange:
        """By the service."""
        return services.approve_change(change=self.change, actor=self.viewer, expected_version=self.version)

    def get_success_url(self) -> str:
        """The next one."""
        return reverse("clusterkit_ideas:changes")


class TakeBackChange(ChangeAction):
    """The owner does not want it any more."""

    policy_action = actions.TAKE_BACK_CHANGE
    title = _("Take this change back?")
    text = _("The item stays as it is.")
    button = _("Take it back")
    success_message = _("The change is taken back.")

    def perform(self) -> ItemChange:
        """By the service."""
        return services.take_back_change(change=self.change, actor=self.viewer, expected_version=self.version)

    def get_success_url(self) -> str:
        """The item."""
        return reverse("clusterkit_ideas:detail", kwargs={"pk": self.kwargs["pk"]})


class RefuseChange(OneChange, FormPage[ReasonForm]):
    """Leave the text as it is; the owner reads why."""

    policy_action = actions.REVIEW_CHANGE
    form_class = ReasonForm
    template_name = "clusterkit/form_page.html"
    success_message = _("The change is not taken over.")

    def get_initial(self) -> dict[str, Any]:
        """The version that is looked at."""
        return {"version": self.change.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        change = self.change
        title = _("Do not take the change over")
        return super().get_context_data(
            title=title,
            lead=change.item.title,
            submit_label=_("Do not take over"),
            cancel_url=self.get_back_url(),
            crumbs=_crumbs(change, Crumb(title)),
            **kwargs,
        )

    def perform(self, form: ReasonForm) -> ItemChange:
        """By the service."""
        data = form.cleaned_data
        return services.refuse_change(
            change=self.change, reason=data["reason"], actor=self.viewer, expected_version=data["version"]
        )

    def get_success_url(self) -> str:
        """The next one."""
        return reverse("clusterkit_ideas:changes")
