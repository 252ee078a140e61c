"""Which of the possible requests are sent: every sort of case once, and not what differs in nothing."""

from __future__ import annotations

from collections.abc import Iterator

from clusterkit.testing.matrix.judge import READS
from clusterkit.testing.matrix.people import Person
from clusterkit.testing.matrix.targets import WORD, Place, Target, is_let_in

WORDS_AT_MOST = 2


def plan(place: Place, method: str, targets: list[Target], person: Person) -> Iterator[tuple[Target, int]]:
    """Targets with the number of the body: 0 for what was read back, 1 for nothing at all."""
    is_write = method not in READS
    chosen = targets[:WORDS_AT_MOST] if targets[0].kind == WORD else targets
    if not is_let_in(place, person):
        if place.is_admin and is_write and not person.is_thorough:
            return  # one door for all of the admin, and it was tried with GET
        if method != place.methods[0]:
            chosen = chosen[-1:]
    elif place.is_admin and is_write:
        chosen = chosen[-1:]
    for target in chosen:
        yield target, 0
    if is_write and person.is_thorough and (is_let_in(place, person) or not place.is_admin):
        yield chosen[-1], 1
