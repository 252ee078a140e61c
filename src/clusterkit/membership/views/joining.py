"""How to join, and the beginning of an application."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core import ports
from clusterkit.core.conf import conf
from clusterkit.core.web.context import url_or_none
from clusterkit.core.web.elements import Step
from clusterkit.core.web.locked import login_url
from clusterkit.core.web.views import FormPage, PageView
from clusterkit.membership import actions
from clusterkit.membership.forms import StartForm
from clusterkit.membership.models import Application
from clusterkit.membership.selectors.joining import Standing, administered, standing_of
from clusterkit.membership.services import start_application


class Join(PageView):
    """What membership brings, how one joins, and this person's next step."""

    policy_action = actions.SEE_HOW
    template_name = "clusterkit/membership/join.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way as steps, and one action."""
        standing = standing_of(self.viewer)
        url, label, text = self._next(standing)
        is_open = not ports.is_read_only.call()
        return super().get_context_data(
            title=_("How to join the cluster"),
            lead=_("Membership is of organisations. Any organisation that works in our field may apply.")
            if is_open
            else "",
            standing=standing,
            steps=join_steps(standing),
            next_url=url,
            next_label=label,
            next_text=text,
            is_open=is_open,
            sign_in_url=login_url(self.request) if url_or_none(conf.LOGIN_URL_NAME) else "",
            review_days=conf.NEEDS_INFO_DAYS,
            **kwargs,
        )

    def _next(self, standing: Standing) -> tuple[str, str, str]:
        start = reverse("clusterkit_membership:start")
        match standing.code:
            case "guest":
                return (
                    url_or_none(conf.SIGNUP_URL_NAME) or start,
                    _("Register"),
                    _("The first step takes a minute: an account of your own."),
                )
            case "applying" if standing.application is not None:
                return (
                    standing.application.get_absolute_url(),
                    _("Open the application"),
                    _("Your organisation has an application already."),
                )
            case "member":
                return (
                    reverse("clusterkit_membership:mine"),
                    _("Open my membership"),
                    _("Your organisation is a member of the cluster."),
                )
            case "may_apply":
                return start, _("Apply for membership"), _("You may apply for your organisation now.")
        return (
            url_or_none("clusterkit_directory:register") or start,
            _("Add your organisation"),
            _("Add your organisation, or find it among the participants and ask to act for it."),
        )


def join_steps(standing: Standing) -> list[Step]:
    """The way to membership with the place where the person stands."""
    labels = [
        _("Register"),
        _("Add your organisation"),
        _("Fill in the application"),
        _("The office reviews it"),
        _("You are a member"),
    ]
    place = {"guest": 0, "no_organisation": 1, "may_apply": 2, "applying": 2, "member": 5}[standing.code]
    if standing.application is not None and standing.application.waits_for_office:
        place = 3
    states = ["done" if n < place else "current" if n == place else "todo" for n in range(len(labels))]
    return [Step(label, state) for label, state in zip(labels, states, strict=True)]


class Start(FormPage[StartForm]):
    """The first step of the application: which organisation."""

    policy_action = actions.APPLY
    form_class = StartForm
    template_name = "clusterkit/membership/start.html"
    success_message = gettext_lazy("The draft is kept. You may go on whenever you like.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; who has an open application goes on with it."""
        standing = standing_of(self.viewer)
        if standing.application is not None and len(self.viewer.administered_ids) == 1:
            return HttpResponseRedirect(standing.application.get_absolute_url())
        return super().get(request, *args, **kwargs)

    @cached_property
    def organisations(self) -> list[Any]:
        """Those the viewer may apply for."""
        return list(administered(self.viewer))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the organisations that the viewer administers; the only one, or the one he acts for, is chosen already."""
        kwargs = super().get_form_kwargs()
        kwargs["organisations"] = administered(self.viewer)
        if len(self.organisations) == 1:
            kwargs["initial"] = {"organisation": self.organisations[0].pk}
        elif self.viewer.acting_organisation_id in self.viewer.administered_ids:
            kwargs["initial"] = {"organisation": self.viewer.acting_organisation_id}
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who has no organisation is told how to get one."""
        steps = [
            Step(_("Organisation"), "current"),
            Step(_("Answers")),
            Step(_("Documents")),
            Step(_("Check and send")),
        ]
        return super().get_context_data(
            title=_("Apply for membership"),
            steps=steps,
            organisations=self.organisations,
            register_url=url_or_none("clusterkit_directory:register"),
            list_url=url_or_none("clusterkit_directory:list"),
            back_url=reverse("clusterkit_membership:join"),
            **kwargs,
        )

    def perform(self, form: StartForm) -> Application:
        """Begin the draft."""
        return start_application(organisation=form.cleaned_data["organisation"], actor=self.viewer)

    def get_success_url(self) -> str:
        """The answers."""
        return reverse("clusterkit_membership:answers", kwargs={"pk": self.result.pk})
