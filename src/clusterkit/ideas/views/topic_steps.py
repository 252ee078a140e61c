"""The steps of a university topic: buttons and small forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage, PolicyView
from clusterkit.ideas import actions
from clusterkit.ideas.enums import InterestState, OutcomeKind
from clusterkit.ideas.forms import VersionForm
from clusterkit.ideas.forms.topics import DeliverForm, StudentForm, TopicReasonForm
from clusterkit.ideas.models import Interest, Topic
from clusterkit.ideas.selectors.topics import people_at, topic_view, topics
from clusterkit.ideas.services import close_with_outcome, topic_work
from clusterkit.ideas.services import topics as proposing
from clusterkit.ideas.views.lists import exchange_crumb
from clusterkit.ideas.views.topics import topics_crumb


class OneTopic(PolicyView):
    """A view about one topic, which the viewer may see and do ``policy_action`` with."""

    @property
    def topic(self) -> Topic:
        """The topic."""
        found = self.get_visible(Topic, topics(self.viewer), pk=self.kwargs["pk"])
        policy_of(Topic).require(self.viewer, self.policy_action, found)
        return found

    def get_back_url(self) -> str:
        """The topic's page."""
        return reverse("clusterkit_ideas:topic", kwargs={"pk": self.kwargs["pk"]})

    def get_success_url(self) -> str:
        """The topic's page."""
        return self.get_back_url()

    def crumbs(self, topic: Topic, label: str | Promise) -> list[Crumb]:
        """The way here."""
        return [exchange_crumb(), topics_crumb(), Crumb(topic.title, topic.get_absolute_url()), Crumb(label)]


class TopicAction(OneTopic, ActionView):
    """A button of a topic; the version that was looked at comes along."""

    decide: ClassVar[Callable[..., Any]]

    def get_subject(self) -> Topic:
        """The topic."""
        return self.topic

    def get_context_data(self) -> dict[str, Any]:
        """With the version as a hidden field."""
        topic = self.topic
        form = VersionForm(initial={"version": topic.version})
        return {**super().get_context_data(), "form": form, "crumbs": self.crumbs(topic, self.title)}

    def perform(self) -> Any:
        """By the service that the subclass names."""
        form = VersionForm(self.request.POST)
        version = form.cleaned_data["version"] if form.is_valid() else None
        return type(self).decide(topic=self.topic, actor=self.viewer, expected_version=version)


class Agree(TopicAction):
    """Agree to what the other side proposed."""

    policy_action = actions.AGREE_TOPIC
    title = _("Agree to this topic?")
    text = _("Readers of the request see the topic from now on, and the two sides know each other.")
    button = _("Agree")
    success_message = _("The topic is agreed. The university names the student next.")
    decide = staticmethod(proposing.agree_topic)


class StepBack(TopicAction):
    """Give the work up, or take it from the student."""

    policy_action = actions.STEP_BACK_TOPIC
    title = _("Step back from this topic?")
    text = _("The topic has no student any more. The university may name another one.")
    button = _("Step back")
    tone = "danger"
    success_message = _("The topic waits for another student.")
    decide = staticmethod(topic_work.step_back)


class Complete(TopicAction):
    """Take the work."""

    policy_action = actions.TAKE_TOPIC
    title = _("Take this work?")
    text = _("The topic is completed. Afterwards you may close the request with this outcome.")
    button = _("Take the work")
    success_message = _("The topic is completed.")
    decide = staticmethod(topic_work.complete_topic)


class ShowName(OneTopic, ActionView):
    """As the student: let readers know one's name."""

    policy_action = actions.NAME_STUDENT
    title = _("Let readers of the topic know your name?")
    text = _("You may take this back at any time.")
    button = _("Show my name")
    success_message = _("Readers of the topic see your name.")
    shown: ClassVar[bool] = True

    def perform(self) -> Any:
        """By the service."""
        return topic_work.show_student(topic=self.topic, shown=self.shown, actor=self.viewer)

    def get_subject(self) -> Topic:
        """The topic."""
        return self.topic


class HideName(ShowName):
    """As the student: take that back."""

    title = _("Hide your name from readers of the topic?")
    text = _("The two sides still know it.")
    button = _("Hide my name")
    success_message = _("Only the two sides see your name.")
    shown = False


