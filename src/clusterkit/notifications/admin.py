"""The outbox in the admin: to look at, and to send again what was not sent."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clusterkit.access.admin import ClusterAdmin
from clusterkit.access.admin_site import cluster_site
from clusterkit.core.exceptions import DomainError
from clusterkit.notifications.actions import VIEW_OUTBOX
from clusterkit.notifications.enums import MailState
from clusterkit.notifications.models import OutboxMail
from clusterkit.notifications.services import resend

MOST_AT_ONCE = 1000


@admin.register(OutboxMail, site=cluster_site)
class OutboxMailAdmin(ClusterAdmin):
    """Nothing is added, changed or deleted here."""

    policy_action = VIEW_OUTBOX
    may_change = False
    list_display = ("created_at", "recipient", "kind", "state", "drop_reason", "attempts", "sent_at", "last_error")
    list_filter = ("state", "drop_reason", "kind", "attempts")
    search_fields = ("event", "last_error", "message_id")
    list_select_related = ("recipient",)
    date_hierarchy = "created_at"
    actions = ("send_again", "send_all_given_up")

    @admin.action(description=_("Send again what was given up or not sent"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMail]) -> None:
        """Through the service, one by one; those that wait or were sent are left alone."""
        self._send_again(request, queryset, reason="")

    @admin.action(description=_("Send again all that was given up"), permissions=["view"])
    def send_all_given_up(self, request: HttpRequest, queryset: QuerySet[OutboxMail]) -> None:
        """After an outage of the mail server: whatever row is ticked, all that were given up, the oldest first."""
        given_up = self.get_queryset(request).filter(state=MailState.FAILED).order_by("pk")[:MOST_AT_ONCE]
        self._send_again(request, given_up, reason="after an outage")

    def _send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMail], *, reason: str) -> None:
        count = 0
        for mail in queryset:
            try:
                resend(mail=mail, actor=request.viewer, reason=reason)  # type: ignore[attr-defined]
            except DomainError as error:
                self.message_user(request, f"{mail}: {error}", messages.WARNING)
            else:
                count += 1
        if count:
            text = ngettext("%(count)d mail will be tried again.", "%(count)d mails will be tried again.", count)
            self.message_user(request, text % {"count": count}, messages.SUCCESS)
