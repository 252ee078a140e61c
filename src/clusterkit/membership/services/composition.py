"""Council and office are warned when the cluster has fewer members than its rules ask for, or soon will."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from clusterkit.access.selectors import coordinator_ids
from clusterkit.core import ports
from clusterkit.core.ports import Notice
from clusterkit.membership import notices as kinds
from clusterkit.membership.composition import RuleState
from clusterkit.membership.models import CompositionBreach, OfficeSettings
from clusterkit.membership.selectors.composition import demands, rule_states
from clusterkit.membership.selectors.council import seats_on, speakers
from clusterkit.membership.selectors.office import office_settings


def watch_composition(*, day: date | None = None) -> int:
    """Write down which rules are broken or will be soon, and which hold again. Returns how many warnings were given.

    Call it as often as you like: of a breach one is warned once before it comes and once when it is there. The counts are
    taken under the lock of the office's settings, so that of two members who leave at once the second sees the first.
    """
    if not demands(office_settings()) and not _open().exists():
        return 0
    return _watch(day or timezone.localdate())


def _open() -> QuerySet[CompositionBreach]:
    return CompositionBreach.objects.filter(ended_at__isnull=True)


@transaction.atomic
def _watch(today: date) -> int:
    settings = _lock_settings()
    found = {breach.rule: breach for breach in _open()}
    states = {state.rule.code: state for state in rule_states(settings=settings, day=today) if not state.is_kept}
    for code, breach in list(found.items()):
        state = states.get(code)
        # One that was there and holds today is over, even if the next one can be foreseen already: that is another one.
        if state is None or (breach.since is not None and not state.is_broken):
            breach.ended_at = timezone.now()
            breach.save(update_fields=["ended_at"])
            del found[code]
    return sum(_note(found.get(code), state, today) for code, state in states.items())


def _lock_settings() -> OfficeSettings:
    OfficeSettings.objects.get_or_create(key=1)
    locked: OfficeSettings = OfficeSettings.objects.select_for_update().get(key=1)
    return locked


def _note(breach: CompositionBreach | None, state: RuleState, today: date) -> int:
    is_new = breach is None
    breach = breach or CompositionBreach(rule=state.rule.code)
    begins = state.is_broken and breach.since is None
    values = {
        "needed": state.needed,
        "counted": state.counted if state.is_broken else state.left,
        "expected_on": breach.expected_on if state.is_broken else state.breaks_on,
        "since": today if begins else breach.since,
    }
    if is_new or any(getattr(breach, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(breach, name, value)
        breach.save()
    if not (is_new or begins):
        return 0
    ports.notify(_warning(breach, state, today))
    return 1


def _warning(breach: CompositionBreach, state: RuleState, today: date) -> Notice:
    seated = [user_id for seat in seats_on(today) for user_id in speakers(seat)]
    return Notice(
        kind=kinds.COMPOSITION,
        recipients=sorted({*seated, *coordinator_ids()}),
        path=breach.get_absolute_url(),
        event=f"membership.breach:{breach.pk}:{'now' if state.is_broken else 'soon'}",
        context={
            "rule": state.rule.code,
            "label": str(state.rule.label),
            "needed": breach.needed,
            "counted": breach.counted,
            "is_broken": state.is_broken,
            "expected_on": "" if state.is_broken or breach.expected_on is None else date_format(breach.expected_on),
        },
        target=breach,
    )
