"""The list of participants, the page of an organisation, and one's own organisations."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clusterkit.accounts.actions import SEE_EXPERTISE
from clusterkit.core import ports
from clusterkit.core.policies import MEMBER, REGISTERED, SIGNED_IN, Action, Actor, policy_of
from clusterkit.core.surfaces import Block, ViewerPayload
from clusterkit.core.web.charts import RegionMap
from clusterkit.core.web.elements import FacetOption, Fact
from clusterkit.core.web.locked import login_url, next_steps
from clusterkit.core.web.views import ListPage, PageView
from clusterkit.directory.actions import (
    CREATE,
    MANAGE_SECTORS,
    MERGE,
    PUBLISH,
    REQUEST,
    SETTLE_CLAIM,
    VIEW,
    VIEW_CAPABILITIES,
    VIEW_PEOPLE,
)
from clusterkit.directory.filters import OrganisationFilter
from clusterkit.directory.hooks import OrganisationPage, organisation_panels
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors import (
    Overview,
    completeness,
    offer_of,
    offers_for,
    organisation_card,
    organisations,
    overview,
    own_affiliations,
)
from clusterkit.directory.structured import structured_data
from clusterkit.directory.views.organisation import OrganisationView
from clusterkit.tenancy.enums import ISO_CODES, Region


class OrganisationList(ListPage[Organisation]):
    """Who takes part: search, kinds, sectors, and the map by region."""

    policy_action = VIEW
    model = Organisation
    filterset_class = OrganisationFilter
    template_name = "clusterkit/directory/list.html"

    def get_rows(self) -> QuerySet[Organisation]:
        """Everything that the viewer sees."""
        return organisations(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the counts, as facets and as a map."""
        counts = overview(self.viewer)
        query = self.request.GET.copy()
        query.pop("page", None)
        return super().get_context_data(
            title=_("Participants"),
            overview=counts,
            facets=_facets(counts, query),
            map=_region_map(counts, query),
            may_see_people=self.viewer.allows(SEE_EXPERTISE),
            may_manage_sectors=self.viewer.allows(MANAGE_SECTORS),
            may_settle_claims=self.viewer.allows(SETTLE_CLAIM),
            may_register=self.viewer.allows(CREATE) or _is_led_to_sign_in(self.viewer),
            **kwargs,
        )


def _is_led_to_sign_in(viewer: Actor) -> bool:
    """Whether a page that needs an account leads *viewer* through the sign-in and back, so that it is offered too."""
    return not (viewer.is_authenticated or ports.is_read_only.call())


def _choice(query: QueryDict, name: str, value: str) -> str:
    """The address of the list with *value* chosen, or given up where it is chosen now."""
    changed = query.copy()
    if changed.get(name) == value:
        del changed[name]
    else:
        changed[name] = value
    if name == "sector":
        changed.pop("profile", None)
    return f"?{changed.urlencode()}"


def _facets(counts: Overview, query: QueryDict) -> list[tuple[str, list[FacetOption]]]:
    def option(name: str, value: str, label: str, number: int) -> FacetOption:
        return FacetOption(label, _choice(query, name, value), number, query.get(name) == value)

    kinds = [option("kind", code, capfirst(label), number) for code, label, number in counts.kinds]
    if counts.founders:
        kinds.append(option("founders", "true", _("Founders of the cluster"), counts.founders))
    chosen = query.get("sector")
    groups = (
        (_("Kind"), kinds),
        (_("Sector"), [option("sector", word.code, str(word.name), word.number) for word in counts.sectors]),
        # Of all profiles where no sector is chosen, else of that one.
        (
            _("Profile"),
            [
                option("profile", word.code, str(word.name), word.number)
                for word in counts.profiles
                if not chosen or word.sector == chosen
            ],
        ),
        (_("Employees"), [option("size", code, capfirst(label), number) for code, label, number in counts.sizes]),
    )
    return [(title, options) for title, options in groups if options]


