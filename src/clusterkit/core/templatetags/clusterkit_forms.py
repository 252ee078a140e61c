"""Actions and forms: buttons, fields, error summary, filters, confirmation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django import template
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from clusterkit.core.web.elements import FacetOption, FilterChip, Text, render_element, render_once

if TYPE_CHECKING:
    AnyFormSet = BaseFormSet[Any]
else:  # Django's form sets take no type argument when the code runs
    AnyFormSet = BaseFormSet

register = template.Library()

VARIANTS = ("primary", "secondary", "quiet", "danger")


@register.simple_tag(takes_context=True)
def button(
    context: Context,
    label: Text,
    url: str = "",
    variant: str = "secondary",
    icon: str = "",
    size: str = "normal",
    name: str = "",
    value: str = "",
    type: str = "submit",  # noqa: A002 - the attribute's own name
    form: str = "",
    formaction: str = "",
    download: bool = False,
    note: Text = "",
) -> str:
    """Draw an action: a link if ``url`` is given, else a submit button.

    ``{% button _("Apply") url=url variant="primary" icon="edit" %}``. ``variant`` is primary, secondary,
    quiet or danger; ``size`` is normal or small; ``note`` is read by screen readers after the label ("about the
    seminar"); ``form`` is the id of a form that stands elsewhere.
    """
    if variant not in VARIANTS:
        raise template.TemplateSyntaxError(f"a button has no variant {variant!r}")
    return render_once(
        context, "button", label=label, url=url, variant=variant, icon=icon, size=size,
        name=name, value=value, type=type, form=form, formaction=formaction, download=download, note=note,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def post_button(
    context: Context,
    label: Text,
    url: str,
    variant: str = "secondary",
    icon: str = "",
    size: str = "normal",
    note: Text = "",
    **hidden: Any,
) -> str:
    """Draw a button that sends a small POST form: ``{% post_button _("Follow") url=u next=request.path %}``.

    Every further keyword becomes a hidden input of that name; one whose value is ``None`` is left out.
    """
    values = {
        "label": label, "url": url, "variant": variant, "icon": icon, "size": size, "note": note,
        "hidden": {name: value for name, value in hidden.items() if value is not None},
    }  # fmt: skip
    return render_element(context, "post_button", values)


@register.simple_tag(takes_context=True)
def field(context: Context, bound: BoundField, width: str = "wide") -> str:
    """Draw one field with label, hint, error and widget: ``{% field form.title width="medium" %}``.

    ``width`` is short, medium or wide. The error stands beside the field and is announced with it.
    """
    return render_element(context, "field", {"field": bound, "width": width})


@register.simple_tag(takes_context=True)
def form_fields(context: Context, form: BaseForm) -> str:
    """Draw all fields of a form, also of one that is not ours: ``{% form_fields form %}``."""
    groups = form.groups() if hasattr(form, "groups") else [{"legend": "", "fields": form.visible_fields()}]
    return render_element(
        context, "form_fields", {"form": form, "groups": groups, "hidden_fields": form.hidden_fields()}
    )


@register.simple_tag(takes_context=True)
def error_summary(context: Context, *forms: BaseForm | AnyFormSet | None) -> str:
    """Say at the top what to mend, each error a link to its field: ``{% error_summary form formset %}``.

    Draws nothing while the forms have no errors.
    """
    errors = [error for form in forms if form and not isinstance(form, str) for error in _errors(form)]
    return render_element(context, "error_summary", {"errors": errors}) if errors else ""


def _errors(form: BaseForm | AnyFormSet) -> Iterator[dict[str, Any]]:
    if isinstance(form, BaseFormSet):
        for message in form.non_form_errors():
            yield {"message": message, "label": "", "target": ""}
        for part in form.forms:
            yield from _errors(part)
        return
    for message in form.non_field_errors():
        yield {"message": message, "label": "", "target": ""}
    for bound in form:
        target = bound.id_for_label or (f"{bound.auto_id}_0" if bound.auto_id else "")
        for message in bound.errors:
            yield {"message": message, "label": bound.label, "target": "" if bound.is_hidden else target}


@register.simple_block_tag(takes_context=True)
def field_group(
    context: Context,
    content: str,
    legend: Text = "",
    hint: Text = "",
    id: str = "",  # noqa: A002 - the attribute's own name
) -> str:
    """Put fields that belong together under a legend.

    ``{% field_group _("Contact") hint=h %}{% field form.name %}{% endfield_group %}``.
    """
    return render_element(context, "field_group", {"content": content, "legend": legend, "hint": hint, "id": id})


@register.simple_block_tag(takes_context=True)
def form_actions(context: Context, content: str, cancel_url: str = "", cancel_label: Text = "") -> str:
    """Close a form with its buttons: ``{% form_actions cancel_url=back %}…{% endform_actions %}``."""
    values = {"content": content, "cancel_url": cancel_url, "cancel_label": cancel_label}
    return render_element(context, "form_actions", values)


@register.simple_block_tag(takes_context=True)
def filter_bar(
    context: Context,
    content: str,
    form: BaseForm | None = None,
    action: str = "",
    clear_url: str = "",
    legend: Text = "",
    submit_label: Text = "",
    folded: bool = True,
) -> str:
    """Draw the GET form above a list.

    ``{% filter_bar form=filter.form clear_url=request.path %}{% endfilter_bar %}``.

    Without ``form`` the content holds the fields. It submits itself on change where scripts run. On a narrow screen it
    is folded to one line with the number of filters in force; ``folded=False`` keeps a short one open.
    """
    active = sum(bool(form.data.get(bound.html_name)) for bound in form.visible_fields()) if form is not None else 0
    values = {
        "content": SafeString(content.strip()), "form": form, "action": action, "clear_url": clear_url,
        "legend": legend, "submit_label": submit_label, "folded": folded, "active": active,
    }  # fmt: skip
    return render_element(context, "filter_bar", values)


@register.simple_tag(takes_context=True)
def facet(context: Context, title: Text, options: Sequence[FacetOption]) -> str:
    """Draw choices that narrow a list as links with counts: ``{% facet _("Kind") options %}``."""
    return render_element(context, "facet", {"title": title, "options": options})


@register.inclusion_tag("clusterkit/elements/filter_chips.html")
def filter_chips(chips: Sequence[FilterChip], clear_url: str = "") -> dict[str, Any]:
    """Draw the filters in force, each with a way to take it away: ``{% filter_chips chips clear_url=request.path %}``."""
    return {"chips": chips, "clear_url": clear_url}


@register.simple_block_tag(takes_context=True)
def fold(context: Context, content: str, label: Text, active: int = 0) -> str:
    """Fold facets on a narrow screen to one line, ``active`` being how many are in force; on a wide one they stand open.

    ``{% fold _("Filters") active=n %}{% facet _("Kind") options %}{% endfold %}``.
    """
    values = {"content": SafeString(content.strip()), "label": label, "active": active}
    return render_element(context, "fold", values)


@register.simple_block_tag(takes_context=True)
def dialog(
    context: Context,
    content: str,
    title: Text,
    action_url: str = "",
    submit_label: Text = "",
    cancel_url: str = "",
    variant: str = "primary",
    level: int = 2,
    **hidden: Any,
) -> str:
    """Ask before something that matters; a POST form that works as a page without JavaScript.

    ``{% dialog title=t action_url=u submit_label=_("Withdraw") cancel_url=back variant="danger" %}<p>…</p>
    {% enddialog %}``. Further keywords become hidden inputs.
    """
    values = {
        "content": content, "title": title, "action_url": action_url, "submit_label": submit_label,
        "cancel_url": cancel_url, "variant": variant, "level": level, "hidden": hidden,
    }  # fmt: skip
    return render_element(context, "dialog", values)
