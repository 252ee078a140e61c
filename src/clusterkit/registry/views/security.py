"""The second factor of operators, on django-allauth's flows: set up, sign in with it, recovery codes, switch off."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as base_views
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as totp_views
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from clusterkit.accounts.second_factor import has_second_factor, remember_second_factor
from clusterkit.core.conf import conf
from clusterkit.core.policies import OPEN
from clusterkit.core.web.forms import ClusterFormMixin
from clusterkit.core.web.views import PolicyView
from clusterkit.registry.actions import SECURE
from clusterkit.registry.views.console import ConsolePage

private = method_decorator(never_cache, name="dispatch")


def _dressed(form: type[Any]) -> type[Any]:
    """allauth's form in the look of the site, with the field named as people name it."""

    class Dressed(ClusterFormMixin, form):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name, field in self.fields.items():
                field.widget.attrs.pop("placeholder", None)
                if name == "code":
                    field.label = _("Code")
                    field.widget.attrs.update(inputmode="numeric", autocomplete="one-time-code")
                if name == "password":
                    field.label = _("Password")

    return Dressed


class _Secure(PolicyView):
    """A page of an operator about his own sign-in. A rejected form answers 422, filled as it was."""

    policy_action = SECURE

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form with its errors."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]
        return response


@private
class Security(ConsolePage, TemplateView):
    """Whether a second factor is set up, and what can be done about it."""

    policy_action = SECURE
    tab = "security"
    template_name = "clusterkit/registry/console/security.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The state of it."""
        return super().get_context_data(
            is_on=has_second_factor(self.request.user), is_required=conf.OPERATORS_REQUIRE_SECOND_FACTOR, **kwargs
        )


@private
class Authenticate(PolicyView, base_views.AuthenticateView):  # type: ignore[misc]
    """The second step of signing in: a code of the app, or a recovery code."""

    policy_action = OPEN

    def get_form_class(self) -> type[Any]:
        """In the look of the site."""
        return _dressed(super().get_form_class())

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form with its errors."""
        return self.render_to_response(self.get_context_data(), status=422)  # type: ignore[no-any-return]


@private
class Reauthenticate(_Secure, base_views.ReauthenticateView):  # type: ignore[misc]
    """A code once more, before something that matters or for a session without one."""

    def get_form_class(self) -> type[Any]:
        """In the look of the site."""
        return _dressed(super().get_form_class())

    def get_default_success_url(self) -> str:
        """The console."""
        return reverse("clusterkit_registry:overview")


@private
class ReauthenticateByPassword(_Secure, account_views.ReauthenticateView):  # type: ignore[misc]
    """The password once more, where no second factor is set up."""

    def get_form_class(self) -> type[Any]:
        """In the look of the site."""
        return _dressed(super().get_form_class())


@private
class SetUp(_Secure, totp_views.ActivateTOTPView):  # type: ignore[misc]
    """Scan the picture with an authenticator app and give its first code."""

    def get_form_class(self) -> type[Any]:
        """In the look of the site."""
        return _dressed(super().get_form_class())

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it up; this session has given a code already."""
        response: HttpResponse = super().form_valid(form)
        remember_second_factor(self.request)
        return response


@private
class SwitchOff(_Secure, totp_views.DeactivateTOTPView):  # type: ignore[misc]
    """Sign in with the password alone again."""

    def get_success_url(self) -> str:
        """Back to the overview of it."""
        return reverse("clusterkit_registry:security")


@private
class RecoveryCodes(_Secure, code_views.ViewRecoveryCodesView):  # type: ignore[misc]
    """The codes for the day when the phone is lost. They are shown after the password or a code was given just now."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask who it is first where that is long ago."""
        from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required

        if request.user.is_authenticated:
            raise_if_reauthentication_required(request, app="allauth.mfa")
        return super().dispatch(request, *args, **kwargs)


@private
class NewRecoveryCodes(_Secure, code_views.GenerateRecoveryCodesView):  # type: ignore[misc]
    """New codes; the old ones stop working."""
