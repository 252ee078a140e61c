"""The page of the audit log, and the log as a table to take home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from clusterkit.audit import services
from clusterkit.audit.actions import EXPORT, VIEW
from clusterkit.audit.filters import AuditFilter
from clusterkit.audit.models import AuditRow, LogRow
from clusterkit.audit.selectors import audit_rows, last_check
from clusterkit.audit.wording import log_entries
from clusterkit.core.policies import Action
from clusterkit.core.tables import KINDS
from clusterkit.core.web.cursors import CursorListPage
from clusterkit.core.web.downloads import FORMAT, export_response
from clusterkit.core.web.views import PolicyView

M = TypeVar("M", bound=LogRow)


@dataclass(frozen=True)
class Narrowed:
    """A filter that has no field of its own on the page, in words, and the address without it."""

    label: str | Promise
    value: str
    url: str


class LogPage(CursorListPage[M]):
    """A log in words, newest first, with its last check and the ways to take it home."""

    export_action: ClassVar[Action]
    export_url_name: ClassVar[str]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the rows of the page in words, and how the log was found when it was looked over."""
        context = super().get_context_data(**kwargs)
        query = self._query().urlencode()
        exports = []
        if self.viewer.allows(self.export_action) and context["filter"].is_valid():
            url = reverse(self.export_url_name)
            exports = [(kind.upper(), f"{url}?{query + '&' if query else ''}{FORMAT}={kind}") for kind in KINDS]
        entries = log_entries(context["page_obj"], self.viewer)
        return {
            **context,
            "entries": entries,
            "exports": exports,
            "last_check": last_check(self.viewer),
            "narrowed": list(self._narrowed(entries)),
        }

    def _narrowed(self, entries: list[Any]) -> Iterator[Narrowed]:
        words = {"actor": (_("One person"), "actor_name"), "target_pk": (_("One thing"), "target_text")}
        for name, (label, column) in words.items():
            value = self.request.GET.get(name, "")
            if value:
                rest = self._query()
                rest.pop(name)
                shown = next(
                    (str(getattr(entry.row, column)) for entry in entries if getattr(entry.row, column)), value
                )
                yield Narrowed(label, shown, f"?{rest.urlencode()}")


class AuditList(LogPage[AuditRow]):
    """Who did what, newest first."""

    policy_action = VIEW
    export_action = EXPORT
    export_url_name = "clusterkit_audit:export"
    model = AuditRow
    template_name = "clusterkit/audit/list.html"
    filterset_class = AuditFilter

    def get_rows(self) -> QuerySet[AuditRow]:
        """What the viewer may read."""
        return audit_rows(self.viewer)


class LogExport(PolicyView, View):
    """The filtered log as CSV or, with ``?as=xlsx``, as a spreadsheet. Where a filter is wrong, back to the page."""

    http_method_names = ["get", "options"]
    model: ClassVar[type[Any]]
    filterset_class: ClassVar[Any] = AuditFilter
    list_url_name: ClassVar[str]
    file_name: ClassVar[str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send it in portions."""
        found = self.filterset_class(request.GET, queryset=self.model.objects.all(), request=request)
        if not found.is_valid():
            return HttpResponseRedirect(f"{self.get_back_url()}?{request.GET.urlencode()}")
        kind = request.GET.get(FORMAT, "csv")
        export = services.export_log(
            actor=self.viewer,
            action=self.policy_action,
            rows=found.qs,
            kind=cast(Any, kind if kind in KINDS else "csv"),
            narrowed=found.narrowed(),
        )
        return export_response(export, self.file_name)

    def get_back_url(self) -> str:
        """The page of the log."""
        return reverse(self.list_url_name)


class AuditExport(LogExport):
    """The audit log of a cluster."""

    policy_action = EXPORT
    model = AuditRow
    list_url_name = "clusterkit_audit:list"
    file_name = "audit"
