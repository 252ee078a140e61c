"""Forms that look and speak like the rest of the site.

``ClusterForm`` and ``ClusterModelForm`` render through ``clusterkit/forms/`` and the ``field`` element, so a
host changes every form by overriding one template. ``ClusterFormMixin`` gives the same to forms that
come from elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.template import TemplateDoesNotExist, loader

from clusterkit.core.web.elements import Text

AUTOCOMPLETE = {
    "email": "email",
    "phone": "tel",
    "first_name": "given-name",
    "last_name": "family-name",
    "full_name": "name",
    "position": "organization-title",
    "website": "url",
    "postal_code": "postal-code",
}
_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "ck-check__input"),
    (forms.RadioSelect, "ck-choices"),
    (forms.CheckboxSelectMultiple, "ck-choices"),
    (forms.Select, "ck-input ck-input--select"),
    (forms.FileInput, "ck-input ck-input--file"),
    (forms.Textarea, "ck-input ck-input--area"),
    (forms.widgets.Input, "ck-input"),
)


class ClusterRenderer(BaseRenderer):
    """Finds form templates as pages find theirs (so a host overrides them), else Django's own."""

    form_template_name = "clusterkit/forms/form.html"
    formset_template_name = "clusterkit/forms/formset.html"
    field_template_name = "clusterkit/elements/field.html"

    def __init__(self) -> None:
        self._builtin = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        """Return the template of that name. Raises ``TemplateDoesNotExist``."""
        try:
            return loader.get_template(template_name)
        except TemplateDoesNotExist:
            return self._builtin.get_template(template_name)


# One for all forms: its engine keeps the compiled templates.
RENDERER = ClusterRenderer()


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that belong together under a legend; without a legend they simply stand in a row."""

    legend: Text
    fields: list[BoundField]


class ClusterFormMixin:
    """Styles the widgets of a form, fills in ``autocomplete`` and hints, and groups fields.

    ``layout`` is a sequence of ``(legend, field names)``; fields that it does not name come last. A field
    may carry ``hint`` (for example the allowed file types and size), shown where it has no help text.
    """

    default_renderer: BaseRenderer | type[BaseRenderer] | None = RENDERER
    layout: ClassVar[Sequence[tuple[Text, Sequence[str]]]] = ()

    def __getitem__(self, name: str) -> BoundField:
        # Here and not in the constructor, so that fields added later are dressed too.
        if name in self.fields and name not in self._bound_fields_cache:  # type: ignore[attr-defined]
            dress(self.fields[name], name)  # type: ignore[attr-defined]
        bound: BoundField = super().__getitem__(name)  # type: ignore[misc]
        return bound

    def groups(self) -> Iterator[FieldGroup]:
        """Yield the visible fields in the order of ``layout``, group by group."""
        visible: dict[str, BoundField] = {bound.name: bound for bound in self.visible_fields()}  # type: ignore[attr-defined]
        for legend, names in self.layout:
            fields = [visible.pop(name) for name in names if name in visible]
            if fields:
                yield FieldGroup(legend, fields)
        if visible:
            yield FieldGroup("", list(visible.values()))


class ClusterForm(ClusterFormMixin, forms.Form):
    """A form of a cluster's site."""


class ClusterModelForm(ClusterFormMixin, forms.ModelForm):  # type: ignore[type-arg]
    """A model form of a cluster's site."""


def dress(field: forms.Field, name: str) -> None:
    """Give a field's widget our classes, native date inputs, ``autocomplete`` and ``inputmode``."""
    hint = getattr(field, "hint", "")
    if hint and not field.help_text:
        field.help_text = hint
    _use_native_dates(field)
    widget = field.widget
    inner = widget.widgets if isinstance(widget, forms.MultiWidget) else [widget]
    for part in inner:
        added = next((css for kind, css in _CLASSES if isinstance(part, kind)), "")
        known = part.attrs.get("class", "")
        if added and added not in known:
            part.attrs["class"] = f"{known} {added}".strip()
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") in (None, "10"):
        widget.attrs["rows"] = "6"
    if name in AUTOCOMPLETE:
        widget.attrs.setdefault("autocomplete", AUTOCOMPLETE[name])
    if isinstance(field, forms.IntegerField) and not isinstance(field, forms.FloatField | forms.DecimalField):
        widget.attrs.setdefault("inputmode", "numeric")
    elif isinstance(field, forms.FloatField | forms.DecimalField):
        widget.attrs.setdefault("inputmode", "decimal")


def _use_native_dates(field: forms.Field) -> None:
    """Browsers' own date inputs speak ISO 8601 only, whatever the language of the page."""
    widget = field.widget
    if not isinstance(widget, forms.DateInput | forms.DateTimeInput | forms.TimeInput):
        return
    if isinstance(widget, forms.DateTimeInput):
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif isinstance(widget, forms.DateInput):
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    else:
        widget.input_type, widget.format = "time", "%H:%M"
