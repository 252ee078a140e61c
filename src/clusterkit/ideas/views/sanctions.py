"""Warnings and blocks: imposing, reading and lifting them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, DetailPage, FormPage, ListPage
from clusterkit.ideas import actions, services
from clusterkit.ideas.enums import SanctionKind
from clusterkit.ideas.forms.moderation import SanctionForm
from clusterkit.ideas.models import Comment, Item, Sanction, person_name
from clusterkit.ideas.selectors import sanctions
from clusterkit.ideas.views.lists import exchange_crumb
from clusterkit.ideas.views.office_tabs import office_tabs


def sanctions_crumb() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Warnings and blocks"), reverse("clusterkit_ideas:sanctions"))


class SanctionList(ListPage[Sanction]):
    """All of them for coordinators, one's own for everybody else."""

    policy_action = actions.FOLLOW
    model = Sanction
    template_name = "clusterkit/ideas/sanctions.html"
    context_object_name = "sanctions"

    def get_rows(self) -> QuerySet[Sanction]:
        """The newest first."""
        return sanctions(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        office = self.viewer.allows(actions.SANCTION)
        return super().get_context_data(
            title=_("Warnings and blocks"),
            crumbs=[exchange_crumb(), Crumb(_("Warnings and blocks"))],
            tabs=office_tabs(self.viewer, "sanctions") if office else [],
            is_office=office,
            **kwargs,
        )


class SanctionPage(DetailPage[Sanction]):
    """One of them: why, until when, and for coordinators whose."""

    policy_action = actions.FOLLOW
    model = Sanction
    template_name = "clusterkit/ideas/sanction.html"
    context_object_name = "sanction"

    def get_rows(self) -> QuerySet[Sanction]:
        """With the people."""
        return sanctions(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        sanction = self.object
        may = policy_of(Sanction).can(self.viewer, actions.SANCTION, sanction)
        return super().get_context_data(
            title=sanction.get_kind_display(),
            crumbs=[exchange_crumb(), sanctions_crumb(), Crumb(sanction.get_kind_display())],
            person=person_name(sanction.user) if may else "",
            office=person_name(sanction.author) if may else "",
            may_lift=may and sanction.is_in_force,
            **kwargs,
        )


class LiftSanction(ActionView):
    """Let somebody write again."""

    policy_action = actions.SANCTION
    title = _("Let this person write again?")
    text = _("It holds at once, and the person gets a message.")
    button = _("Let write again")
    success_message = _("The person may write again.")

    def get_subject(self) -> Sanction:
        """The one of the address."""
        return self.get_visible(Sanction, pk=self.kwargs["pk"])

    def perform(self) -> Sanction:
        """By the service."""
        return services.lift_sanction(sanction=self.get_subject(), actor=self.viewer)

    def get_success_url(self) -> str:
        """Its page."""
        return reverse("clusterkit_ideas:sanction", kwargs={"pk": self.kwargs["pk"]})


class SanctionAuthor(FormPage[SanctionForm]):
    """Warn the author of an item, or stop him from writing."""

    policy_action = actions.SANCTION
    form_class = SanctionForm
    template_name = "clusterkit/form_page.html"
    success_message = _("Done. The person gets a message.")

    @cached_property
    def item(self) -> Item:
        """The item, among those one may see."""
        rows = Item.objects.select_related("organisation", "author")
        return self.get_visible(Item, rows, pk=self.kwargs["pk"])

    @cached_property
    def author(self) -> Any:
        """Who wrote the thing; 403 for oneself, and where he is not there any more."""
        policy_of(Item).require(self.viewer, actions.SANCTION, self.item)
        return self.item.author

    def get_back_url(self) -> str:
        """The item."""
        return reverse("clusterkit_ideas:detail", kwargs={"pk": self.kwargs["pk"]})

    def get_success_url(self) -> str:
        """The item."""
        return self.get_back_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        author, item = self.author, self.item
        title = _("Warn or block the author")
        return super().get_context_data(
            title=title,
            lead=person_name(author),
            submit_label=_("Send"),
            cancel_url=self.get_back_url(),
            crumbs=[exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(title)],
            **kwargs,
        )

    def perform(self, form: SanctionForm) -> Sanction:
        """By the service."""
        data, author = form.cleaned_data, self.author
        if data["kind"] == SanctionKind.WARNING:
            return services.warn(user_id=author.pk, reason=data["reason"], actor=self.viewer)
        return services.stop_writing(user_id=author.pk, reason=data["reason"], until=data["until"], actor=self.viewer)


class SanctionCommentAuthor(SanctionAuthor):
    """The same about the author of a comment."""

    @cached_property
    def author(self) -> Any:
        """Who wrote the comment."""
        rows = Comment.objects.select_related("author", "item__organisation")
        found = self.get_visible(Comment, rows, pk=self.kwargs["comment"], item_id=self.kwargs["pk"])
        policy_of(Comment).require(self.viewer, actions.SANCTION, found)
        return found.author
