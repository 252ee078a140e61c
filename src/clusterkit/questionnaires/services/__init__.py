"""Writes of forms, one function per use case."""

from clusterkit.questionnaires.services.editing import (
    add_question,
    move_question,
    remove_question,
    update_question,
)
from clusterkit.questionnaires.services.versions import copy_form, discard_draft, ensure_form, publish, start_draft

__all__ = [
    "add_question",
    "copy_form",
    "discard_draft",
    "ensure_form",
    "move_question",
    "publish",
    "remove_question",
    "start_draft",
    "update_question",
]
