"""Forms of the council and of the office's settings. What they cannot know the services check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.core.web.forms import ClusterForm
from clusterkit.directory.enums import OrganisationKind
from clusterkit.directory.models import Organisation
from clusterkit.membership.enums import Choice
from clusterkit.membership.forms import VersionedForm
from clusterkit.membership.models import Meeting, Reason
from clusterkit.membership.reason_forms import ReasonChoice, ReasonSelect
from clusterkit.membership.rules import decision_rules

CHOICES = [
    (Choice.FOR.value, pgettext_lazy("ballot", "For")),
    (Choice.AGAINST.value, pgettext_lazy("ballot", "Against")),
    (Choice.ABSTAIN.value, pgettext_lazy("ballot", "Abstain")),
]


class OpenVoteForm(VersionedForm):
    """Until when the council may vote, and in which meeting."""

    closes_at = forms.DateTimeField(
        label=_("Votes are taken until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    meeting = forms.ModelChoiceField(
        label=_("On the agenda of"), queryset=Meeting.objects.none(), required=False, empty_label=_("no meeting")
    )

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]


class CastForm(ClusterForm):
    """The vote of one seat on the revision that was read."""

    seat = forms.IntegerField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    from_meeting = forms.BooleanField(widget=forms.HiddenInput, required=False)
    choice = forms.ChoiceField(label=_("Your vote"), choices=CHOICES, widget=forms.RadioSelect)
    remark = forms.CharField(
        label=_("Remark"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the protocol."),
    )


class CloseVoteForm(ReasonChoice, VersionedForm):
    """What the applicant reads when the council rejects."""

    choice_name = "reason_code"
    text_name = "reason"

    reason_code = forms.ChoiceField(
        label=_("Predefined reason of a rejection"), widget=ReasonSelect, choices=[], required=False
    )
    filled = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The applicant reads it if the council rejects."),
    )

    def __init__(self, *args: Any, reasons: Sequence[Reason] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(reasons, empty_label=_("in my own words"), is_required=False)

    def clean_reason(self) -> str:
        """With the text of the chosen reason before what was typed."""
        return self.within(self.whole_text(), 4000)


class BreakOffForm(VersionedForm):
    """Why the vote is broken off."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicant and the council read it."),
    )


class ChooseOrganisationForm(ClusterForm):
    """Which member gets the seat."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class SeatForm(VersionedForm):
    """Who speaks for a seat, and until when."""

    representative = forms.TypedChoiceField(label=_("Representative"), coerce=int)
    deputy = forms.TypedChoiceField(
        label=_("Deputy"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Votes when the representative cannot."),
    )
    is_chair = forms.BooleanField(
        label=_("Chairs the council"),
        required=False,
        help_text=_("There is one chair: whoever had it before has it no more."),
    )
    ends_on = forms.DateField(label=_("Last day of the term"), widget=forms.DateInput, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", _("Choose somebody"))
        self.fields["representative"].choices = [nobody, *people]  # type: ignore[attr-defined]
        self.fields["deputy"].choices = [("", _("nobody")), *people]  # type: ignore[attr-defined]


class GiveSeatForm(SeatForm):
    """A seat for an organisation, from a day on."""

    organisation = forms.IntegerField(widget=forms.HiddenInput)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput)

    field_order = ["representative", "deputy", "is_chair", "starts_on", "ends_on"]


class VacateForm(VersionedForm):
    """Why a seat is given up."""

    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


class PlanMeetingForm(ClusterForm):
    """When and where the council meets."""

    title = forms.CharField(label=_("Title"), max_length=200)
    starts_at = forms.DateTimeField(
        label=_("Begins"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    place = forms.CharField(label=_("Place or link"), max_length=300, required=False)
    note = forms.CharField(label=_("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class OfficeSettingsForm(VersionedForm):
    """How the cluster decides on applications."""

    decision_rule = forms.ChoiceField(label=_("How applications are decided"), required=False, widget=forms.RadioSelect)
    quorum_percent = forms.IntegerField(
        label=_("Quorum in per cent of the entitled seats"),
        min_value=1,
        max_value=100,
        help_text=_("So many seats have to vote, otherwise nothing is decided. Recused seats do not count."),
    )
    majority_percent = forms.IntegerField(
        label=_("Majority of a qualified vote in per cent"),
        min_value=50,
        max_value=100,
        help_text=_("Of the votes for and against. Abstentions count for the quorum only."),
    )
    voting_days = forms.IntegerField(label=_("Days a vote stays open"), min_value=1, max_value=90)
    review_days = forms.IntegerField(
        label=_("Days for the review of an application"),
        min_value=0,
        max_value=365,
        help_text=_("0 for no deadline. They are counted from when an application is sent, or sent again."),
    )
    correction_days = forms.IntegerField(
        label=_("Days for the applicant to complete an application"),
        min_value=1,
        max_value=365,
        required=False,
        help_text=_(
            "Left empty it is the platform's usual number. You can choose another day each time you ask for more."
        ),
    )
    min_members = forms.IntegerField(
        label=_("Members there must be at least"),
        min_value=0,
        max_value=10_000,
        help_text=_("0 where your charter asks for nothing. Council and office are warned when there are fewer."),
    )
    min_types = forms.IntegerField(
        label=_("Types of organisations there must be at least"),
        min_value=0,
        max_value=len(OrganisationKind),
        help_text=_("Enterprises, universities, authorities: so many different types among the members."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        default = decision_rules.in_force()
        self.fields["decision_rule"].choices = [  # type: ignore[attr-defined]
            ("", _("As the platform does: %(rule)s") % {"rule": default.label}),
            *[(rule.code, rule.label) for rule in decision_rules],
        ]
