"""What became of an outcome: the question and its answer."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import FormPage, ListPage
from clusterkit.ideas import actions, services
from clusterkit.ideas.forms import FollowUpForm
from clusterkit.ideas.models import FollowUp
from clusterkit.ideas.selectors import follow_ups
from clusterkit.ideas.views.lists import exchange_crumb


class FollowUpList(ListPage[FollowUp]):
    """The questions about outcomes of one's organisations: asked, answered and to come."""

    policy_action = actions.FOLLOW_UP
    model = FollowUp
    template_name = "clusterkit/ideas/follow_ups.html"
    context_object_name = "follow_ups"

    def get_rows(self) -> QuerySet[FollowUp]:
        """As they fall due."""
        return follow_ups(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        return super().get_context_data(
            title=_("What became of it"), crumbs=[exchange_crumb(), Crumb(_("What became of it"))], **kwargs
        )


class AnswerFollowUp(FormPage[FollowUpForm]):
    """Say what became of an outcome."""

    policy_action = actions.FOLLOW_UP
    form_class = FollowUpForm
    template_name = "clusterkit/form_page.html"
    success_message = _("Thank you. The cluster sees now what came of it.")

    @property
    def follow_up(self) -> FollowUp:
        """The question, among those of one's organisations."""
        return self.get_visible(FollowUp, follow_ups(self.viewer), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What is answered stands on the list."""
        if self.follow_up.answered_at is not None:
            return redirect(self.get_back_url())
        return super().get(request, *args, **kwargs)

    def get_back_url(self) -> str:
        """The list."""
        return reverse("clusterkit_ideas:follow-ups")

    def get_success_url(self) -> str:
        """The list, where the answer stands."""
        return self.get_back_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The item and the outcome stand above the form."""
        follow_up = self.follow_up
        item = follow_up.outcome.item
        return super().get_context_data(
            title=_("What became of “%(title)s”?") % {"title": item.title},
            lead=follow_up.outcome.get_kind_display(),
            submit_label=_("Send"),
            cancel_url=self.get_back_url(),
            crumbs=[
                exchange_crumb(),
                Crumb(item.title, item.get_absolute_url()),
                Crumb(_("What became of it"), self.get_back_url()),
                Crumb(_("Answer")),
            ],
            **kwargs,
        )

    def perform(self, form: FollowUpForm) -> FollowUp:
        """By the service."""
        return services.answer_follow_up(follow_up=self.follow_up, actor=self.viewer, **form.cleaned_data)
