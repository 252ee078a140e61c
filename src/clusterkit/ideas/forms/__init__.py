"""Forms of the idea exchange."""

from clusterkit.ideas.forms.discussion import CommentForm
from clusterkit.ideas.forms.items import ItemForm, OrganisationChoice, VersionForm
from clusterkit.ideas.forms.moderation import ReasonForm
from clusterkit.ideas.forms.office import ExchangeSettingsForm
from clusterkit.ideas.forms.talks import ContestForm, DeclineForm, FollowUpForm, InterestForm, OutcomeForm, TalkForm

__all__ = [
    "CommentForm",
    "ContestForm",
    "DeclineForm",
    "ExchangeSettingsForm",
    "FollowUpForm",
    "InterestForm",
    "ItemForm",
    "OrganisationChoice",
    "OutcomeForm",
    "ReasonForm",
    "TalkForm",
    "VersionForm",
]
