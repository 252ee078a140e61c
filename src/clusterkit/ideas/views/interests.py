"""Answering an item and the private talk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, DetailPage, FormPage
from clusterkit.directory.selectors import organisations_of
from clusterkit.ideas import actions, services
from clusterkit.ideas.enums import LIVE_INTEREST_STATES
from clusterkit.ideas.forms import DeclineForm, InterestForm, TalkForm, VersionForm
from clusterkit.ideas.models import Interest, Item
from clusterkit.ideas.selectors import interests, owner_of, talk_view, talks, turn_of
from clusterkit.ideas.views.lists import exchange_crumb
from clusterkit.ideas.views.talks import talks_crumb, warns_of_names


class Respond(FormPage[InterestForm]):
    """Answer an item on behalf of an organisation."""

    policy_action = actions.RESPOND
    form_class = InterestForm
    template_name = "clusterkit/ideas/respond.html"
    success_message = _("Your answer is sent. The other side was told.")

    @property
    def item(self) -> Item:
        """The item, among those one may see."""
        return self.get_visible(Item, Item.objects.select_related("organisation"), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """The organisations that have not answered yet; the one that the person acts for now is chosen."""
        item = self.item
        live = interests(self.viewer).filter(item=item, state__in=LIVE_INTEREST_STATES)
        taken = {*live.values_list("organisation_id", flat=True), item.organisation_id}
        free = [organisation for organisation in organisations_of(self.viewer) if organisation.pk not in taken]
        return {**super().get_form_kwargs(), "organisations": free, "acting": self.viewer.acting_organisation_id}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The item stands above the form."""
        item = self.item
        return super().get_context_data(
            title=_("Answer this item"),
            lead=item.title,
            item=item,
            may_respond=policy_of(Item).can(self.viewer, actions.RESPOND, item) and item.is_open,
            hides_owner=owner_of(self.viewer, item).is_hidden,
            crumbs=[exchange_crumb(), Crumb(item.title, item.get_absolute_url()), Crumb(_("Answer"))],
            cancel_url=item.get_absolute_url(),
            **kwargs,
        )

    def perform(self, form: InterestForm) -> Interest:
        """By the service."""
        data = form.cleaned_data
        return services.send_interest(
            item=self.item,
            organisation=data["organisation"],
            message=data["message"],
            files=data["file"],
            actor=self.viewer,
        )


