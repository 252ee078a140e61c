"""What surrounds the content: sections, notices, ways between pages, charts."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clusterkit.core.web.charts import Chart, Network, RegionMap
from clusterkit.core.web.elements import Crumb, Tab, Text, render_element

register = template.Library()


@register.inclusion_tag("clusterkit/elements/tabs.html")
def tabs(tabs: Sequence[Tab], label: Text = "") -> dict[str, Any]:
    """Offer several views of a page, each a link: ``{% tabs tabs label=l %}`` with ``elements.Tab``."""
    return {"tabs": tabs, "label": label}


@register.inclusion_tag("clusterkit/elements/empty_state.html")
def empty_state(
    title: Text, text: Text = "", action_label: Text = "", action_url: str = "", variant: str = "secondary"
) -> dict[str, Any]:
    """Say why a list is empty and what to do next.

    ``{% empty_state title=t text=s action_label=a action_url=u %}``.
    """
    return {
        "title": title,
        "text": text,
        "action_label": action_label,
        "action_url": action_url,
        "variant": variant,
    }


@register.inclusion_tag("clusterkit/elements/locked.html")
def locked(tier_label: Text, text: Text = "", step_url: str = "", step_label: Text = "") -> dict[str, Any]:
    """Say who may see a thing and how to get there.

    ``{% locked tier_label=_("members") step_url=u step_label=l %}``.
    """
    return {"tier_label": tier_label, "text": text, "step_url": step_url, "step_label": step_label}


@register.simple_block_tag(takes_context=True)
def notice(context: Context, content: str, tone: str = "info", title: Text = "") -> str:
    """Say something that matters here: ``{% notice tone="warn" title=t %}<p>…</p>{% endnotice %}``."""
    return render_element(context, "notice", {"content": content, "tone": tone, "title": title})


@register.simple_block_tag(takes_context=True)
def panel(
    context: Context,
    content: str,
    title: Text = "",
    level: int = 2,
    id: str = "",  # noqa: A002 - the attribute's own name
    boxed: bool = False,
    actions_url: str = "",
    actions_label: Text = "",
) -> str:
    """A section with a heading: ``{% panel _("Contacts") %}…{% endpanel %}``.

    ``boxed=True`` gives it a quiet surface; ``level`` is that of the heading.
    """
    values = {
        "content": content, "title": title, "level": level, "id": id, "boxed": boxed,
        "actions_url": actions_url, "actions_label": actions_label,
    }  # fmt: skip
    return render_element(context, "panel", values)


@register.simple_block_tag(takes_context=True)
def breadcrumbs(context: Context, content: str) -> str:
    """The way to this page.

    ``{% breadcrumbs %}{% crumb _("Events") url %}{% crumb e.title %}{% endbreadcrumbs %}``.
    """
    return render_element(context, "breadcrumbs", {"content": content, "crumbs": ()})


@register.inclusion_tag("clusterkit/elements/breadcrumbs.html")
def breadcrumb_trail(crumbs: Sequence[Crumb]) -> dict[str, Any]:
    """The same from a list: ``{% breadcrumb_trail crumbs %}``; the layout does so with ``crumbs``."""
    return {"crumbs": crumbs, "content": ""}


@register.simple_tag
def crumb(label: Text, url: str = "") -> SafeString:
    """One place of ``breadcrumbs``; without ``url`` it is this page."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li><span aria-current="page">{}</span></li>', label)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any], param: str = "page") -> str:
    """Numbers of the pages of a list, keeping the rest of the query: ``{% pagination page_obj %}``."""
    if not page.has_other_pages():
        return ""
    request = context.get("request")

    def address(number: int) -> str:
        query = request.GET.copy() if request is not None else None
        if query is None:
            return f"?{param}={number}"
        query[param] = str(number)
        return f"?{query.urlencode()}"

    pages: list[dict[str, Any]] = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        gap = not isinstance(number, int)
        pages.append(
            {
                "number": number,
                "gap": gap,
                "current": number == page.number,
                "url": "" if gap else address(int(number)),
            }
        )
    values = {
        "pages": pages, "number": page.number, "total": page.paginator.num_pages,
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
    }  # fmt: skip
    return render_element(context, "pagination", values)


@register.inclusion_tag("clusterkit/elements/pagination.html")
def cursor_pagination(previous_url: str = "", next_url: str = "") -> dict[str, Any]:
    """Steps through a list without page numbers: ``{% cursor_pagination previous_url next_url %}``."""
    return {"pages": [], "previous_url": previous_url or "", "next_url": next_url or ""}


@register.inclusion_tag("clusterkit/elements/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """Draw numbers, with their table beneath: ``{% chart chart %}`` with ``charts.Chart``."""
    return {"chart": chart}


@register.inclusion_tag("clusterkit/elements/network.html")
def network(network: Network) -> dict[str, Any]:
    """Draw who is linked with whom, with the table beneath: ``{% network network %}`` with ``charts.Network``."""
    return {"network": network}


@register.inclusion_tag("clusterkit/elements/region_map.html")
def region_map(map: RegionMap) -> dict[str, Any]:  # noqa: A002 - reads well in templates
    """Draw counts by region on hexagons, with their table beneath: ``{% region_map map %}``."""
    return {"map": map}