def _region_map(counts: Overview, query: QueryDict) -> RegionMap:
    elsewhere = counts.regions[""]
    note = _("Abroad or without a region: %(number)d") % {"number": elsewhere} if elsewhere else ""
    return RegionMap(
        title=_("Participants by region"),
        counts={tile: counts.regions[region] for region, tile in ISO_CODES.items()},
        urls={tile: _choice(query, "region", region) for region, tile in ISO_CODES.items() if counts.regions[region]},
        current=ISO_CODES.get(query.get("region") or "", ""),
        note=note,
    )


class OrganisationPageView(OrganisationView, PageView):
    """One organisation, as deep as the viewer sees it."""

    template_name = "clusterkit/directory/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The card, the locks of what is closed, and the panels of other apps."""
        organisation = self.organisation
        card = organisation_card(self.viewer, organisation)
        policy = policy_of(Organisation)
        payload = OrganisationPage(self.viewer, organisation, card.is_own)
        panels = sorted(organisation_panels.collect(payload), key=lambda block: block.order)
        return super().get_context_data(
            organisation=organisation,
            card=card,
            facts=_facts(organisation),
            completeness=completeness(self.viewer, organisation),
            structured=structured_data(card, self.request),
            panels=[self._panel(block) for block in panels if block.place == "main"],
            side_panels=[self._panel(block) for block in panels if block.place != "main"],
            locks=_locks(self.request, self.viewer, card.capabilities is None, card.people is None),
            may_merge=policy.can(self.viewer, MERGE, organisation),
            may_publish=policy.can(self.viewer, PUBLISH, organisation),
            offer=offer_of(self.viewer, organisation) if card.affiliation is None else None,
            may_request=card.affiliation is None
            and (policy.can(self.viewer, REQUEST, organisation) or _is_led_to_sign_in(self.viewer)),
            **kwargs,
        )

    def _panel(self, block: Block) -> str:
        context = {"viewer": self.viewer, "organisation": self.organisation, **block.context}
        return render_to_string(block.template, context, request=self.request)


def _facts(organisation: Organisation) -> list[Fact]:
    region = Region(organisation.region).label if organisation.region else ""
    return [
        Fact(_("Kind"), capfirst(organisation.get_kind_display())),
        Fact(_("Place"), organisation.place),
        Fact(_("Region"), region),
        Fact(_("Founded in"), str(organisation.founded or "")),
        Fact(_("Site"), organisation.website.partition("://")[2].rstrip("/"), organisation.website),
        Fact(_("Employees"), organisation.get_size_display()),
        Fact(organisation.number_label, organisation.number),
    ]


def _locks(request: HttpRequest, viewer: Actor, capabilities: bool, people: bool) -> list[dict[str, Any]]:
    closed = [(VIEW_CAPABILITIES, _("What it offers"))] if capabilities else []
    if people:
        closed.append((VIEW_PEOPLE, _("People and contacts")))
    return [_lock(request, viewer, action, text) for action, text in closed]


def _lock(request: HttpRequest, viewer: Actor, action: Action, text: str) -> dict[str, Any]:
    needed = getattr(viewer, "needed_tier", lambda item: item.tier)(action)
    lock: dict[str, Any] = {"text": text, "tier_label": _who(needed)}
    step = next(iter(next_steps.collect(ViewerPayload(viewer))), None)
    if not viewer.is_authenticated and needed == REGISTERED:
        lock |= {"step_url": login_url(request), "step_label": _("Sign in or register")}
    elif step is not None:
        lock |= {"step_url": step.url, "step_label": step.label}
    return lock


def _who(tier: str) -> str:
    """The people of a tier, in the plural."""
    known = {REGISTERED: _("registered people"), MEMBER: _("members of the cluster")}
    return known.get(tier) or str(ports.tier_label.call(tier))


class MyOrganisations(PageView):
    """The organisations one acts for or may act for by one's address; where it is one, straight to its page."""

    policy_action = SIGNED_IN
    template_name = "clusterkit/directory/mine.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or on to the only organisation."""
        rows = list(own_affiliations(self.viewer))
        offers = offers_for(self.viewer)
        if not offers and len(rows) == 1 and rows[0].organisation_id in self.viewer.organisation_ids:
            return HttpResponseRedirect(rows[0].organisation.get_absolute_url())
        context = self.get_context_data(
            title=_("My organisations"), rows=rows, offers=offers, may_register=self.viewer.allows(CREATE)
        )
        return self.render_to_response(context)
