"""Forms, their versions, and the questions of each."""

from clusterkit.questionnaires.models.forms import Questionnaire, Version, VersionQuerySet
from clusterkit.questionnaires.models.questions import Question, QuestionQuerySet

__all__ = ["Question", "QuestionQuerySet", "Questionnaire", "Version", "VersionQuerySet"]
