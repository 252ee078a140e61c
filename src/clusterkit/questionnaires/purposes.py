"""What forms are for. An app registers its purposes in ``ready()``::

register(
    Purpose(
        code="membership.application",
        label=_("Application for membership"),
        defaults=default_questions,
        is_open=lambda: …,
    )
)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.functional import Promise

from clusterkit.core import ports
from clusterkit.questionnaires.definitions import QuestionDefinition, Questions


@dataclass(frozen=True)
class Open:
    """What a new version means for those who fill the form in: ``drafts`` move on to it, ``sent`` ones stay on theirs."""

    drafts: int = 0
    sent: int = 0


@dataclass(frozen=True)
class Purpose:
    """What a form is for.

    ``defaults`` gives the questions of version 1. A question with one of their codes keeps the kind, and may not
    allow longer texts: the app may have a column for it. ``document_kinds`` are the kinds of documents (code and
    label) that a question for a file may name. ``open_now`` counts what is being filled in. ``added_in_code`` gives the
    questions that come after the cluster's own, ``heading`` the heading over a question. ``app`` is the label of the
    app: where a cluster does not use it, the form is not shown.

    With ``subject_label`` there is no one form: each thing (an event, say) has its own, and the function gives the words
    for the thing of this key. Such a form may ask nothing, and only the office finds it; who fills it in reads it there. Without ``documents`` no
    question is answered by a file.
    """

    code: str
    label: str | Promise
    defaults: Callable[[], Sequence[QuestionDefinition]]
    app: str
    document_kinds: Sequence[tuple[str, str | Promise]] = ()
    open_now: Callable[[], Open] = Open
    added_in_code: Callable[[], Sequence[QuestionDefinition]] = tuple
    heading: Callable[[QuestionDefinition], str | Promise] | None = None
    subject_label: Callable[[str], str] | None = None
    documents: bool = True

    def default_questions(self) -> Questions:
        """The questions of version 1, made once for the languages of the site."""
        key = (self.code, tuple(code for code, _name in settings.LANGUAGES))
        if key not in _made:
            _made[key] = tuple(self.defaults())
        return _made[key]

    def default(self, code: str) -> QuestionDefinition | None:
        """The default question of this code."""
        return next((row for row in self.default_questions() if row.code == code), None)


_made: Final[dict[tuple[str, tuple[str, ...]], Questions]] = {}


class Purposes:
    """The registry of purposes."""

    def __init__(self) -> None:
        self._purposes: dict[str, Purpose] = {}

    def register(self, purpose: Purpose) -> Purpose:
        """Add *purpose*; a later one with its code (a host's) replaces it."""
        self._purposes[purpose.code] = purpose
        for key in [key for key in _made if key[0] == purpose.code]:
            del _made[key]
        return purpose

    def get(self, code: str) -> Purpose | None:
        """The purpose of this code; None where its app is not installed any more."""
        return self._purposes.get(code)

    def require(self, code: str) -> Purpose:
        """The purpose of this code. Raises ``LookupError`` for an unknown one."""
        purpose = self._purposes.get(code)
        if purpose is None:
            raise LookupError(f"No purpose of forms is called {code!r}")
        return purpose

    def forget(self, code: str) -> None:
        """Take the purpose out again (for tests)."""
        self._purposes.pop(code, None)

    def in_use(self) -> list[Purpose]:
        """Those with one form, of apps that the cluster uses."""
        return [row for row in self if row.subject_label is None and ports.is_enabled.call(row.app)]

    def __iter__(self) -> Iterator[Purpose]:
        return iter(self._purposes.values())


purposes = Purposes()
register = purposes.register


def purpose_label(code: str, subject: str = "") -> str | Promise:
    """The label of the purpose of this code, with the thing whose form it is; the code where its app is gone."""
    purpose = purposes.get(code)
    if purpose is None:
        return code
    if not subject or purpose.subject_label is None:
        return purpose.label
    return f"{purpose.label}: {purpose.subject_label(subject)}"
