"""The pages behind the links in mails: they ask first, since programs that check mails open every link."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from clusterkit.core.exceptions import DomainError, NotVisible
from clusterkit.core.policies import OPEN
from clusterkit.core.web.views import PolicyView
from clusterkit.events.enums import SEATED_STATES, RegistrationState
from clusterkit.events.mail_links import ACCEPT, CANCEL, DECLINE, LinkedAct, read_answer
from clusterkit.events.models import Registration
from clusterkit.events.services.by_link import act_by_link, is_open, linked_registration

QUESTIONS: dict[str, tuple[str | Promise, str | Promise, str]] = {
    ACCEPT: (gettext_lazy("Take the place?"), gettext_lazy("Take the place"), "primary"),
    DECLINE: (gettext_lazy("Leave the place to others?"), gettext_lazy("Leave it to others"), "danger"),
    CANCEL: (gettext_lazy("Cancel this registration?"), gettext_lazy("Cancel the registration"), "danger"),
}
"""The question, the words of the button and its tone, by act."""

DONE: dict[str, tuple[frozenset[RegistrationState], str | Promise]] = {
    ACCEPT: (SEATED_STATES, gettext_lazy("The place is yours.")),
    DECLINE: (
        frozenset({RegistrationState.CANCELLED}),
        gettext_lazy("The place goes to the next person. Thank you for telling us."),
    ),
    CANCEL: (
        frozenset({RegistrationState.CANCELLED}),
        gettext_lazy("The registration is cancelled. Thank you for leaving the place to others."),
    ),
}
"""What is said where it stands as the link wanted."""


@method_decorator(never_cache, name="dispatch")
class AnswerByLink(PolicyView):
    """GET asks or says how it stands, POST acts; no account is needed, the link is the key."""

    policy_action = OPEN
    for_writing = True
    http_method_names = ["get", "post", "head", "options"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask, or say how it stands."""
        linked = read_answer(token)
        try:
            registration = linked_registration(linked) if linked is not None else None
        except NotVisible:
            registration = None
        if linked is None or registration is None:
            return self.say(
                _("This link does not open anything"),
                _("It may be incomplete: copy it from the mail once more. Or sign in and look at your registrations."),
                status=404,
            )
        if is_open(linked, registration):
            return self.ask(linked, registration)
        states, text = DONE[linked.act]
        if registration.state in states:
            return self.say(str(text), "", registration)
        return self.say(
            _("This link was used already, or its time is over"),
            _("Sign in to see where your registration stands."),
            registration,
            status=410,
        )

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Act, then show how it stands."""
        linked = read_answer(token)
        if linked is not None:
            try:
                act_by_link(linked=linked)
            except NotVisible:
                pass  # the page says that the link opens nothing
            except DomainError as error:
                if is_open(linked, linked_registration(linked)):
                    return self.say(str(error.title), str(error.message), status=error.status)
        return HttpResponseRedirect(request.path)

    def ask(self, linked: LinkedAct, registration: Registration) -> HttpResponse:
        """One button."""
        title, button, tone = QUESTIONS[linked.act]
        return self.page(title=title, button=button, tone=tone, registration=registration, asks=True)

    def say(
        self, title: str, text: str, registration: Registration | None = None, *, status: int = 200
    ) -> HttpResponse:
        """A plain answer."""
        return self.page(status=status, title=title, text=text, registration=registration)

    def page(self, *, status: int = 200, registration: Registration | None = None, **context: Any) -> HttpResponse:
        """Rendered with the event, where the link is right."""
        context |= {
            "registration": registration,
            "event": registration.event if registration is not None else None,
            "guest": registration.name if registration is not None and registration.host_id is not None else "",
            "mine_url": reverse("clusterkit_events:mine"),
        }
        return render(self.request, "clusterkit/events/by_link.html", context, status=status)
