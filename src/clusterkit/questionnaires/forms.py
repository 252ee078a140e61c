"""The form that a version makes, and the forms with which the office edits one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.translated import TranslatedFormField
from clusterkit.core.web.forms import ClusterForm
from clusterkit.questionnaires.checking import Cleaned, clean_answers
from clusterkit.questionnaires.definitions import QuestionDefinition, Questions, asked, has_text_limit
from clusterkit.questionnaires.enums import CHOICE_KINDS, LONGEST, QuestionKind
from clusterkit.questionnaires.validators import CHOICE_LIMIT, HELP_LIMIT, LABEL_LIMIT, MOST_CHOICES

Heading = Callable[[QuestionDefinition], str | Promise]


class OpenField(forms.Field):
    """Takes whatever is typed: the answers are checked together, by the function that checks those of the API."""

    def clean(self, value: Any) -> Any:
        """As it came."""
        return value


class AskingForm(ClusterForm):
    """A form with questions beside fields of its own; :meth:`ask` adds them. ``cleaned`` is what :func:`clean_answers` found.

    ``before_code`` makes the name of a field of the code of its question, so that no question is taken for a field of the
    form. ``is_draft`` lets answers be missing.
    """

    before_code: ClassVar[str] = ""
    is_draft: ClassVar[bool] = False
    questions: Questions
    cleaned: Cleaned

    def ask(self, questions: Questions) -> list[str]:
        """Add a field for each of *questions* but those that a document answers. Returns the names of the fields."""
        self.questions, self.cleaned = asked(questions), Cleaned()
        names = [self.field_of(question.code) for question in self.questions]
        self.fields.update({name: answer_field(question) for name, question in zip(names, self.questions, strict=True)})
        return names

    def field_of(self, code: str) -> str:
        """The name of the field of the question with this code."""
        return f"{self.before_code}{code}"

    def clean(self) -> dict[str, Any]:
        """All answers together, by the check that those of the API go through too."""
        data = super().clean() or {}
        own = {question.code: data.get(self.field_of(question.code)) for question in self.questions}
        self.cleaned = clean_answers(self.questions, own, partial=self.is_draft)
        for code, problem in self.cleaned.errors.items():
            self.add_error(self.field_of(code), ValidationError(str(problem)))
        return data


class AnswerForm(AskingForm):
    """What *questions* ask, without those that a document answers. Nothing has to be filled in: it is a draft.

    *answers* are those kept so far, *typed* what was typed and is not valid: it is shown again, with what is wrong.
    *heading* says under which heading a question stands; equal ones in a row stand together.
    """

    use_required_attribute = False
    is_draft = True

    def __init__(
        self,
        *args: Any,
        questions: Questions,
        answers: Mapping[str, Any] | None = None,
        typed: Mapping[str, Any] | None = None,
        heading: Heading | None = None,
        **kwargs: Any,
    ) -> None:
        self.typed = dict(typed or {})
        kwargs["initial"] = {**(answers or {}), **self.typed, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.ask(questions)
        if heading is not None:
            self.layout = _groups(self.questions, heading)  # type: ignore[misc]

    def full_clean(self) -> None:
        """Also of a form that was not sent: what was kept and is not valid is told."""
        super().full_clean()
        if not self.is_bound and self.typed:
            found = clean_answers(self.questions, self.typed, partial=True)
            for code, problem in found.errors.items():
                self.errors[code] = self.error_class([str(problem)], renderer=self.renderer)


def answer_field(question: QuestionDefinition) -> forms.Field:
    """The field in which *question* is answered; what is typed is checked by :func:`clean_answers`."""
    return OpenField(
        label=question.text(), help_text=question.help_text(), required=question.is_required, widget=_widget(question)
    )


def _widget(question: QuestionDefinition) -> forms.Widget:
    choices = [(choice.code, choice.text(None)) for choice in question.choices]
    if question.kind == QuestionKind.CHOICE:
        return forms.RadioSelect(choices=choices)
    if question.kind == QuestionKind.CHOICES:
        return forms.CheckboxSelectMultiple(choices=choices)
    simple: dict[str, forms.Widget] = {
        QuestionKind.LONG_TEXT: forms.Textarea(),
        QuestionKind.EMAIL: forms.EmailInput(attrs={"autocomplete": "email"}),
        QuestionKind.NUMBER: forms.TextInput(attrs={"inputmode": "decimal"}),
        QuestionKind.DATE: forms.DateInput(),
        QuestionKind.DECLARATION: forms.CheckboxInput(),
    }
    return simple.get(question.kind, forms.TextInput())


def _groups(questions: Questions, heading: Heading) -> list[tuple[str | Promise, list[str]]]:
    found: list[tuple[str | Promise, list[str]]] = []
    for question in questions:
        words = heading(question)
        if not found or str(found[-1][0]) != str(words):
            found.append((words, []))
        found[-1][1].append(question.code)
    return found


class KindForm(ClusterForm):
    """What is answered."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is answered?"), choices=QuestionKind.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, documents: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not documents:
            kinds = [(code, label) for code, label in QuestionKind.choices if code != QuestionKind.FILE]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class RevisionForm(ClusterForm):
    """A confirmation of what was looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class QuestionForm(ClusterForm):
    """A question of one *kind*, with what that kind needs."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    label = TranslatedFormField(label=gettext_lazy("Question"), max_length=LABEL_LIMIT)
    help = TranslatedFormField(
        label=gettext_lazy("Explanation"),
        max_length=HELP_LIMIT,
        multiline=True,
        required=False,
        help_text=gettext_lazy("Stands below the question: what is meant, an example."),
    )
    is_required = forms.BooleanField(label=gettext_lazy("It has to be answered"), required=False)

    SPARE_ROWS = 4

    def __init__(
        self,
        *args: Any,
        kind: str,
        document_kinds: Sequence[tuple[str, str | Promise]] = (),
        question: QuestionDefinition | None = None,
        **kwargs: Any,
    ) -> None:
        self.kind = QuestionKind(kind)
        known: dict[str, Any] = question.as_json() if question is not None else {"is_required": True}
        kwargs["initial"] = {**known, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if self.kind == QuestionKind.DECLARATION:
            self.fields["label"].help_text = _("What the applicant confirms, as a sentence.")
            self.fields["is_required"].label = _("It has to be ticked")
        if self.kind == QuestionKind.FILE:
            self.fields["label"].help_text = _("The name of the document that you want to have.")
            self.fields["is_required"].label = _("It has to be added")
            self._add_document_kinds(document_kinds)
        if self.kind == QuestionKind.NUMBER:
            self.fields["min_value"] = forms.IntegerField(label=_("Smallest number"), required=False)
            self.fields["max_value"] = forms.IntegerField(label=_("Greatest number"), required=False)
        if has_text_limit(self.kind) and self.kind != QuestionKind.EMAIL:
            self.fields["max_length"] = forms.IntegerField(
                label=_("Most characters"), required=False, min_value=1, max_value=LONGEST[self.kind]
            )
        self.rows = self._add_choices(known.get("choices", [])) if self.kind in CHOICE_KINDS else []

    def _add_document_kinds(self, kinds: Sequence[tuple[str, str | Promise]]) -> None:
        if kinds:
            self.fields["document_kinds"] = forms.MultipleChoiceField(
                label=_("Documents of these kinds are enough"),
                choices=list(kinds),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("One of them answers the question. With none ticked, the question is a kind of its own."),
            )

    def _add_choices(self, known: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
        """A field for each choice and some spare ones; an emptied one is taken out. Returns code and field of each."""
        rows = []
        for place in range(min(len(known) + self.SPARE_ROWS, MOST_CHOICES)):
            row = known[place] if place < len(known) else {"code": "", "label": {}}
            name = f"choice_{place + 1}"
            self.fields[name] = TranslatedFormField(
                label=_("Choice %(number)d") % {"number": place + 1}, max_length=CHOICE_LIMIT, required=False
            )
            self.initial[name] = row["label"]
            rows.append((str(row["code"]), name))
        return rows

    def values(self) -> dict[str, Any]:
        """What the services take."""
        data = dict(self.cleaned_data)
        values: dict[str, Any] = {"kind": self.kind.value, "label": data["label"], "help": data["help"]}
        values["is_required"] = data["is_required"]
        for name in ("min_value", "max_value", "max_length", "document_kinds"):
            if name in self.fields:
                values[name] = data.get(name)
        if self.rows:
            values["choices"] = [{"code": code, "label": data[name]} for code, name in self.rows if data[name]]
        return values

    def add_error(self, field: str | None, error: Any) -> None:
        """What is wrong with the choices is told at the first of them."""
        super().add_error(self.rows[0][1] if field == "choices" and self.rows else field, error)
