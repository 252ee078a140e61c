"""One's own data: to take home, and to have erased. And the office's page to erase somebody on his request."""

from __future__ import annotations

import time
from typing import Any, cast

from allauth.account import app_settings as allauth_settings
from allauth.account.internal import flows
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from clusterkit.accounts.actions import ERASE_PERSON, MANAGE_OWN, SEE_PEOPLE, TAKE_DATA
from clusterkit.accounts.forms import ErasureForm, OfficeErasureForm, PasswordAgainForm
from clusterkit.accounts.selectors import email_of, outlook_of, registered_people
from clusterkit.accounts.services.erasure import erase_person, erasure_obstacle
from clusterkit.accounts.services.export import archive_name, take_data
from clusterkit.accounts.views.entrance import hide_passwords
from clusterkit.core.erased import is_erased_address
from clusterkit.core.exceptions import DomainError
from clusterkit.core.web.views import FormPage, ListPage


def signed_in_just_now(request: HttpRequest) -> bool:
    """Whether the person gave his password in this session a few minutes ago (ACCOUNT_REAUTHENTICATION_TIMEOUT)."""
    records = get_authentication_records(request, cast(Any, request.user))
    last = max((float(record.get("at", 0)) for record in records), default=0.0)
    return bool(time.time() - last < allauth_settings.REAUTHENTICATION_TIMEOUT)


@hide_passwords
class Data(FormPage[PasswordAgainForm]):
    """What the site holds about the person, and the button to take it home."""

    policy_action = TAKE_DATA
    form_class = PasswordAgainForm
    template_name = "clusterkit/accounts/data.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose password, and whether it is asked for: not where it was given just now."""
        return {**super().get_form_kwargs(), "user": self.request.user, "recent": signed_in_just_now(self.request)}

    def form_valid(self, form: PasswordAgainForm) -> HttpResponse:
        """The archive, sent from the disk."""
        try:
            archive = take_data(actor=self.viewer)
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self.render_to_response(self.get_context_data(form=form), status=error.status)
        return cast(HttpResponse, archive_response(archive))


def archive_response(archive: Any) -> HttpResponseBase:
    """The archive as a download; the temporary file is closed, and so gone, after it."""
    return FileResponse(
        archive,
        as_attachment=True,
        filename=archive_name(),
        content_type="application/zip",
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


class _Erasure(FormPage[ErasureForm]):
    """What goes and what stays, what stands against it, and the form."""

    template_name = "clusterkit/accounts/erase.html"

    @property
    def user(self) -> AbstractBaseUser:
        """Who is to be erased."""
        raise NotImplementedError  # himself, or the one of the address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the lines of all apps, and the obstacle."""
        lines = outlook_of(self.viewer)
        return super().get_context_data(
            person=self.user,
            person_email=email_of(self.user),
            goes=[line.text for line in lines if not line.stays],
            stays=[line.text for line in lines if line.stays],
            obstacle=erasure_obstacle(user_id=self.user.pk, actor=self.viewer),
            **kwargs,
        )


@hide_passwords
class Erase(_Erasure):
    """The person erases himself."""

    policy_action = MANAGE_OWN
    form_class = ErasureForm

    @property
    def user(self) -> AbstractBaseUser:
        """He himself."""
        return cast(AbstractBaseUser, self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose password, and whether it is asked for: not where it was given just now."""
        return {**super().get_form_kwargs(), "user": self.request.user, "recent": signed_in_just_now(self.request)}

    def perform(self, form: ErasureForm) -> None:
        """Erase him and sign this browser out too."""
        erase_person(user_id=self.user.pk, actor=self.viewer)
        flows.logout.logout(self.request, show_message=False)
        messages.success(self.request, _("You are erased from this site. Thank you for having been with us."))

    def get_success_url(self) -> str:
        """Home."""
        return "/"


class People(ListPage[Any]):
    """Who is registered, with a way to erase somebody who asked for it."""

    policy_action = SEE_PEOPLE
    template_name = "clusterkit/accounts/people.html"

    @property
    def model(self) -> Any:  # type: ignore[override]
        """The project's user model."""
        return get_user_model()

    def get_rows(self) -> QuerySet[Any]:
        """Those with the words in name or address, by address."""
        return registered_people(self.viewer, self.request.GET.get("q", "").strip()[:100])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds what was looked for."""
        return super().get_context_data(searched=self.request.GET.get("q", "").strip()[:100], **kwargs)


class ErasePerson(_Erasure):
    """The office erases somebody on his request."""

    policy_action = ERASE_PERSON
    form_class = OfficeErasureForm
    template_name = "clusterkit/accounts/erase.html"
    success_url = reverse_lazy("clusterkit_accounts:people")

    @property
    def user(self) -> AbstractBaseUser:
        """The one of the address; nobody who was erased before."""
        user = self.get_visible(get_user_model(), pk=self.kwargs["pk"])
        if is_erased_address(email_of(user)):
            raise Http404
        return cast(AbstractBaseUser, user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form compares what is typed with this person."""
        return {**super().get_form_kwargs(), "user": self.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Another one than oneself is erased here."""
        return super().get_context_data(by_office=True, **kwargs)

    def perform(self, form: ErasureForm) -> None:
        """Erase him."""
        erase_person(user_id=self.user.pk, actor=self.viewer, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("The person is erased."))
