"""Registration, confirmation, sign-in and a new password, on django-allauth's flows."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import views as allauth_views
from allauth.account.internal import flows
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from clusterkit.accounts import limits
from clusterkit.accounts.actions import REGISTER
from clusterkit.accounts.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm, SignupForm
from clusterkit.accounts.links import address_to_confirm, user_to_reset
from clusterkit.accounts.proved import proved_address
from clusterkit.core.policies import OPEN
from clusterkit.core.web.views import PolicyView

hide_passwords = method_decorator(sensitive_post_parameters("password", "password1", "oldpassword"), name="dispatch")
private = method_decorator(never_cache, name="dispatch")


class _Door(PolicyView):
    """A page around the sign-in, which everybody may open while people sign in here."""

    policy_action = OPEN
    for_writing = True


class _Entrance(_Door):
    """A form that everybody may open. A rejected one answers 422, one from a busy network 429, filled as it was."""

    counted_as: ClassVar[str] = ""

    def form_valid(self, form: Any) -> HttpResponse:
        """Count the attempt of the network before anything happens."""
        if self.counted_as and not limits.take(self.request, self.counted_as):
            form.add_error(None, str(limits.TOO_MANY))
            return self._rejected(form, 429)
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """The filled form with its errors."""
        return self._rejected(form, 422)

    def _rejected(self, form: Any, status: int) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=status)  # type: ignore[attr-defined]
        return response


class Login(_Entrance, allauth_views.LoginView):  # type: ignore[misc]
    """Sign in, and go on to ``next``."""

    form_class = LoginForm


class Signup(_Entrance, allauth_views.SignupView):  # type: ignore[misc]
    """Register. Says the same to an address that is registered already: its owner gets a mail."""

    policy_action = REGISTER
    form_class = SignupForm
    counted_as = limits.REGISTRATION

    def get_form(self, form_class: Any = None) -> SignupForm:
        """With the address that a link has proved, where the way leads on to what the link opens."""
        form: SignupForm = super().get_form(form_class)
        target = get_next_redirect_url(self.request)
        if target and (address := proved_address(self.request, path=target)):
            form.fix_address(address)
        return form


class Logout(_Door, allauth_views.LogoutView):  # type: ignore[misc]
    """Sign out: GET asks, POST does it."""


class VerificationSent(_Door, allauth_views.EmailVerificationSentView):  # type: ignore[misc]
    """Look into your mailbox."""


class Inactive(_Door, allauth_views.AccountInactiveView):  # type: ignore[misc]
    """The account was closed."""


@private
class ConfirmEmail(_Door, allauth_views.ConfirmEmailView):  # type: ignore[misc]
    """The link of the confirmation mail: GET asks (mail programs open links by themselves), POST confirms."""

    object: EmailConfirmationHMAC | None = None

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, or say why the link opens nothing."""
        address = address_to_confirm(self.kwargs["key"])
        return self._answer(address)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm and go on; a person who registered in this browser is signed in."""
        address = address_to_confirm(self.kwargs["key"])
        if address is None or address.verified:
            return self._answer(address)
        response: HttpResponse = super().post(*args, **kwargs)
        return response

    def get_object(self, queryset: Any = None) -> EmailConfirmationHMAC:
        """The confirmation of an address that waits for it. allauth's own keys open nothing."""
        address = address_to_confirm(self.kwargs["key"])
        if address is None or address.verified:
            raise Http404
        return EmailConfirmationHMAC(address)

    def _answer(self, address: EmailAddress | None) -> HttpResponse:
        self.object = EmailConfirmationHMAC(address) if address is not None and not address.verified else None
        context = self.get_context_data(is_used=address is not None and address.verified)
        response: HttpResponse = self.render_to_response(context, status=200 if address is not None else 404)
        return response


class PasswordReset(_Entrance, allauth_views.PasswordResetView):  # type: ignore[misc]
    """Ask for a link to set a new password."""

    form_class = ResetPasswordForm
    counted_as = limits.RESET


class PasswordResetDone(_Door, allauth_views.PasswordResetDoneView):  # type: ignore[misc]
    """Look into your mailbox."""


class PasswordResetFromKeyDone(_Door, allauth_views.PasswordResetFromKeyDoneView):  # type: ignore[misc]
    """The new password is set."""


SESSION_KEY = "clusterkit_reset_token"
WITHOUT_TOKEN = "set-password"  # noqa: S105 (a word of an address)


@private
@hide_passwords
class PasswordResetFromKey(_Entrance, FormView):  # type: ignore[type-arg]
    """Set a new password. The token goes from the address into the session at once, so that it leaks nowhere."""

    template_name = "account/password_reset_from_key.html"
    form_class = ResetPasswordKeyForm
    success_url = reverse_lazy("account_reset_password_from_key_done")
    user: AbstractBaseUser
    email: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the person of the link, or say that it opens nothing."""
        self.request, key = request, kwargs["key"]
        token = request.session.get(SESSION_KEY, "") if key == WITHOUT_TOKEN else key
        found = user_to_reset(token)
        if found is None:
            return self.render_to_response({"view": self, "token_fail": True}, status=404)
        if key != WITHOUT_TOKEN:
            request.session[SESSION_KEY] = token
            return HttpResponseRedirect(reverse("account_reset_password_from_key", args=[WITHOUT_TOKEN]))
        self.user, self.email = found
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form checks the password against the person's name and address."""
        return {**super().get_form_kwargs(), "user": self.user}

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it. The link came to the mailbox, so it confirms the address too. Other sessions end."""
        if self.request.user.is_authenticated and self.request.user.pk != self.user.pk:
            flows.logout.logout(self.request, show_message=False)
        self.request.session.pop(SESSION_KEY, None)
        form.save()
        flows.email_verification.verify_email_indirectly(self.request, self.user, self.email)
        response: HttpResponse | None = flows.password_reset.finalize_password_reset(self.request, self.user)
        return response or super().form_valid(form)
