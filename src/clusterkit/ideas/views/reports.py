"""Reporting, and deciding about what was reported."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import DomainError, StaleVersion
from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import FormPage, ListPage, PageView
from clusterkit.ideas import actions, services
from clusterkit.ideas.forms.moderation import CaseForm, ReportForm
from clusterkit.ideas.models import Comment, Item, Report
from clusterkit.ideas.policies import may_read_words
from clusterkit.ideas.selectors import CaseView, case_view, cases_of, comments_of, open_cases, reports
from clusterkit.ideas.views.lists import exchange_crumb
from clusterkit.ideas.views.office_tabs import office_tabs


class ReportItem(FormPage[ReportForm]):
    """Say what is wrong with an item."""

    policy_action = actions.REPORT
    form_class = ReportForm
    template_name = "clusterkit/ideas/report.html"

    @cached_property
    def item(self) -> Item:
        """The item; 404 for one that the person does not see, 403 for what he may not report."""
        found = self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])
        self.check(found)
        return found

    def check(self, item: Item) -> None:
        """Whether the thing may be reported."""
        policy_of(Item).require(self.viewer, actions.REPORT, item)

    @property
    def comment(self) -> Comment | None:
        """The comment, where it is about one."""
        return None

    def get_back_url(self) -> str:
        """The item."""
        return reverse("clusterkit_ideas:detail", kwargs={"pk": self.kwargs["pk"]})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        item, comment = self.item, self.comment
        title = _("Report this item") if comment is None else _("Report this comment")
        return super().get_context_data(
            title=title,
            lead=_("The coordinators look at it. Nobody is told who reported."),
            reported=comment.text if comment is not None else item.title,
            submit_label=_("Send the report"),
            cancel_url=self.get_back_url(),
            crumbs=[exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(title)],
            **kwargs,
        )

    def perform(self, form: ReportForm) -> Report:
        """By the service."""
        return services.report(item=self.item, comment=self.comment, actor=self.viewer, **form.cleaned_data)

    def get_success_url(self) -> str:
        """A word of thanks."""
        return reverse("clusterkit_ideas:reported", kwargs={"pk": self.kwargs["pk"]})


class ReportComment(ReportItem):
    """Say what is wrong with a comment."""

    @cached_property
    def comment(self) -> Comment:
        """The comment; 404 for one that is not there for the person, or whose words he does not see."""
        rows: QuerySet[Comment] = comments_of(self.viewer, self.item)
        found = self.get_visible(Comment, rows, pk=self.kwargs["comment"])
        if not may_read_words(self.viewer, found):
            raise Http404
        policy_of(Comment).require(self.viewer, actions.REPORT, found)
        return found

    def check(self, item: Item) -> None:
        """The comment is asked instead."""

    def get_back_url(self) -> str:
        """Its place in the discussion."""
        return self.comment.get_absolute_url()


class Reported(PageView):
    """Thanks; also on the item whose comment somebody reported, his own perhaps."""

    policy_action = actions.READ
    template_name = "clusterkit/ideas/reported.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way back."""
        item = self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])
        return super().get_context_data(
            title=_("Thank you for your report"),
            item_url=item.get_absolute_url(),
            crumbs=[
                exchange_crumb(),
                Crumb(item.title, item.get_absolute_url()),
                Crumb(_("Thank you for your report")),
            ],
            **kwargs,
        )


class ReportQueue(ListPage[Report]):
    """What was reported and waits, thing by thing, the longest waiting first."""

    policy_action = actions.VIEW_REPORTS
    model = Report
    template_name = "clusterkit/ideas/reports.html"
    context_object_name = "groups"

    def get_rows(self) -> QuerySet[Any]:
        """By thing."""
        return open_cases(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows and headings."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "title": _("Reports"),
            "crumbs": [exchange_crumb(), Crumb(_("Reports"))],
            "tabs": office_tabs(self.viewer, "reports"),
            "cases": cases_of(list(context["groups"])),
        }


class CasePage(FormPage[CaseForm]):
    """One thing that was reported: what it is, what was said about it, and the decision."""

    policy_action = actions.VIEW_REPORTS
    form_class = CaseForm
    template_name = "clusterkit/ideas/case.html"
    success_message = _("Decided. Thanks went to the people who reported.")

    @cached_property
    def case(self) -> CaseView:
        """The case of the address; 404 for what is not the viewer's to know."""
        return case_view(self.viewer, self.get_visible(Report, reports(self.viewer), pk=self.kwargs["pk"]))

    def get_initial(self) -> dict[str, Any]:
        """Which report was the last that the person has seen."""
        return {"newest": max(row.pk for row in self.case.reports)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is hidden or gone cannot be hidden."""
        return {**super().get_form_kwargs(), "may_hide": self.case.may_hide}

    def get_back_url(self) -> str:
        """The queue."""
        return reverse("clusterkit_ideas:reports")

    def get_success_url(self) -> str:
        """The queue."""
        return self.get_back_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The thing with its reports."""
        item, comment = self.case.item, self.case.comment
        return super().get_context_data(
            title=_("A comment was reported") if comment is not None else _("An item was reported"),
            case=self.case,
            submit_label=_("Decide"),
            cancel_url=self.get_back_url(),
            crumbs=[exchange_crumb(), Crumb(_("Reports"), self.get_back_url()), Crumb(item.title)],
            **kwargs,
        )

    def form_refused(self, form: CaseForm, error: DomainError) -> HttpResponse:
        """Where more was reported meanwhile, the page shows it now, and the next click is about all of it."""
        if isinstance(error, StaleVersion):
            del self.case
            form.data = {**self.request.POST.dict(), "newest": max(row.pk for row in self.case.reports)}
        return super().form_refused(form, error)

    def perform(self, form: CaseForm) -> None:
        """By the service."""
        data = form.cleaned_data
        report = self.case.report
        if data["verdict"] == CaseForm.DISMISS:
            services.dismiss_report(report=report, actor=self.viewer, reason=data["reason"], newest=data["newest"])
        else:
            services.uphold_report(
                report=report, actor=self.viewer, consequences=form.consequences(), newest=data["newest"]
            )
