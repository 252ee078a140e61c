"""The sorts of messages about university topics."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import NoticeKind, notice_kinds


def _declare(name: str, label: str | Promise) -> NoticeKind:
    return notice_kinds.declare(NoticeKind(f"ideas.topic_{name}", label, f"clusterkit/ideas/notices/topic_{name}"))


PROPOSED = _declare("proposed", _("A university topic to agree to"))
AGREED = _declare("agreed", _("Your university topic is agreed"))
DECLINED = _declare("declined", _("Your university topic was declined"))
STARTED = _declare("started", _("A student works on a university topic"))
STUDENT = _declare("student", _("You are named as the student of a topic"))
STEPPED_BACK = _declare("stepped_back", _("A university topic needs another student"))
DELIVERED = _declare("delivered", _("The work on a university topic is handed over"))
GIVEN_BACK = _declare("given_back", _("The work on a university topic is given back"))
COMPLETED = _declare("completed", _("The work on a university topic is taken"))
CANCELLED = _declare("cancelled", _("A university topic is called off"))
DUE = _declare("due", _("The work on a university topic is due soon"))
