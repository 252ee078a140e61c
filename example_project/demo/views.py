"""The mailbox of the demonstration."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin

from clusterkit.core.policies import OPEN, requires
from clusterkit.core.web.views import DetailPage, ListPage
from example_project.demo.models import SentMail


class Mailbox(ListPage[SentMail]):
    """All mails of this cluster, the newest first."""

    policy_action = OPEN
    model = SentMail
    template_name = "demo/mailbox.html"


class Mail(DetailPage[SentMail]):
    """One mail, with its links."""

    policy_action = OPEN
    model = SentMail
    template_name = "demo/mail.html"


@requires(OPEN)
@xframe_options_sameorigin
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as a mail program shows it; its inline styles may not do more than style it."""
    mail = get_object_or_404(SentMail, pk=pk)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox allow-popups allow-top-navigation"
    return HttpResponse(
        mail.html or format_html("<pre>{}</pre>", mail.text), headers={"Content-Security-Policy": policy}
    )
