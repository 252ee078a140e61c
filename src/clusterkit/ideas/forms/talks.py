"""Answering an item, talking in private, and what came of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.directory.models import Organisation
from clusterkit.files.forms import PrivateFilesField
from clusterkit.ideas.enums import FollowUpAnswer, OutcomeKind
from clusterkit.ideas.forms.items import OrganisationChoice, VersionForm
from clusterkit.ideas.models import Interest
from clusterkit.ideas.services import MAX_TALK_FILES, TALK_PURPOSE


class TalkFilesField(PrivateFilesField):
    """Files for the other side of a private talk."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(purpose=TALK_PURPOSE, most=MAX_TALK_FILES, label=_("Attach files"), required=False, **kwargs)


class InterestForm(ClusterForm):
    """An answer to an item."""

    organisation = OrganisationChoice(label=_("On behalf of"))
    message = forms.CharField(
        label=_("What you propose"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Only the people of the other organisation read it."),
    )
    file = TalkFilesField()

    def __init__(self, *args: Any, organisations: list[Organisation], acting: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["organisation"]
        chosen.offer(organisations, acting)


class TalkForm(VersionForm):
    """A message of a private talk, with files."""

    text = forms.CharField(label=_("Message"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    file = TalkFilesField()


class DeclineForm(VersionForm):
    """A refusal, with a few words if one likes."""

    text = forms.CharField(
        label=_("A few words to the other side"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OutcomeForm(VersionForm):
    """What came of an item."""

    kind = forms.ChoiceField(label=_("What came of it"), choices=OutcomeKind.choices, widget=forms.RadioSelect)
    interest = forms.ModelChoiceField(
        Interest.objects.none(), label=_("With whom"), required=False, empty_label=_("With nobody from the cluster")
    )
    text = forms.CharField(
        label=_("In a few sentences"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, talks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        interest: Any = self.fields["interest"]
        interest.queryset = talks
        interest.label_from_instance = lambda talk: str(talk.organisation)


class ContestForm(VersionForm):
    """What was not so about an outcome."""

    text = forms.CharField(
        label=_("What was otherwise"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The other side reads it in your private talk."),
    )


class FollowUpForm(ClusterForm):
    """What became of an outcome."""

    answer = forms.ChoiceField(label=_("How did it go on?"), choices=FollowUpAnswer.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In a few sentences"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
