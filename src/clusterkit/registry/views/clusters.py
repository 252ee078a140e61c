"""The console's pages about clusters."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.audit.wording import log_entries
from clusterkit.core.policies import Action
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import DetailPage, FormPage, ListPage
from clusterkit.hosting.actions import ADD_DOMAIN, ARCHIVE, RESUME, SUSPEND
from clusterkit.registry import selectors, services
from clusterkit.registry.filters import ClusterFilter
from clusterkit.registry.forms import HostForm, ReasonForm
from clusterkit.registry.transitions import CLUSTER_STEPS
from clusterkit.registry.views.console import TONES, ConsolePage, OperatorView
from clusterkit.tenancy.enums import ClusterStatus
from clusterkit.tenancy.models import Cluster, Domain


class Clusters(ConsolePage, ListPage[Cluster]):
    """All clusters with size, state of their migrations and last activity."""

    tab = "clusters"
    model = Cluster
    template_name = "clusterkit/registry/console/clusters.html"
    filterset_class = ClusterFilter

    def get_rows(self) -> QuerySet[Cluster]:
        """All of them."""
        return selectors.clusters_for_operators(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds what is known of the page's clusters."""
        context = super().get_context_data(**kwargs)
        rows = selectors.rows_of(list(context["page_obj"]))
        return {**context, "rows": [(row, TONES[ClusterStatus(row.cluster.status)]) for row in rows]}


class ClusterPage(ConsolePage, DetailPage[Cluster]):
    """One cluster, with what can be done now."""

    tab = "clusters"
    model = Cluster
    context_object_name = "row_cluster"
    template_name = "clusterkit/registry/console/cluster.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Facts, host names, steps, history."""
        found = self.object
        (row,) = selectors.rows_of([found])
        steps = [
            (step.label, reverse(f"clusterkit_registry:{step.name}", args=[found.slug]), step.name)
            for step in services.steps_of(cluster=found, actor=self.viewer)
        ]
        return super().get_context_data(
            row=row,
            tone=TONES[ClusterStatus(found.status)],
            steps=steps,
            domains=list(Domain.objects.filter(tenant=found).order_by("-is_primary", "domain")),
            entries=log_entries(selectors.entries_about(self.viewer, found), self.viewer),
            **kwargs,
        )


class _OnCluster(OperatorView):
    """A step on the cluster of the address."""

    kwargs: dict[str, Any]

    @cached_property
    def found(self) -> Cluster:
        """The cluster, else 404."""
        return self.get_visible(Cluster, slug=self.kwargs["slug"])

    def get_success_url(self) -> str:
        """Back to it."""
        return reverse("clusterkit_registry:cluster", args=[self.found.slug])

    def get_back_url(self) -> str:
        """Back to it."""
        return self.get_success_url()

    def words(self, title: str | Promise, submit_label: str | Promise) -> dict[str, Any]:
        """The words of the page."""
        return {
            "title": title,
            "crumbs": [
                Crumb(_("Clusters"), reverse("clusterkit_registry:clusters")),
                Crumb(str(self.found), self.get_success_url()),
                Crumb(title),
            ],
            "submit_label": submit_label,
            "cancel_url": self.get_success_url(),
        }


class _ChangeStatus(_OnCluster, FormPage[ReasonForm]):
    form_class = ReasonForm
    template_name = "clusterkit/form_page.html"
    step: ClassVar[str]
    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    hint: ClassVar[str | Promise] = gettext_lazy("The site’s visitors read it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether a reason is needed, and who reads it."""
        return {**super().get_form_kwargs(), "needed": CLUSTER_STEPS[self.step].needs_reason, "hint": self.hint}

    def perform(self, form: ReasonForm) -> Cluster:
        """Change the status."""
        change = getattr(services, self.step)
        changed: Cluster = change(cluster=self.found, reason=form.cleaned_data["reason"], actor=self.viewer)
        return changed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the words of the page."""
        words = self.words(self.title, CLUSTER_STEPS[self.step].label)
        return super().get_context_data(lead=self.lead, **words, **kwargs)


class Suspend(_ChangeStatus):
    """Close the site for a while."""

    policy_action: ClassVar[Action] = SUSPEND
    step = "suspend"
    title = gettext_lazy("Suspend this cluster")
    lead = gettext_lazy("Its site answers that it is closed for now. Nothing is deleted.")
    success_message = gettext_lazy("The site is closed for now.")


class Resume(_ChangeStatus):
    """Open the site again."""

    policy_action: ClassVar[Action] = RESUME
    step = "resume"
    title = gettext_lazy("Open this cluster again")
    hint = gettext_lazy("It is written into the log.")
    success_message = gettext_lazy("The site is open again.")


class Archive(_ChangeStatus):
    """Keep the site for reading."""

    policy_action: ClassVar[Action] = ARCHIVE
    step = "archive"
    title = gettext_lazy("Archive this cluster")
    lead = gettext_lazy("Its site can be read by everybody as a guest; nobody signs in, nothing changes any more.")
    success_message = gettext_lazy("The site is kept for reading.")


class AddHost(_OnCluster, FormPage[HostForm]):
    """Another host name."""

    policy_action = ADD_DOMAIN
    form_class = HostForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The cluster answers at this host name now.")

    def perform(self, form: HostForm) -> None:
        """Add it."""
        services.add_host(cluster=self.found, actor=self.viewer, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the words of the page."""
        return super().get_context_data(**self.words(_("Add a host name"), _("Add")), **kwargs)
