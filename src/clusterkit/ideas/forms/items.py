"""Writing an item."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.core.web.forms import ClusterForm
from clusterkit.directory.models import Organisation, Sector
from clusterkit.ideas.enums import Cooperation, Currency, ItemMode, Readiness
from clusterkit.ideas.forms.discussion import mention_attributes
from clusterkit.ideas.forms.files import AttachmentsField
from clusterkit.ideas.kinds import OPTIONAL_FIELDS, ItemKind
from clusterkit.ideas.models import Item
from clusterkit.ideas.services import ATTACHMENT_PURPOSE, ItemFields
from clusterkit.ideas.services.fields import field_names
from clusterkit.ideas.validators import MAX_BUDGET, check_deadline, check_valid_until, split_tags
from clusterkit.tenancy.enums import Region

DAYS: Final = ("valid_until", "deadline")
NOT_FIELDS: Final = frozenset({"version", "organisation", "draft", "seen", "file"})
"""What the form asks and the item does not have."""
NOT_KEPT: Final = NOT_FIELDS | {"mode", "sectors", "cooperation"}
"""A choice that there is not is nothing to go on with."""


class VersionForm(ClusterForm):
    """A question with no field but the version of what the person looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class OrganisationChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the person's organisations; hidden while there is only one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organisation.objects.none(), empty_label=None, **kwargs)

    def offer(self, organisations: list[Organisation], acting: int | None) -> None:
        """Offer these, the one that the person acts for now (*acting*) chosen where it is among them."""
        self.queryset = Organisation.objects.filter(pk__in=[item.pk for item in organisations])
        self.choices = [(item.pk, str(item)) for item in organisations]
        if len(organisations) == 1:
            self.widget = forms.HiddenInput()
            self.initial = organisations[0].pk
        elif any(item.pk == acting for item in organisations):
            self.initial = acting


class ItemForm(VersionForm):
    """An item as its owner writes it. Only the title is needed for a draft; which questions it asks says its kind."""

    organisation = OrganisationChoice(label=_("For which organisation"))
    draft = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    summary = forms.CharField(
        label=pgettext_lazy("item", "Summary"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = forms.CharField(
        label=_("Text"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    file = AttachmentsField(label=_("Attach files"), purpose=ATTACHMENT_PURPOSE, required=False)
    readiness = forms.TypedChoiceField(
        label=_("Readiness"),
        choices=[("", _("Not said")), *Readiness.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("How far the technology is, from 1 (an idea) to 9 (proven in operation)."),
    )
    cooperation = forms.MultipleChoiceField(
        label=_("Cooperation sought"), choices=Cooperation.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    region = forms.ChoiceField(label=_("Region"), choices=[("", _("Any")), *Region.choices], required=False)
    budget_from = forms.IntegerField(
        label=_("Budget from"),
        min_value=0,
        max_value=MAX_BUDGET,
        required=False,
        help_text=_("A whole amount. People who may read the text see it."),
    )
    budget_to = forms.IntegerField(label=_("Budget up to"), min_value=0, max_value=MAX_BUDGET, required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, initial=Currency.BYN, required=False)
    deadline = forms.DateField(label=_("Needed by"), required=False, widget=forms.DateInput)
    sectors = forms.ModelMultipleChoiceField(
        Sector.objects.none(), label=_("Sectors"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tags = forms.CharField(
        label=_("Tags"), max_length=500, required=False, help_text=_("Up to ten words or phrases, with commas between.")
    )
    mode = forms.ChoiceField(
        label=_("Who sees it"), choices=ItemMode.choices, initial=ItemMode.OPEN, widget=forms.RadioSelect
    )
    valid_until = forms.DateField(
        label=_("Open until"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Left empty, it stays open for three months. You can prolong it."),
    )
    language = forms.ChoiceField(label=_("Language of the text"), required=False)

    layout = [
        ("", ["organisation"]),
        (_("What it is about"), ["title", "summary", "body", "file"]),
        (
            _("Details"),
            ["readiness", "cooperation", "region", "budget_from", "budget_to", "currency", "deadline"],
        ),
        (_("How it is found"), ["sectors", "tags", "language"]),
        (_("Who sees it and how long"), ["mode", "valid_until"]),
    ]

    def __init__(
        self,
        *args: Any,
        kind: ItemKind,
        organisations: list[Organisation],
        acting: int | None = None,
        item: Item | None = None,
        modes: frozenset[str] = frozenset(ItemMode.values),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["title"].help_text = str(kind.title_hint)
        self.fields["summary"].help_text = str(kind.summary_hint)
        self.fields["body"].help_text = str(kind.text_hint)
        self.fields["body"].widget.attrs |= mention_attributes()
        choices: dict[str, Any] = {name: self.fields[name] for name in ("sectors", "language", "mode")}
        choices["sectors"].queryset = Sector.objects.all()
        choices["language"].choices = [("", _("Not said")), *settings.LANGUAGES]
        choices["mode"].choices = [choice for choice in ItemMode.choices if choice[0] in modes]
        for name in field_names(OPTIONAL_FIELDS) - field_names(kind.fields):
            del self.fields[name]
        if item is None:
            chosen: Any = self.fields["organisation"]
            chosen.offer(organisations, acting)
        else:
            del self.fields["organisation"], self.fields["draft"]

    def clean_tags(self) -> list[str]:
        """As a list."""
        return split_tags(self.cleaned_data["tags"])

    def clean_valid_until(self) -> Any:
        """From tomorrow on, within a year; what was there before may stay."""
        day = self.cleaned_data["valid_until"]
        if self.item is None or day != self.item.valid_until:
            check_valid_until(day)
        return day

    def clean_deadline(self) -> Any:
        """From tomorrow on; what was there before may stay."""
        day = self.cleaned_data["deadline"]
        if self.item is None or day != self.item.deadline:
            check_deadline(day)
        return day

    def clean_currency(self) -> str:
        """Left out, it is the first of the list."""
        return str(self.cleaned_data["currency"] or Currency.BYN)

    def clean(self) -> dict[str, Any] | None:
        """The budget does not end below where it begins."""
        data = super().clean() or self.cleaned_data
        low, high = data.get("budget_from"), data.get("budget_to")
        if low is not None and high is not None and low > high:
            self.add_error("budget_to", _("The budget ends below where it begins. Turn the two around."))
        return data

    def item_fields(self) -> ItemFields:
        """The valid values for the services; a day that was not changed is left out."""
        fields: Any = {name: value for name, value in self.cleaned_data.items() if name not in NOT_FIELDS}
        if "sectors" in fields:
            fields["sectors"] = list(fields["sectors"])
        for name in DAYS:
            if self.item is not None and name in fields and fields[name] == getattr(self.item, name):
                del fields[name]
        return fields  # type: ignore[no-any-return]

    def typed(self) -> dict[str, str]:
        """What is not valid yet, as it was typed, by the name of the field; a draft keeps it."""
        names = (name for name in self.errors if name in self.fields and name not in NOT_KEPT)
        found = {name: self.data.get(self.add_prefix(name), "") for name in names}
        # The database keeps no zeros in texts.
        return {name: str(text).replace("\x00", "")[:25_000] for name, text in found.items()}

    @property
    def is_only_unfinished(self) -> bool:
        """Whether nothing is wrong but what a draft may keep as it was typed."""
        return not set(self.errors) & {"__all__", "version", "draft", "seen", "organisation"}
