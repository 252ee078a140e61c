"""The certificate of membership: to download for its holder, to check for everybody who has its code."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts import limits
from clusterkit.core.exceptions import TooMany
from clusterkit.core.printing import as_pdf
from clusterkit.core.web.views import ActionView, PageView
from clusterkit.membership import actions
from clusterkit.membership.certificate import certificate_paper
from clusterkit.membership.models import MembershipCertificate
from clusterkit.membership.selectors.certificates import certificate_answer, current_certificate, plain_code
from clusterkit.membership.services import issue_certificate
from clusterkit.membership.views.terms import OneMembership

ATTEMPTS = "certificate"
"""Under this name attempts to guess a code are counted by network address."""
KEEP_OUT = "noindex, nofollow"


class CertificatePdf(OneMembership):
    """The paper to print, to sign and to hang on the wall."""

    policy_action = actions.VIEW_OWN
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The same bytes as long as it says the same; 404 while the membership is not in force."""
        certificate = current_certificate(self.viewer, self.membership)
        if certificate is None:
            raise Http404
        name = f"certificate-{self.membership.display_number}-{certificate.ends_on.year}.pdf"
        return HttpResponse(
            as_pdf(certificate_paper(certificate)),
            content_type="application/pdf",
            headers={
                "Content-Disposition": content_disposition_header(True, name) or "attachment",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )


class IssueAnew(OneMembership, ActionView):
    """The name of the organisation or of its level changed: the paper should say so."""

    policy_action = actions.ISSUE_CERTIFICATE
    title = gettext_lazy("Issue the certificate anew?")
    text = gettext_lazy("The new one says what is true now. Whoever checks the old one is told that it was replaced.")
    button = gettext_lazy("Issue it anew")
    success_message = gettext_lazy("The certificate is up to date.")

    def perform(self) -> MembershipCertificate:
        """Issue it."""
        return issue_certificate(membership=self.membership, actor=self.viewer)


class PublicPage(PageView):
    """A page that search engines leave alone: it is found by who holds the paper."""

    policy_action = actions.VERIFY_CERTIFICATE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say so to them."""
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = KEEP_OUT
        return response


class Ask(PublicPage):
    """Where the code on a paper is typed in."""

    template_name = "clusterkit/membership/verify.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A typed code leads to its page."""
        typed = request.GET.get("code", "").strip()
        code = plain_code(typed)
        if code:
            return HttpResponseRedirect(reverse("clusterkit_membership:certificate_check", kwargs={"code": code}))
        context = self.get_context_data(typed=typed, title=_("Check a certificate"))
        return self.render_to_response(context, status=404 if typed else 200)


class Verify(PublicPage):
    """Whether one certificate is valid, in plain words."""

    template_name = "clusterkit/membership/verified.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The answer; 404 for a code that was never issued, 429 for who tries too many of those."""
        if not limits.take(request, ATTEMPTS):
            raise TooMany(limits.TOO_MANY)
        answer = certificate_answer(plain_code(self.kwargs["code"]))
        if answer is None:
            context = self.get_context_data(typed=self.kwargs["code"][:40], title=_("Check a certificate"))
            self.template_name = Ask.template_name
            return self.render_to_response(context, status=404)
        limits.give_back(request, ATTEMPTS)  # who has a paper in hand may look as often as he likes
        return self.render_to_response(self.get_context_data(answer=answer, title=_("Certificate of membership")))