class CloseRequest(OneTopic, ActionView):
    """As the owner: close the request with the outcome "thesis", from the page of the topic."""

    policy_action = actions.TAKE_TOPIC
    title = _("Close the request with this outcome?")
    text = _("What came of it: a thesis or a student's work. Answers that still wait are closed.")
    button = _("Close the request")
    success_message = _("The item is closed. Thank you for telling what came of it.")

    def get_subject(self) -> Topic:
        """The topic, if its request can be closed so."""
        topic = self.topic
        if not topic_view(self.viewer, topic).may_close_item:
            raise StateConflict(_("A request is closed so once its topic is completed, while it is open."))
        return topic

    def perform(self) -> Any:
        """By the service; a talk with the university on this request is the one that confirms."""
        topic = self.get_subject()
        talk = Interest.objects.filter(
            item=topic.item, organisation=topic.university, state=InterestState.ACCEPTED
        ).first()
        return close_with_outcome(
            item=topic.item, kind=OutcomeKind.THESIS, text=topic.title, interest=talk, actor=self.viewer
        )

    def get_success_url(self) -> str:
        """The request."""
        return self.topic.item.get_absolute_url()

    def get_back_url(self) -> str:
        """The topic."""
        return reverse("clusterkit_ideas:topic", kwargs={"pk": self.kwargs["pk"]})


class TopicFormPage(OneTopic, FormPage[Any]):
    """A small form about a topic."""

    form_class: Any = TopicReasonForm
    template_name = "clusterkit/form_page.html"
    title: ClassVar[str | Promise] = ""
    lead: ClassVar[str | Promise] = ""
    submit_label: ClassVar[str | Promise] = _("Send")
    decide: ClassVar[Callable[..., Any]]

    def get_initial(self) -> dict[str, Any]:
        """The version that is looked at."""
        return {"version": self.topic.version}

    def get_success_url(self) -> str:
        """The topic's page."""
        return self.get_back_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Headings."""
        topic = self.topic
        return super().get_context_data(
            title=self.title,
            lead=self.lead or topic.title,
            submit_label=self.submit_label,
            cancel_url=self.get_back_url(),
            crumbs=self.crumbs(topic, self.title),
            **kwargs,
        )

    def perform(self, form: Any) -> Any:
        """By the service that the subclass names."""
        data = dict(form.cleaned_data)
        version = data.pop("version", None)
        return type(self).decide(topic=self.topic, actor=self.viewer, expected_version=version, **data)


class Decline(TopicFormPage):
    """Say no."""

    policy_action = actions.AGREE_TOPIC
    title = _("Decline this topic")
    lead = _("The other side reads your reason.")
    submit_label = _("Decline")
    success_message = _("The other side was told.")
    decide = staticmethod(proposing.decline_topic)


class Cancel(TopicFormPage):
    """Call it off."""

    policy_action = actions.CANCEL_TOPIC
    title = _("Call this topic off")
    lead = _("Both sides and the student read your reason.")
    submit_label = _("Call it off")
    success_message = _("The topic is called off.")
    decide = staticmethod(proposing.cancel_topic)


class GiveBack(TopicFormPage):
    """Something is missing."""

    policy_action = actions.TAKE_TOPIC
    title = _("Give the work back")
    lead = _("Say what is missing.")
    submit_label = _("Give back")
    success_message = _("The work is given back.")
    decide = staticmethod(topic_work.give_back)


class Start(TopicFormPage):
    """Name the student."""

    policy_action = actions.WORK_TOPIC
    form_class = StudentForm
    title = _("Name the student")
    submit_label = _("Name the student")
    success_message = _("The student was told.")
    decide = staticmethod(topic_work.start_topic)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The university's own people."""
        return {**super().get_form_kwargs(), "people": people_at(self.topic.university)}


class Deliver(TopicFormPage):
    """Hand the work over."""

    policy_action = actions.WORK_TOPIC
    form_class = DeliverForm
    title = _("Hand the work over")
    submit_label = _("Hand over")
    success_message = _("The work is handed over. The owner of the request was told.")
    decide = staticmethod(topic_work.deliver_topic)

    def get_initial(self) -> dict[str, Any]:
        """What was handed over before."""
        return {**super().get_initial(), "result": self.topic.result}

    def perform(self, form: Any) -> Any:
        """The file comes as an upload."""
        data = form.cleaned_data
        return topic_work.deliver_topic(
            topic=self.topic,
            result=data["result"],
            upload=data["file"] or None,
            actor=self.viewer,
            expected_version=data["version"],
        )
