"""Certificates of attendance: to download, to list and issue for the office, to check for everybody who has a code."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterkit.accounts import limits
from clusterkit.core.archives import zip_chunks
from clusterkit.core.exceptions import TooMany
from clusterkit.core.printing import as_pdf
from clusterkit.core.web.views import ActionView, ListPage, PageView
from clusterkit.events import services
from clusterkit.events.actions import ISSUE_CERTIFICATES, VERIFY_CERTIFICATE, VIEW_REGISTRATION
from clusterkit.events.codes import MAX_TYPED, plain_code
from clusterkit.events.models import AttendanceCertificate
from clusterkit.events.papers import certificate_paper, hours_text
from clusterkit.events.selectors.certificates import certificate_check, certificate_of, certificates_of
from clusterkit.events.services.certificates import due_certificates
from clusterkit.events.views.single import OneEvent, OneRegistration, event_crumbs
from clusterkit.events.views.tickets import pdf_response

ATTEMPTS = "attendance"
"""Under this name attempts to guess a code are counted by network address."""
KEEP_OUT = "noindex, nofollow"


class CertificatePdf(OneRegistration):
    """The paper of one person."""

    policy_action = VIEW_REGISTRATION

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same bytes each time; 404 where there is none, or it was taken back."""
        certificate = certificate_of(self.viewer, self.registration)
        if certificate is None:
            raise Http404
        return pdf_response(as_pdf(certificate_paper(certificate)), f"certificate-{certificate.number}.pdf")


class Certificates(OneEvent, ListPage[AttendanceCertificate]):
    """The papers of an event, for the office."""

    policy_action = ISSUE_CERTIFICATES
    model = AttendanceCertificate
    template_name = "clusterkit/events/certificates.html"

    def get_rows(self) -> QuerySet[AttendanceCertificate]:
        """In the order of their numbers."""
        return certificates_of(self.viewer, self.event)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how many people wait for theirs."""
        return super().get_context_data(
            event=self.event,
            due=due_certificates(self.event).count() if self.event.gives_certificates else 0,
            is_over=self.event.is_over(),
            crumbs=event_crumbs(self.event, _("Certificates")),
            **kwargs,
        )


class Issue(OneEvent, ActionView):
    """Issuing what is due now, without waiting for the worker."""

    policy_action = ISSUE_CERTIFICATES
    title = gettext_lazy("Issue the certificates?")
    text = gettext_lazy("Everybody who was checked in gets one, and a message about it.")
    button = gettext_lazy("Issue the certificates")

    def perform(self) -> list[AttendanceCertificate]:
        """Issue them."""
        issued = services.issue_certificates(actor=self.viewer, event=self.event)
        count = len(issued)
        text = ngettext("%(count)d certificate is issued.", "%(count)d certificates are issued.", count)
        messages.success(self.request, text % {"count": count} if count else _("Everybody has one already."))
        return issued

    def get_success_url(self) -> str:
        """The list."""
        return reverse("clusterkit_events:certificates", kwargs={"pk": self.event.pk})


class AllAsZip(OneEvent):
    """All valid papers of an event in one file."""

    policy_action = ISSUE_CERTIFICATES

    def get(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """A ZIP with one PDF a person, named by its number. A paper is set in type when its turn to be sent comes."""
        rows = certificates_of(self.viewer, self.event).filter(revoked_at__isnull=True)
        # What a paper says is read now: while the answer is sent there is no cluster any more.
        papers = [(f"certificate-{row.number}.pdf", certificate_paper(row)) for row in rows]
        response = StreamingHttpResponse(
            zip_chunks((name, as_pdf(paper)) for name, paper in papers), content_type="application/zip"
        )
        response["Content-Disposition"] = f'attachment; filename="certificates-{self.event.pk}.zip"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


class PublicPage(PageView):
    """A page that search engines leave alone: it is found by who holds the paper."""

    policy_action = VERIFY_CERTIFICATE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say so to them."""
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = KEEP_OUT
        return response


class Ask(PublicPage):
    """Where the code on a paper is typed in."""

    template_name = "clusterkit/events/verify.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A typed code leads to its page."""
        typed = request.GET.get("code", "").strip()[:MAX_TYPED]
        code = plain_code(typed)
        if code:
            return HttpResponseRedirect(reverse("clusterkit_events:certificate_check", kwargs={"code": code}))
        context = self.get_context_data(typed=typed, title=_("Check a certificate of attendance"))
        return self.render_to_response(context, status=404 if typed else 200)


class Verify(PublicPage):
    """Whether one certificate is valid, in plain words."""

    template_name = "clusterkit/events/verified.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The answer; 404 for a code that was never issued, 429 for who tries too many of those."""
        if not limits.take(request, ATTEMPTS):
            raise TooMany(limits.TOO_MANY)
        answer = certificate_check(plain_code(self.kwargs["code"]))
        if answer is None:
            context = self.get_context_data(
                typed=self.kwargs["code"][:40], title=_("Check a certificate of attendance")
            )
            self.template_name = Ask.template_name
            return self.render_to_response(context, status=404)
        limits.give_back(request, ATTEMPTS)  # who has a paper in hand may look as often as he likes
        hours = hours_text(answer.content.get("hours"))
        context = self.get_context_data(answer=answer, hours=hours, title=_("Certificate of attendance"))
        return self.render_to_response(context)
