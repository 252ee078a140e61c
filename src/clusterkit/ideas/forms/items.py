"""Writing an item."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.core.web.forms import ClusterForm
from clusterkit.directory.models import Organisation, Sector
from clusterkit.files.forms import PrivateFileField
from clusterkit.ideas.enums import ItemMode
from clusterkit.ideas.kinds import ItemKind
from clusterkit.ideas.models import Item
from clusterkit.ideas.services import ATTACHMENT_PURPOSE, ItemFields
from clusterkit.ideas.validators import check_valid_until, split_tags


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
    """An item as its owner writes it. Only the title is needed for a draft."""

    organisation = OrganisationChoice(label=_("For which organisation"))
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
    file = PrivateFileField(label=_("Attach a file"), purpose=ATTACHMENT_PURPOSE, required=False)

    layout = [
        ("", ["organisation"]),
        (_("What it is about"), ["title", "summary", "body", "file"]),
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
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["title"].help_text = str(kind.title_hint)
        self.fields["summary"].help_text = str(kind.summary_hint)
        self.fields["body"].help_text = str(kind.text_hint)
        sectors: Any = self.fields["sectors"]
        sectors.queryset = Sector.objects.all()
        language: Any = self.fields["language"]
        language.choices = [("", _("Not said")), *settings.LANGUAGES]
        if item is None:
            chosen: Any = self.fields["organisation"]
            chosen.offer(organisations, acting)
        else:
            del self.fields["organisation"]

    def clean_tags(self) -> list[str]:
        """As a list."""
        return split_tags(self.cleaned_data["tags"])

    def clean_valid_until(self) -> Any:
        """From tomorrow on, within a year; what was there before may stay."""
        day = self.cleaned_data["valid_until"]
        if self.item is None or day != self.item.valid_until:
            check_valid_until(day)
        return day

    def item_fields(self) -> ItemFields:
        """The values for the services; a day that was not changed is left out."""
        data = self.cleaned_data
        fields: ItemFields = {
            "title": data["title"],
            "summary": data["summary"],
            "body": data["body"],
            "sectors": list(data["sectors"]),
            "tags": data["tags"],
            "mode": data["mode"],
            "language": data["language"],
        }
        if self.item is None or data["valid_until"] != self.item.valid_until:
            fields["valid_until"] = data["valid_until"]
        return fields
