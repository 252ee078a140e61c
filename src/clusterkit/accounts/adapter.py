"""What clusterkit changes in django-allauth: signed links on stored domains, mails, limits over all clusters."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.core import context as allauth_context
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts import limits, links, mail
from clusterkit.accounts.proved import proved_address
from clusterkit.accounts.selectors import missing_consents
from clusterkit.accounts.services import send_already_registered, set_name
from clusterkit.core.ports import make_viewer
from clusterkit.tenancy.context import in_cluster


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in of one cluster, or of the operators on the public host."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail or the password is not right. Check both, or set a new password."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, or set a new password."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "email_taken": _("Somebody is registered with this e-mail already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People register in a cluster; operators are entered by a command."""
        return in_cluster()

    def is_ajax(self, request: HttpRequest) -> bool:
        """Programs use the API: these pages answer people only."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only this very host: ALLOWED_HOSTS names the hosts of all clusters."""
        request = allauth_context.request
        return bool(
            url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
        )

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Fill the new user, with his name in whatever field the model has for it."""
        user = super().save_user(request, user, form, commit=False)
        set_name(user, form.cleaned_data.get("name", ""))
        if commit:
            user.save()
        return user

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Refuse an address that another person took in the meantime."""
        user = email_address.user
        if any(other.pk != user.pk for other in filter_users_by_email(email_address.email)):
            self.add_message(request, messages.ERROR, message=self.error_messages["email_taken"])
            return False
        return bool(super().confirm_email(request, email_address))

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Whether a link to this very mailbox led to the registration, so that it need not be confirmed again."""
        return proved_address(request) == email.lower() or bool(super().is_email_verified(request, email))

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Ask whether the address is the person's own. The link brings him on to where he was going."""
        address = emailconfirmation.email_address
        path = reverse("account_confirm_email", args=[links.confirmation_token(address)])
        if target := get_next_redirect_url(request):
            path = f"{path}?{urlencode({'next': target})}"
        self.send_mail(
            "account/email/email_confirmation",
            address.email,
            {"user": address.user, "confirm_url": links.absolute(path), "signup": signup},
        )

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of the address; the page says the same as to a newcomer."""
        users = filter_users_by_email(email)
        if users and not send_already_registered(email=email, user=users[0]):
            self._say_unsent()

    def send_password_reset(self, user: AbstractBaseUser, email: str) -> None:
        """Send the link to set a new password, to an address of the person that he typed."""
        path = reverse("account_reset_password_from_key", args=[links.reset_token(user, email)])
        self.send_mail("account/email/password_reset_key", email, {"user": user, "reset_url": links.absolute(path)})

    def send_unknown_account(self, email: str) -> None:
        """Tell somebody who asked for a new password that nobody is registered with the address."""
        context = {"signup_url": links.absolute(reverse("account_signup")) if in_cluster() else ""}
        self.send_mail("account/email/unknown_account", email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send it in the language of the one who gets it. A mail server that does not answer is told, not a crash."""
        values = {name: value for name, value in context.items() if name not in ("request", "current_site", "user")}
        if not mail.send(template_prefix, email, values, user=context.get("user")):
            self._say_unsent()

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person that his password changed, whether or not allauth's setting for it is on."""
        known = {"account/email/password_changed", "account/email/password_reset", "account/email/password_set"}
        to = email or EmailAddress.objects.get_primary_email(user)
        if template_prefix in known and to:
            reset_url = links.absolute(reverse("account_reset_password"))
            self.send_mail("account/email/password_changed", to, {"user": user, "reset_url": reset_url})

    def get_login_stages(self) -> list[str]:
        """The second factor is the operators': nobody of a cluster is asked for one."""
        stages: list[str] = super().get_login_stages()
        return [stage for stage in stages if not (in_cluster() and stage.startswith("allauth.mfa."))]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Signed in: on to where the person was going, by way of a required text that is new to him."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        target = response.headers.get("Location")
        if target and in_cluster() and missing_consents(make_viewer.call(user)):
            response.headers["Location"] = reverse("clusterkit_accounts:consents-again", query={"next": target})
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the profile."""
        return reverse("clusterkit_accounts:profile")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt: of the address over all clusters, of the account in this one."""
        if not limits.take(request, limits.SIGN_IN):
            raise ValidationError(limits.TOO_MANY, code="too_many_attempts")
        super().pre_authenticate(request, **credentials)

    def _rollback_login_failed_rl_usage(self) -> None:
        limits.give_back(self.request, limits.SIGN_IN)
        super()._rollback_login_failed_rl_usage()

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The cache key holds the schema; the host must not, or each further host of a cluster gives new attempts.
        return str(credentials.get("email") or credentials.get("username") or "").lower()

    def _say_unsent(self) -> None:
        self.add_message(
            self.request,
            messages.ERROR,
            message=_("The mail could not be sent right now. Try again in some minutes."),
        )
