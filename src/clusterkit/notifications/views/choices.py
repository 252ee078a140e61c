"""How a person wants to be told: by kind, of one thing no more, and the link in a mail that ends its kind."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from clusterkit.core.policies import OPEN
from clusterkit.core.web.views import ActionView, FormPage, PolicyView
from clusterkit.notifications.actions import CHOOSE
from clusterkit.notifications.forms import ChoicesForm
from clusterkit.notifications.selectors import choices_of, muted_by
from clusterkit.notifications.services import choose, choose_part, mute_target, unmute_target, unsubscribe
from clusterkit.notifications.texts import titles_of
from clusterkit.notifications.unsubscribing import Subscription, read_subscription
from clusterkit.notifications.views.inbox import way_back
from clusterkit.notifications.visibility import Key, target_of


class Preferences(FormPage[ChoicesForm]):
    """For each kind of notice: on the site or not, and when by mail."""

    policy_action = CHOOSE
    form_class = ChoicesForm
    template_name = "clusterkit/notifications/preferences.html"
    success_url = reverse_lazy("clusterkit_notifications:preferences")
    success_message = gettext_lazy("Your choice is kept.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """What holds now."""
        return {**super().get_form_kwargs(), "choices": choices_of(self.viewer)}

    def perform(self, form: ChoicesForm) -> None:
        """Keep the choice; a button of a part sets all its mails."""
        choose(wanted=form.cleaned_data["wanted"], actor=self.viewer)
        quick = form.cleaned_data["quick"]
        if quick is not None:
            choose_part(part=quick[0], mail=quick[1], actor=self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of the page, and what is muted."""
        muted = sorted(muted_by(self.viewer))
        titles = titles_of(muted, self.viewer)
        return super().get_context_data(
            title=_("What you are told"),
            lead=_(
                "Choose what reaches you and how. What comes once a day or once a week comes in one mail. What concerns "
                "you yourself and mails about your account always come."
            ),
            cancel_url=reverse("clusterkit_notifications:inbox"),
            muted=[
                {"about": f"{label}:{pk}", "title": titles.get((label, pk), _("Something you do not see any more"))}
                for label, pk in muted
            ],
            **kwargs,
        )


class Mute(ActionView):
    """No more about this: ``?about=<model>:<key>``, from the inbox or from the foot of a mail."""

    policy_action = CHOOSE
    title = gettext_lazy("Hear no more of this?")
    button = gettext_lazy("No more about this")
    success_message = gettext_lazy("You hear no more of it. Among your choices you can take that back.")

    @property
    def about(self) -> Key:
        """The thing."""
        return _about(self.request)

    def get_subject(self) -> Any:
        """The thing, for who sees it; else 404."""
        target = target_of(*self.about, self.viewer)
        if target is None:
            raise Http404
        return target

    def get_context_data(self) -> dict[str, Any]:
        """Names it, and keeps it for the button."""
        label, pk = self.about
        title = titles_of([self.about], self.viewer).get(self.about)
        text = (
            _("No more notices and mails about “%(thing)s”. What concerns you yourself still comes.") % {"thing": title}
            if title
            else _("No more notices and mails about it. What concerns you yourself still comes.")
        )
        return {
            **super().get_context_data(),
            "text": text,
            "action_url": f"{reverse('clusterkit_notifications:mute')}?about={label}:{pk}",
        }

    def perform(self) -> None:
        """Mute it."""
        label, pk = self.about
        mute_target(label=label, pk=pk, actor=self.viewer)

    def get_success_url(self) -> str:
        """Where it was asked."""
        return way_back(self.request)


class Unmute(PolicyView):
    """Hear of it again."""

    policy_action = CHOOSE
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it back; it works for what one does not see any more, too."""
        label, pk = _about(request)
        unmute_target(label=label, pk=pk, actor=self.viewer)
        messages.success(request, _("You hear of it again."))
        back = way_back(request) if "inbox" in request.POST else reverse("clusterkit_notifications:preferences")
        return HttpResponseRedirect(back)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class Unsubscribe(PolicyView):
    """The link in a mail, for people and for their mail programs (RFC 8058): no signing in, and nothing but this.

    To look at it changes nothing: programs that follow links do. The token is the whole permission, so a form of
    another site could send nothing that its author does not hold already.
    """

    policy_action = OPEN
    http_method_names = ["get", "post", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What would end, what comes otherwise, and a button."""
        return self._page(request, done=False)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End it and say so. Again is no error."""
        return self._page(request, done=True)

    def _page(self, request: HttpRequest, *, done: bool) -> HttpResponse:
        found = read_subscription(self.kwargs["token"])
        if found is None:
            return render(request, "clusterkit/notifications/unsubscribe_expired.html", status=404)
        if done:
            unsubscribe(what=found.what, actor=found.viewer)
        return render(request, "clusterkit/notifications/unsubscribe.html", {**_words(found), "done": done})


def _words(found: Subscription) -> dict[str, Any]:
    others = [
        item
        for item in choices_of(found.viewer)
        if item.mail != "none" and item.kind.code != found.what and (not found.is_digest or item.mail != found.what)
    ]
    return {
        "what": found.what,
        "is_digest": found.is_digest,
        "label": found.label,
        "others": len(others),
    }


def _about(request: HttpRequest) -> Key:
    text = (request.POST.get("about") or request.GET.get("about", "")).replace("\x00", "")
    label, _colon, pk = text.partition(":")
    return label[:100], pk[:64]
