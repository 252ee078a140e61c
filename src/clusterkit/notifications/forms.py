"""Choosing mails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import part_of_site
from clusterkit.core.ports import NoticeKind
from clusterkit.core.web.forms import ClusterForm
from clusterkit.notifications.enums import MailChoice
from clusterkit.notifications.selectors import mailed_kinds


@dataclass(frozen=True)
class PartFields:
    """The two fields of one part of the site: how many of its mails, and which where not all or none."""

    choice: BoundField
    kinds: BoundField


class MailChoiceForm(ClusterForm):
    """For each part of the site: all its mails, none, or the ticked ones. *unwanted* are the kinds refused so far.

    The ticks count only where "the ticked ones" is chosen, so that one choice switches a whole part.
    ``cleaned_data["wanted"]`` has the codes of all wanted kinds.
    """

    def __init__(self, *args: Any, unwanted: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = _kinds_by_part()
        for part, kinds in self.parts.items():
            choice, ticks = _field_names(kinds)
            wanted = [kind.code for kind in kinds if kind.code not in unwanted]
            self.fields[choice] = forms.ChoiceField(
                label=part, choices=MailChoice, widget=forms.RadioSelect, initial=_initial(kinds, wanted)
            )
            self.fields[ticks] = forms.MultipleChoiceField(
                label=_("Send me a mail about"),
                choices=[(kind.code, kind.label) for kind in kinds],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=wanted,
            )

    def parts_with_fields(self) -> Iterator[PartFields]:
        """The fields of each part, for the template."""
        for kinds in self.parts.values():
            choice, ticks = _field_names(kinds)
            yield PartFields(self[choice], self[ticks])

    def clean(self) -> dict[str, Any]:
        """Add ``wanted``."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        wanted: list[str] = []
        for kinds in self.parts.values():
            choice, ticks = (data.get(name) for name in _field_names(kinds))
            if choice == MailChoice.ALL:
                wanted += [kind.code for kind in kinds]
            elif choice == MailChoice.TICKED:
                wanted += ticks or []
        return {**data, "wanted": wanted}


def _kinds_by_part() -> dict[str, list[NoticeKind]]:
    found: defaultdict[str, list[NoticeKind]] = defaultdict(list)
    for kind in mailed_kinds():
        found[str(part_of_site(kind.code) or _("Other mails"))].append(kind)
    return dict(sorted(found.items()))


def _field_names(kinds: list[NoticeKind]) -> tuple[str, str]:
    prefix = kinds[0].code.partition(".")[0]
    return f"choice-{prefix}", f"kinds-{prefix}"


def _initial(kinds: list[NoticeKind], wanted: list[str]) -> MailChoice:
    if not wanted:
        return MailChoice.NONE
    return MailChoice.ALL if len(wanted) == len(kinds) else MailChoice.TICKED
