"""How a person wants to be told."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.ports import MailTiming, NoticeKind, notice_kinds
from clusterkit.notifications.actions import CHOOSE
from clusterkit.notifications.enums import Period
from clusterkit.notifications.models import Preference
from clusterkit.notifications.selectors import choices_of, default_choice


@transaction.atomic
def choose(*, wanted: Mapping[str, tuple[bool, MailTiming]], actor: Actor) -> None:
    """Keep for each kind (by its code) whether *actor* wants it on the site, and when by mail. Others stay as they are.

    What is the kind's default is not kept, so that a better default reaches him one day. Raises ``InvalidInput`` for
    a kind that there is not, and for another choice of a required one.
    """
    policy_of(Preference).require(actor, CHOOSE)
    user_id = actor.user_id
    if user_id is None:
        raise InvalidInput(_("Only people choose how they are told."))
    kept, dropped = [], []
    for code, (in_site, mail) in wanted.items():
        kind = _known(code)
        default = default_choice(kind)
        if (in_site, mail) == (default.in_site, default.mail):
            dropped.append(code)
        elif kind.required:
            raise InvalidInput(
                _("“%(kind)s” always comes, so that you miss nothing of your own.") % {"kind": kind.label}
            )
        else:
            kept.append(Preference(user_id=user_id, kind=code, in_site=in_site, mail=mail))
    Preference.objects.filter(user_id=user_id, kind__in=dropped).delete()
    Preference.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["in_site", "mail"]
    )


def choose_part(*, part: str, mail: MailTiming, actor: Actor) -> None:
    """Let all mails of one part of the site come so; what is required stays, and what is shown on the site too."""
    choose(
        wanted={
            item.kind.code: (item.in_site, mail)
            for item in choices_of(actor)
            if item.kind.part == part and not item.kind.required
        },
        actor=actor,
    )


def unsubscribe(*, what: str, actor: Actor) -> None:
    """Send *actor* no more mails of a kind (its code), or no more of one digest ("daily", "weekly").

    Notices on the site stay. Doing it twice is doing it once. A kind that there is not any more is none to end.
    """
    ended = [
        item
        for item in choices_of(actor)
        if not item.kind.required
        and (item.mail == what if what in Period.values else item.kind.code == what and item.mail != MailTiming.NONE)
    ]
    choose(wanted={item.kind.code: (item.in_site, MailTiming.NONE) for item in ended}, actor=actor)


def _known(code: str) -> NoticeKind:
    kind = notice_kinds.get(code)
    if kind is None:
        raise InvalidInput(_("There is no such kind of notice."), field="kind")
    return kind
