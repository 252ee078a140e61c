"""The sorts of messages about university topics."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import NoticeKind, notice_kinds

SIDES = _("the university and the enterprise of the topic")
STUDENTS = _("the student of the topic and who looks after it")


def _declare(name: str, label: str | Promise, audience: Promise) -> NoticeKind:
    template = f"clusterkit/ideas/notices/topic_{name}"
    return notice_kinds.declare(NoticeKind(f"ideas.topic_{name}", label, template, audience=audience))


PROPOSED = _declare("proposed", _("A university topic to agree to"), SIDES)
AGREED = _declare("agreed", _("Your university topic is agreed"), SIDES)
DECLINED = _declare("declined", _("Your university topic was declined"), SIDES)
STARTED = _declare("started", _("A student works on a university topic"), SIDES)
STUDENT = _declare("student", _("You are named as the student of a topic"), STUDENTS)
STEPPED_BACK = _declare("stepped_back", _("A university topic needs another student"), SIDES)
DELIVERED = _declare("delivered", _("The work on a university topic is handed over"), SIDES)
GIVEN_BACK = _declare("given_back", _("The work on a university topic is given back"), STUDENTS)
COMPLETED = _declare("completed", _("The work on a university topic is taken"), STUDENTS)
CANCELLED = _declare("cancelled", _("A university topic is called off"), SIDES)
DUE = _declare("due", _("The work on a university topic is due soon"), STUDENTS)
