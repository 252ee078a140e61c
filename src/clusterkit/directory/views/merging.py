"""Two organisations that turn out to be one: find the other one, compare, decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clusterkit.core.web.views import FormPage, PageView
from clusterkit.directory.actions import MERGE
from clusterkit.directory.forms import MergeForm
from clusterkit.directory.hooks import OrganisationMerge
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors import candidates, differences, obstacles, organisations
from clusterkit.directory.services import merge_organisations
from clusterkit.directory.views.organisation import OrganisationView


class FindDuplicate(OrganisationView, PageView):
    """Which other organisation is the same as this one?"""

    policy_action = MERGE
    object_action = MERGE
    template_name = "clusterkit/directory/find_duplicate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was looked for, and what was found."""
        text = self.request.GET.get("q", "")[:200].replace("\x00", "")
        return super().get_context_data(
            title=_("Which one is the same?"),
            lead=_("Both become one: %(organisation)s stays, and takes over all that belongs to the other one.")
            % {"organisation": self.organisation},
            crumbs=self.crumbs(_("Merge")),
            organisation=self.organisation,
            text=text,
            found=[
                (other, f"{self.address('merge')}?merged={other.pk}")
                for other in candidates(self.viewer, self.organisation, text)
            ],
            **kwargs,
        )


class MergeOrganisations(OrganisationView, FormPage[MergeForm]):
    """Both side by side; for each field in which they differ, whose value stays."""

    policy_action = MERGE
    object_action = MERGE
    form_class = MergeForm
    template_name = "clusterkit/directory/merge.html"

    @cached_property
    def other(self) -> Organisation:
        """The one that goes; 404 for what is not there, or for the organisation itself."""
        given = self.request.POST.get("merged") or self.request.GET.get("merged") or ""
        key = int(given) if given.isdecimal() and len(given) < 18 else 0
        return self.get_visible(Organisation, organisations(self.viewer).exclude(pk=self.organisation.pk), pk=key)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The fields in which the two differ."""
        return {
            **super().get_form_kwargs(),
            "candidates": organisations(self.viewer).exclude(pk=self.organisation.pk),
            "differences": self.differences,
        }

    @cached_property
    def differences(self) -> Any:
        """In the order of the page."""
        return differences(self.organisation, self.other)

    def get_initial(self) -> dict[str, Any]:
        """Which one goes, and how both were when they were compared."""
        return {
            "merged": self.other.pk,
            "expected": self.organisation.updated_at.isoformat(),
            "expected_merged": self.other.updated_at.isoformat(),
        }

    def perform(self, form: MergeForm) -> Organisation:
        """Make them one."""
        cleaned = form.cleaned_data
        return merge_organisations(
            survivor=self.organisation,
            merged=self.other,
            actor=self.viewer,
            take=[row.code for row in self.differences if cleaned[row.code] == "merged"],
            expected=_moment(cleaned["expected"]),
            expected_merged=_moment(cleaned["expected_merged"]),
        )

    def form_valid(self, form: MergeForm) -> HttpResponse:
        """Say what became one, at the one that stays."""
        gone = str(self.other)
        response = super().form_valid(form)
        if isinstance(response, HttpResponseRedirect):
            messages.success(self.request, _("%(organisation)s is merged into this one.") % {"organisation": gone})
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The comparison; first the search, as long as nobody says with which one."""
        if "merged" not in request.GET:
            return HttpResponseRedirect(self.address("duplicate"))
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both, and what stands in the way."""
        context = super().get_context_data(
            title=_("Make one organisation of two"),
            crumbs=self.crumbs(_("Merge")),
            survivor=self.organisation,
            merged=self.other,
            obstacles=obstacles(OrganisationMerge(self.organisation, self.other, self.viewer)),
            cancel_url=self.get_back_url(),
            **kwargs,
        )
        form = context["form"]
        return {**context, "rows": [(row, form[row.code]) for row in self.differences]}


def _moment(text: str) -> Any:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
