"""The row of the form is the lock: whoever changes a version waits for the others."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import NotVisible, StaleVersion, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.questionnaires import actions
from clusterkit.questionnaires.models import Question, Questionnaire, Version


def lock_form(questionnaire: Questionnaire) -> Questionnaire:
    """The form, its row locked until the transaction ends. Raises ``NotVisible``."""
    locked = Questionnaire.objects.select_for_update().filter(pk=questionnaire.pk).first()
    if locked is None:
        raise NotVisible
    return locked


def lock_draft(version: Version, actor: Actor) -> Version:
    """The draft as it is now, its form locked. Raises ``NotVisible``, ``NotPermitted``, ``StateConflict`` once it was published."""
    lock_form(version.questionnaire)
    locked = Version.objects.select_related("questionnaire").filter(pk=version.pk).first()
    if locked is None:
        raise NotVisible
    policy_of(Version).require(actor, actions.MANAGE, locked)
    if not locked.is_draft:
        raise StateConflict(
            _("This version was published already and cannot be changed. Begin a new one."),
            details={"state": locked.state},
        )
    return locked


def check_revision(row: Version | Question, expected: int | None) -> None:
    """Raise ``StaleVersion`` when the draft was changed since the page was opened."""
    if expected is not None and row.revision != expected:
        raise StaleVersion(
            _("The form was changed by a colleague since you opened the page. Look at it and decide anew."),
            details={"version": row.revision, "expected": expected},
        )


def touch(version: Version) -> None:
    """Count a change of the draft."""
    version.revision += 1
    version.save(update_fields=["revision"])