class TalkPage(DetailPage[Interest]):
    """A private talk, for its two sides."""

    policy_action = actions.VIEW_INTEREST
    model = Interest
    template_name = "clusterkit/ideas/talk.html"
    context_object_name = "interest"

    def get_rows(self) -> QuerySet[Interest]:
        """With both sides."""
        return talks(self.viewer)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """From now on what stands there is not new to the person any more."""
        response: HttpResponse = super().get(request, *args, **kwargs)
        if not ports.is_read_only.call():
            services.mark_talk_seen(interest=self.object, actor=self.viewer)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The talk and the forms that are open."""
        talk = talk_view(self.viewer, self.object)
        answers = "answer" in talk.open_names
        return super().get_context_data(
            talk=talk,
            item=self.object.item,
            title=_("Talk with %(organisation)s") % {"organisation": talk.other.name},
            crumbs=[
                exchange_crumb(),
                talks_crumb(),
                Crumb(self.object.item.title, self.object.item.get_absolute_url()),
                Crumb(_("Private talk")),
            ],
            form=TalkForm(initial={"version": self.object.version}) if answers or talk.may_write else None,
            turn=turn_of(self.object).value,
            warns_of_names=warns_of_names(self.viewer, self.object),
            form_url=reverse(
                "clusterkit_ideas:answer" if answers else "clusterkit_ideas:message", kwargs={"pk": self.object.pk}
            ),
            **kwargs,
        )


class TalkFormPage(FormPage[Any]):
    """A form about a talk; refused, it comes back on a page of its own."""

    form_class: Any = TalkForm
    template_name = "clusterkit/ideas/talk_form.html"
    policy_action = actions.VIEW_INTEREST
    title: ClassVar[str | Promise] = ""
    lead: ClassVar[str | Promise] = ""
    submit_label: ClassVar[str | Promise] = _("Send")

    @property
    def interest(self) -> Interest:
        """The talk, among one's own."""
        return self.get_visible(Interest, interests(self.viewer), pk=self.kwargs["pk"])

    def get_back_url(self) -> str:
        """The talk."""
        return reverse("clusterkit_ideas:talk", kwargs={"pk": self.kwargs["pk"]})

    def get_success_url(self) -> str:
        """The talk."""
        return self.get_back_url()

    def get_initial(self) -> dict[str, Any]:
        """The version that is looked at."""
        return {"version": self.interest.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        interest = self.interest
        return super().get_context_data(
            title=self.title,
            lead=self.lead or interest.item.title,
            warns_of_names="file" in self.get_form_class().base_fields and warns_of_names(self.viewer, interest),
            submit_label=self.submit_label,
            cancel_url=self.get_back_url(),
            crumbs=[
                exchange_crumb(),
                Crumb(interest.item.title, interest.item.get_absolute_url()),
                Crumb(_("Private talk"), interest.get_absolute_url()),
                Crumb(self.title),
            ],
            **kwargs,
        )


class WithText(TalkFormPage):
    """A step that carries a text."""

    decide: ClassVar[Callable[..., Any]]

    def perform(self, form: Any) -> Any:
        """By the service that the subclass names."""
        data = form.cleaned_data
        files = {"files": data["file"]} if "file" in data else {}
        return type(self).decide(
            interest=self.interest, text=data["text"], actor=self.viewer, expected_version=data["version"], **files
        )


class AskMore(WithText):
    """Ask before deciding."""

    policy_action = actions.ASK_MORE
    title = _("Ask a question")
    lead = _("The other side answers here, and you decide afterwards.")
    success_message = _("Your question is sent.")
    decide = staticmethod(services.ask_more)


class AnswerQuestion(WithText):
    """Answer what was asked."""

    policy_action = actions.ANSWER_MORE
    title = _("Answer the question")
    success_message = _("Your answer is sent.")
    decide = staticmethod(services.answer_question)


class Decline(WithText):
    """Say no."""

    policy_action = actions.DECLINE
    form_class = DeclineForm
    title = _("Decline this answer")
    submit_label = _("Decline")
    success_message = _("The other side was told.")
    decide = staticmethod(services.decline_interest)


class WriteMessage(TalkFormPage):
    """Write to the other side."""

    policy_action = actions.TALK
    title = _("Write a message")
    success_message = _("Your message is sent.")

    def perform(self, form: Any) -> Any:
        """By the service."""
        data = form.cleaned_data
        return services.write_message(interest=self.interest, text=data["text"], files=data["file"], actor=self.viewer)


class InterestAction(ActionView):
    """A button of a talk."""

    policy_action = actions.VIEW_INTEREST
    decide: ClassVar[Callable[..., Any]]

    @property
    def interest(self) -> Interest:
        """The talk, among one's own."""
        return self.get_visible(Interest, interests(self.viewer), pk=self.kwargs["pk"])

    def get_context_data(self) -> dict[str, Any]:
        """With the version as a hidden field."""
        return {**super().get_context_data(), "form": VersionForm(initial={"version": self.interest.version})}

    def get_success_url(self) -> str:
        """The talk."""
        return reverse("clusterkit_ideas:talk", kwargs={"pk": self.kwargs["pk"]})

    def perform(self) -> Any:
        """By the service that the subclass names."""
        form = VersionForm(self.request.POST)
        version = form.cleaned_data["version"] if form.is_valid() else None
        return type(self).decide(interest=self.interest, actor=self.viewer, expected_version=version)


class Accept(InterestAction):
    """Begin talks."""

    policy_action = actions.ACCEPT
    title = _("Accept this answer?")
    text = _("Your item is shown as being in talks, and both sides see each other's contacts.")
    button = _("Accept")
    success_message = _("You are in talks now. Both sides see each other's contacts.")
    decide = staticmethod(services.accept_interest)

    def get_context_data(self) -> dict[str, Any]:
        """Who published without a name hears that this side learns it now."""
        context = super().get_context_data()
        if warns_of_names(self.viewer, self.interest):
            context["text"] = _(
                "This organisation, and no other, learns whose the item is. "
                "Both sides see each other's contacts, and the item is shown as being in talks."
            )
        return context


class WithdrawInterest(InterestAction):
    """Take one's answer back."""

    policy_action = actions.WITHDRAW_INTEREST
    title = _("Take your answer back?")
    text = _("The other side is told. You may answer again while the item is open.")
    button = _("Take it back")
    tone = "danger"
    success_message = _("Your answer is taken back.")
    decide = staticmethod(services.withdraw_interest)
