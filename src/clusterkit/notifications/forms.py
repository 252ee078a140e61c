"""Choosing how one is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import MailTiming
from clusterkit.core.web.forms import ClusterForm
from clusterkit.notifications.selectors import Choice, part_label


@dataclass(frozen=True)
class KindRow:
    """One kind of notice in the table: its two fields, or none where it always comes."""

    code: str
    label: str | Promise
    audience: str | Promise
    site: BoundField | None
    mail: BoundField | None


@dataclass(frozen=True)
class PartTable:
    """The kinds of one part of the site."""

    part: str
    label: str
    rows: Sequence[KindRow]
    has_choices: bool


class ChoicesForm(ClusterForm):
    """For each kind whether it shows on the site, and when it comes by mail.

    ``cleaned_data["wanted"]`` has both by the kind's code; ``cleaned_data["quick"]`` the part and the timing of a
    button that sets all mails of a part, or None.
    """

    quick = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        for item in choices:
            if item.kind.required:
                continue
            site, mail = _names(item)
            label = format_lazy("{}", item.kind.label)
            self.fields[site] = forms.BooleanField(
                label=label,
                required=False,
                initial=item.in_site,
                widget=forms.CheckboxInput(attrs={"aria-label": format_lazy("{}: {}", _("On the site"), label)}),
            )
            self.fields[mail] = forms.ChoiceField(
                label=label,
                choices=MailTiming,
                initial=item.mail,
                widget=forms.Select(attrs={"aria-label": format_lazy("{}: {}", _("By mail"), label)}),
            )
            for name, style in ((site, "ck-check__input"), (mail, "ck-input ck-input--select")):
                self.fields[name].widget.attrs["class"] = style

    timings = MailTiming.choices

    def tables(self) -> Iterator[PartTable]:
        """The kinds by parts of the site, for the template."""
        found: defaultdict[str, list[Choice]] = defaultdict(list)
        for item in self.choices:
            found[item.kind.part].append(item)
        named = {part: part_label(part) for part in found}
        for part in sorted(found, key=lambda part: named[part].casefold()):
            rows = [self._row(item) for item in found[part]]
            yield PartTable(part, named[part], rows, any(row.mail is not None for row in rows))

    def clean_quick(self) -> tuple[str, MailTiming] | None:
        """The part and the timing of the button that was pressed."""
        value = self.cleaned_data["quick"]
        if not value:
            return None
        part, _colon, timing = value.partition(":")
        if timing not in MailTiming.values or part not in {item.kind.part for item in self.choices}:
            raise forms.ValidationError(_("There is no such choice."))
        return part, MailTiming(timing)

    def clean(self) -> dict[str, Any]:
        """Add ``wanted``."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        wanted: dict[str, tuple[bool, MailTiming]] = {}
        for item in self.choices:
            site, mail = _names(item)
            if not item.kind.required and data.get(mail):
                wanted[item.kind.code] = (bool(data.get(site)), MailTiming(data[mail]))
        return {**data, "wanted": wanted}

    def _row(self, item: Choice) -> KindRow:
        kind = item.kind
        if kind.required:
            return KindRow(kind.code, kind.label, kind.audience, None, None)
        site, mail = _names(item)
        return KindRow(kind.code, kind.label, kind.audience, self[site], self[mail])


def _names(item: Choice) -> tuple[str, str]:
    name = item.kind.code.replace(".", "-")
    return f"site-{name}", f"mail-{name}"
