"""Invitations by e-mail: written, sent again, taken back, opened by their link, accepted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from clusterkit.accounts.proved import prove_address
from clusterkit.core.conf import conf
from clusterkit.core.policies import Action, policy_of
from clusterkit.core.web.elements import Fact
from clusterkit.core.web.locked import login_url
from clusterkit.core.web.views import ActionView, FormPage
from clusterkit.directory.actions import INVITE, OPEN_INVITATION, RESEND_INVITATION, REVOKE_INVITATION
from clusterkit.directory.forms import AcceptForm, InviteForm
from clusterkit.directory.models import Affiliation, Invitation
from clusterkit.directory.selectors import OpenedInvitation, invitations, opened_invitation
from clusterkit.directory.services import accept_invitation, invite, resend_invitation, revoke_invitation
from clusterkit.directory.views.organisation import OrganisationView


class InviteByMail(OrganisationView, FormPage[InviteForm]):
    """Whom, and as what."""

    policy_action = INVITE
    object_action = INVITE
    form_class = InviteForm
    template_name = "clusterkit/form_page.html"
    success_message = _("The invitation is on its way.")

    def perform(self, form: InviteForm) -> Invitation:
        """Send it."""
        return invite(organisation=self.organisation, actor=self.viewer, **form.cleaned_data)

    def get_success_url(self) -> str:
        """The people, among them who is invited."""
        return self.address("people")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and the way back."""
        return super().get_context_data(
            title=_t("Invite somebody"),
            lead=_("The person gets a mail with a link, and acts for your organisation as soon as he accepts."),
            submit_label=_("Send the invitation"),
            cancel_url=self.address("people"),
            crumbs=self.crumbs(_t("Invite")),
            **kwargs,
        )


class InvitationAction(ActionView):
    """A button about one invitation that waits."""

    policy_action: ClassVar[Action]

    @cached_property
    def invitation(self) -> Invitation:
        """The invitation of the address; 404 for what the viewer may not know."""
        found = self.get_visible(Invitation, invitations(self.viewer), pk=self.kwargs["pk"])
        policy_of(Invitation).require(self.viewer, self.policy_action, found)
        return found

    def get_subject(self) -> Invitation:
        """What is asked about."""
        return self.invitation

    def get_context_data(self) -> dict[str, Any]:
        """With the address in the question."""
        values = super().get_context_data()
        return {**values, "text": str(self.text) % {"email": self.invitation.email}}

    def get_success_url(self) -> str:
        """The people of the organisation."""
        return reverse("clusterkit_directory:people", kwargs={"slug": self.invitation.organisation.slug})


class ResendInvitation(InvitationAction):
    """Once more, with a new link."""

    policy_action = RESEND_INVITATION
    title = _("Send the invitation again?")
    text = _("A new mail goes to %(email)s. The link of the earlier one opens nothing any more.")
    button = _("Send again")
    success_message = _("The invitation is on its way.")

    def perform(self) -> Invitation:
        """Send it."""
        return resend_invitation(invitation=self.invitation, actor=self.viewer)


class RevokeInvitation(InvitationAction):
    """It was a mistake."""

    policy_action = REVOKE_INVITATION
    title = _("Take the invitation back?")
    text = _("The link in the mail to %(email)s opens nothing any more. The person is not told.")
    button = _("Take it back")
    tone = "danger"
    success_message = _("The invitation is taken back.")

    def perform(self) -> Invitation:
        """Take it back."""
        return revoke_invitation(invitation=self.invitation, actor=self.viewer)


@method_decorator(never_cache, name="dispatch")
class OpenInvitation(FormPage[AcceptForm]):
    """The link of the mail: GET says who invites whom to what and changes nothing, POST accepts.

    A guest is sent to register with the invited address, or to sign in, and comes back.
    """

    policy_action = OPEN_INVITATION
    form_class = AcceptForm
    template_name = "clusterkit/directory/invitation.html"
    success_message = _("Welcome. You act for the organisation from now on.")

    @cached_property
    def opened(self) -> OpenedInvitation | None:
        """What the link opens."""
        return opened_invitation(self.viewer, self.kwargs["token"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The invitation; 404 for a link that opens nothing here."""
        return self.render_to_response(self.get_context_data(), status=200 if self.opened else 404)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Accept it; a guest goes to register or to sign in first."""
        opened = self.opened
        if opened is None or opened.refusal:
            return self.render_to_response(self.get_context_data(), status=409 if opened else 404)
        if self.viewer.is_authenticated:
            return super().post(request, *args, **kwargs)
        if "register" not in request.POST:
            return HttpResponseRedirect(login_url(request))
        prove_address(request, opened.invitation.email, path=request.path)
        return HttpResponseRedirect(reverse(conf.SIGNUP_URL_NAME, query={"next": request.path}))

    def perform(self, form: AcceptForm) -> Affiliation:
        """Accept it."""
        page = self.request.path
        return accept_invitation(token=self.kwargs["token"], actor=self.viewer, page=page, **form.cleaned_data)

    def get_success_url(self) -> str:
        """The organisation's page."""
        return str(self.result.organisation.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who invites whom to what."""
        opened = self.opened
        if opened is None:
            return super().get_context_data(title=_("This link opens nothing"), opened=None, **kwargs)
        organisation = opened.invitation.organisation
        return super().get_context_data(
            title=_t("Act for %(organisation)s") % {"organisation": organisation},
            lead="" if opened.refusal else _t("%(person)s invites you.") % {"person": opened.inviter},
            opened=opened,
            opened_facts=_facts(opened),
            list_url=reverse("clusterkit_directory:list"),
            login_url=login_url(self.request),
            **kwargs,
        )


def _facts(opened: OpenedInvitation) -> list[Fact]:
    row = opened.invitation
    return [
        Fact(_("Organisation"), str(row.organisation.name)),
        Fact(_("Who invites"), opened.inviter),
        Fact(_("Who is invited"), row.email),
        Fact(_("Role"), row.get_role_display()),
        Fact(_("Valid until"), row.expires_at),
    ]
