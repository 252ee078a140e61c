"""University topics: proposing, naming the student, handing over, saying why not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.directory.models import Organisation
from clusterkit.files.forms import PrivateFileField
from clusterkit.ideas.enums import TopicKind
from clusterkit.ideas.forms.items import OrganisationChoice, VersionForm
from clusterkit.ideas.semesters import coming_semesters
from clusterkit.ideas.services.topic_work import TOPIC_PURPOSE


class TopicForm(VersionForm):
    """A request as a university topic."""

    university = OrganisationChoice(label=_("University"))
    kind = forms.ChoiceField(label=_("What it becomes"), choices=TopicKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Title of the topic"), max_length=200, help_text=_("As it will stand in the list of topics.")
    )
    text = forms.CharField(
        label=_("Task"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who reads the request reads it too, once both sides agreed."),
    )
    semester = forms.ChoiceField(label=_("Semester"))
    due_on = forms.DateField(
        label=_("To be handed over by"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("A day in the semester."),
    )

    def __init__(self, *args: Any, universities: list[Organisation], acting: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["university"]
        chosen.offer(universities, acting)
        semester: Any = self.fields["semester"]
        semester.choices = [(row.code, row.label) for row in coming_semesters(timezone.localdate())]


class StudentForm(VersionForm):
    """Who works on a topic, and who supervises it."""

    student = forms.TypedChoiceField(
        label=_("Student"),
        coerce=int,
        help_text=_("The student gets a notice and may step back. Only the two sides learn the name."),
    )
    supervisor = forms.TypedChoiceField(label=_("Supervisor"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        student: Any = self.fields["student"]
        supervisor: Any = self.fields["supervisor"]
        student.choices = [("", _("Choose")), *people]
        supervisor.choices = [("", _("Nobody yet")), *people]


class DeliverForm(VersionForm):
    """The work, handed over."""

    result = forms.CharField(
        label=_("What was found"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Only the two sides read it."),
    )
    file = PrivateFileField(label=_("File"), purpose=TOPIC_PURPOSE, required=False)


class TopicReasonForm(VersionForm):
    """A reason that the other side reads."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
