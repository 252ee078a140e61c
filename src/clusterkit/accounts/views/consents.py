"""What people agree to: the texts, one's own answers, and the page that asks again when a text is new."""

from __future__ import annotations

from typing import Any

from allauth.account.internal import flows
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts import services
from clusterkit.accounts.actions import MANAGE_OWN
from clusterkit.accounts.consents import Purpose, purposes
from clusterkit.accounts.models import ConsentText
from clusterkit.accounts.selectors import consents_of, missing_consents
from clusterkit.accounts.services.presence import page_language
from clusterkit.core.policies import OPEN
from clusterkit.core.web.views import ActionView, PageView


class Consents(PageView):
    """What the person agreed to, text by text, to give or to withdraw."""

    policy_action = MANAGE_OWN
    template_name = "clusterkit/accounts/consents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the purposes with the person's answers."""
        return super().get_context_data(states=consents_of(self.viewer), **kwargs)


class _OfPurpose:
    kwargs: dict[str, Any]

    @property
    def purpose(self) -> Purpose:
        """The purpose of the address."""
        purpose = purposes.get(self.kwargs["purpose"])
        if purpose is None:
            raise Http404
        return purpose


class Text(_OfPurpose, PageView):
    """The whole present text of a purpose, for everybody: it is read before it is agreed to."""

    policy_action = OPEN
    template_name = "clusterkit/accounts/consent_text.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the text."""
        return {**super().get_context_data(**kwargs), "purpose": self.purpose}


class KeptText(PageView):
    """The words that a person answered to, as they were then."""

    policy_action = MANAGE_OWN
    template_name = "clusterkit/accounts/consent_text.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the text in the language of the page."""
        text = self.get_visible(ConsentText, pk=self.kwargs["pk"])
        words = {part: text.part(part, page_language()) for part in next(iter(text.wording.values()), {})}
        return super().get_context_data(
            purpose={"version": text.version, **words}, kept_since=text.created_at, **kwargs
        )


class _ConsentAction(_OfPurpose, ActionView):
    policy_action = MANAGE_OWN

    def get_subject(self) -> Purpose:
        """To ask about nothing is a 404."""
        return self.purpose

    def get_success_url(self) -> str:
        """The list of consents."""
        return reverse("clusterkit_accounts:consents")

    def get_back_url(self) -> str:
        """The list of consents."""
        return reverse("clusterkit_accounts:consents")


class Give(_ConsentAction):
    """Agree. GET shows the text, POST carries the version that was read."""

    template_name = "clusterkit/accounts/consent_give.html"
    success_message = gettext_lazy("Thank you, your consent is written down.")

    def get_context_data(self) -> dict[str, Any]:
        """Adds the text."""
        return {**super().get_context_data(), "purpose": self.purpose, "back_url": self.get_back_url()}

    def perform(self) -> None:
        """Give it."""
        version = self.request.POST.get("version", "")
        services.give_consent(actor=self.viewer, purpose=self.purpose, version=version, page=self.request.path)


class Withdraw(_ConsentAction):
    """Take a consent back. Without a required one the account is closed and the person signed out."""

    title = gettext_lazy("Withdraw your consent?")
    button = gettext_lazy("Withdraw")
    tone = "danger"
    success_message = gettext_lazy("Your consent is withdrawn.")

    def get_context_data(self) -> dict[str, Any]:
        """Says what follows."""
        return {**super().get_context_data(), "text": self.purpose.withdrawal}

    def perform(self) -> None:
        """Withdraw it."""
        services.withdraw_consent(actor=self.viewer, purpose=self.purpose, page=self.request.path)
        if self.purpose.required:
            flows.logout.logout(self.request, show_message=False)

    def get_success_url(self) -> str:
        """Home for somebody who has no account any more."""
        return super().get_success_url() if self.request.user.is_authenticated else "/"


class AskAgain(ActionView):
    """After a sign-in: the first required text that is new to the person. Then he goes on to where he wanted to."""

    policy_action = MANAGE_OWN
    template_name = "clusterkit/accounts/consent_again.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it, or go on where there is nothing to ask."""
        if not missing_consents(self.viewer):
            return HttpResponseRedirect(self.target)
        return super().get(request, *args, **kwargs)

    @property
    def target(self) -> str:
        """Where the person was going, on this very host."""
        wanted = self.request.POST.get("next") or self.request.GET.get("next") or ""
        inside = url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
        return wanted if inside else "/"

    def get_context_data(self) -> dict[str, Any]:
        """Adds the text and whether the person agreed to an earlier one."""
        state = next(state for state in consents_of(self.viewer) if state.purpose.required and state.current is None)
        return {
            **super().get_context_data(),
            "title": _("Please read this text"),
            "purpose": state.purpose,
            "is_changed": state.was_given_before,
            "next_url": self.target,
        }

    def perform(self) -> None:
        """Agree to it."""
        purpose = purposes.get(self.request.POST.get("purpose", ""))
        if purpose is None:
            raise Http404
        version = self.request.POST.get("version", "")
        services.give_consent(actor=self.viewer, purpose=purpose, version=version, page=self.request.path)

    def get_success_url(self) -> str:
        """On, or the next text."""
        if missing_consents(self.viewer):
            return reverse("clusterkit_accounts:consents-again", query={"next": self.target})
        return self.target

    def get_back_url(self) -> str:
        """Where the person was going: he may decide later."""
        return self.target
