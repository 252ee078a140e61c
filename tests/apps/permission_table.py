"""A table of permissions: who may do what with which row, written out, and where the policies answer otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clusterkit.core.policies import Actor, actions, policy_of

Table = Mapping[str, Mapping[str, str]]
"""For each row by its name: actions, and the people who may do them, both parted by blanks.

An action is named without its app. Who stands at ``*`` may do everything with that row. What is not written is refused.
"""


def differences(
    app: str, people: Mapping[str, Actor], rows: Mapping[str, Any], table: Table, *, only: str = ""
) -> list[str]:
    """Where the policies answer otherwise than *table*: for every action of *app* (or those of *only*) and for lists.

    Who sees a row finds it in lists, and nobody else does.
    """
    declared = {action.code.removeprefix(f"{app}."): action for action in actions if action.code.startswith(f"{app}.")}
    tried = {code: declared[code] for code in only.split()} if only else declared
    found = []
    for name, row in rows.items():
        policy = policy_of(type(row))
        allowed = _read(table[name], known=set(tried), people=set(people))
        for code, action in tried.items():
            for who, actor in people.items():
                answer = policy.can(actor, action, row)
                if answer is not (who in allowed[code]):
                    found.append(f"{name}: {who} {'may' if answer else 'may not'} {code}")
        view = policy.view.code.removeprefix(f"{app}.")
        for who, actor in people.items():
            listed = policy.visible_to(actor).filter(pk=row.pk).exists()
            if listed is not (who in allowed[view]):
                found.append(f"{name}: {who} {'finds' if listed else 'does not find'} it in lists")
    return found


def _read(lines: Mapping[str, str], *, known: set[str], people: set[str]) -> dict[str, set[str]]:
    """The people of each action. A name that does not exist is a mistake of the table."""
    everything = set(lines.get("*", "").split())
    allowed = {code: set(everything) for code in known}
    for codes, who in lines.items():
        if codes != "*":
            for code in codes.split():
                allowed[code] |= set(who.split())
    strangers = set().union(*allowed.values()) - people
    assert not strangers, f"Nobody is called {strangers}"
    return allowed
