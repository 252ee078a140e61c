"""One's own account: profile, address, password."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as allauth_views
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from clusterkit.accounts import services
from clusterkit.accounts.actions import MANAGE_OWN
from clusterkit.accounts.consents import EXPERTISE
from clusterkit.accounts.enums import TAG_FIELDS
from clusterkit.accounts.forms import ChangePasswordForm, EmailChangeForm, ProfileForm, SetPasswordForm
from clusterkit.accounts.language import remember_language
from clusterkit.accounts.links import EmailChange, change_to_confirm
from clusterkit.accounts.selectors import email_of, has_consent, known_tags, name_of, profile_of, tags_of
from clusterkit.accounts.views.entrance import hide_passwords
from clusterkit.core import ports
from clusterkit.core.policies import OPEN
from clusterkit.core.web.views import ActionView, FormPage, PolicyView


class Profile(FormPage[ProfileForm]):
    """What the person writes about himself, and the ways to everything else of his account."""

    policy_action = MANAGE_OWN
    form_class = ProfileForm
    template_name = "clusterkit/accounts/profile.html"
    success_url = reverse_lazy("clusterkit_accounts:profile")
    success_message = gettext_lazy("Your profile is saved.")

    def get_initial(self) -> dict[str, Any]:
        """The profile as it is."""
        user = cast(AbstractBaseUser, self.request.user)
        profile = profile_of(user.pk)
        return {
            "name": name_of(user),
            **{name: getattr(profile, name) for name in services.PROFILE_FIELDS},
            **tags_of(user.pk),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the words that others use, as far as the person sees them."""
        known = {name: [tag.name for tag in known_tags(self.viewer, kind)] for name, kind in TAG_FIELDS.items()}
        return {**super().get_form_kwargs(), "known": known}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the present address, whether there are API tokens, and whether others find the person."""
        user = cast(AbstractBaseUser, self.request.user)
        return super().get_context_data(
            email=email_of(user),
            has_tokens=services.has_tokens(),
            expertise=EXPERTISE,
            is_shown=has_consent(user, EXPERTISE),
            has_expertise=any(tags_of(user.pk).values()),
            **kwargs,
        )

    def perform(self, form: ProfileForm) -> Any:
        """Save it."""
        services.edit_profile(actor=self.viewer, **form.cleaned_data)

    def form_valid(self, form: ProfileForm) -> HttpResponse:
        """The pages go on in the chosen language."""
        response = super().form_valid(form)
        if response.status_code == 302 and form.cleaned_data["language"]:
            remember_language(response, form.cleaned_data["language"])
        return response


@hide_passwords
class Email(FormPage[EmailChangeForm]):
    """Another address to sign in with."""

    policy_action = MANAGE_OWN
    form_class = EmailChangeForm
    template_name = "clusterkit/accounts/email.html"
    success_url = reverse_lazy("clusterkit_accounts:profile")
    success_message = gettext_lazy(
        "We sent a link to the new address. Open it there: until then you sign in with the old one."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form asks for the person's password."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the present address."""
        return super().get_context_data(email=email_of(cast(AbstractBaseUser, self.request.user)), **kwargs)

    def perform(self, form: EmailChangeForm) -> None:
        """Send the link."""
        services.ask_email_change(actor=self.viewer, email=form.cleaned_data["email"])


@method_decorator(never_cache, name="dispatch")
class EmailConfirm(ActionView):
    """The link in the mail to the new address. It may be opened on another device, signed out."""

    policy_action = OPEN
    title = gettext_lazy("Use this address from now on?")
    button = gettext_lazy("Use this address")
    success_message = gettext_lazy("Your new address is in force. Sign in with it from now on.")

    @property
    def change(self) -> EmailChange | None:
        """What the link asks for."""
        return change_to_confirm(self.kwargs["token"])

    def get_context_data(self) -> dict[str, Any]:
        """Names the new address."""
        change = self.change
        text = _("You will sign in with %(email)s.") % {"email": change.email} if change else ""
        return {**super().get_context_data(), "text": text}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, or say that the link opens nothing."""
        return super().get(request, *args, **kwargs) if self.change else self._opens_nothing(request)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the address."""
        return super().post(request, *args, **kwargs) if self.change else self._opens_nothing(request)

    def perform(self) -> None:
        """In the name of the person of the link."""
        if change := self.change:
            services.confirm_email_change(change=change, actor=ports.make_viewer.call(change.user))

    def get_success_url(self) -> str:
        """The profile (a guest signs in on the way)."""
        return reverse("clusterkit_accounts:profile")

    def _opens_nothing(self, request: HttpRequest) -> HttpResponse:
        return render(
            request, "clusterkit/accounts/link_expired.html", {"next_url": reverse("account_email")}, status=404
        )


class _Password(PolicyView):
    policy_action = MANAGE_OWN

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form with its errors."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]
        return response


class PasswordChange(_Password, allauth_views.PasswordChangeView):  # type: ignore[misc]
    """A new password; other devices are signed out."""

    form_class = ChangePasswordForm


class PasswordSet(_Password, allauth_views.PasswordSetView):  # type: ignore[misc]
    """A first password of somebody who has none."""

    form_class = SetPasswordForm
