"""Who sits in the council, and how the office seats and unseats."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.exceptions import DomainError, StaleVersion
from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import FormPage, PageView, PolicyView
from clusterkit.directory.models import Organisation
from clusterkit.membership import actions
from clusterkit.membership.council_forms import ChooseOrganisationForm, GiveSeatForm, SeatForm, VacateForm
from clusterkit.membership.enums import BallotState
from clusterkit.membership.models import Seat
from clusterkit.membership.selectors.council import (
    filled_seats,
    future_or_lapsed_seats,
    people_of,
    planned_meetings,
    seatless_members,
    visible_ballots,
    visible_protocols,
)
from clusterkit.membership.selectors.office import rule_in_force
from clusterkit.membership.services.council import change_seat, give_seat, vacate_seat
from clusterkit.membership.views.council.base import council_crumbs, show_what_changed

LATEST = 20


class Council(PageView):
    """Who sits in the council; and for those who do and for the office, what it votes on."""

    policy_action = actions.VIEW_COUNCIL
    template_name = "clusterkit/membership/council/council.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Seats, open votes, meetings to come, the latest protocols."""
        viewer = self.viewer
        may_seat = viewer.allows(actions.SEAT)
        return super().get_context_data(
            title=_("Council"),
            seats=filled_seats(viewer),
            others=future_or_lapsed_seats(viewer) if may_seat else [],
            rule=rule_in_force() if viewer.allows(actions.SET_UP) else None,
            may_seat=may_seat,
            may_meet=viewer.allows(actions.MEET),
            may_set_up=viewer.allows(actions.SET_UP),
            ballots=visible_ballots(viewer).filter(state=BallotState.OPEN).order_by("closes_at", "pk"),
            meetings=planned_meetings(viewer),
            protocols=visible_protocols(viewer)[:LATEST],
            today=timezone.localdate(),
            **kwargs,
        )


class GiveSeat(FormPage[Any]):
    """Give a member a seat: first which one, then its people."""

    policy_action = actions.SEAT
    template_name = "clusterkit/membership/council/give_seat.html"
    success_message = gettext_lazy("The seat is given. Its people are told.")

    @cached_property
    def organisation(self) -> Organisation | None:
        """The member of ``?organisation=``, if it may get a seat."""
        chosen = self.request.POST.get("organisation") or self.request.GET.get("organisation", "")
        if not chosen.isdecimal() or len(chosen) > 9:
            return None
        return seatless_members(self.viewer).filter(pk=chosen).first()

    def get_form(self, form_class: Any = None) -> Any:
        """Of the step that one is at."""
        if self.organisation is None:
            data = self.request.POST if self.request.method == "POST" else None
            return ChooseOrganisationForm(data, organisations=seatless_members(self.viewer))
        return GiveSeatForm(**self.get_form_kwargs(), people=people_of(self.organisation.pk))

    def get_initial(self) -> dict[str, Any]:
        """From today."""
        return {
            "organisation": self.organisation.pk if self.organisation is not None else None,
            "starts_on": timezone.localdate(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Texts and the way back."""
        council = reverse("clusterkit_membership:council")
        title = _("Give a seat")
        if self.organisation is not None:
            title = _("Seat of %(organisation)s") % {"organisation": self.organisation}
        return super().get_context_data(
            title=title,
            crumbs=council_crumbs(self.viewer, Crumb(title)),
            organisation=self.organisation,
            submit_label=_("Give the seat"),
            cancel_url=council,
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """A choice of an organisation alone gives no seat."""
        if self.organisation is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return super().form_valid(form)

    def perform(self, form: GiveSeatForm) -> Seat:
        """Give it."""
        data = form.cleaned_data
        return give_seat(
            organisation=cast(Organisation, self.organisation),
            representative_id=data["representative"],
            deputy_id=data["deputy"],
            is_chair=data["is_chair"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            actor=self.viewer,
        )

    def get_success_url(self) -> str:
        """The council."""
        return reverse("clusterkit_membership:council")


class OneSeat(PolicyView):
    """A view on the seat of the address."""

    @cached_property
    def seat(self) -> Seat:
        """The seat, if the viewer may do ``policy_action`` with it."""
        rows = Seat.objects.select_related("organisation")
        found = self.get_visible(Seat, rows, pk=self.kwargs["pk"])
        policy_of(Seat).require(self.viewer, self.policy_action, found)
        return found

    def get_back_url(self) -> str:
        """The council."""
        return reverse("clusterkit_membership:council")

    def get_success_url(self) -> str:
        """The council."""
        return self.get_back_url()


class ChangeSeat(OneSeat, FormPage[SeatForm]):
    """Name other people, set the end or the chair."""

    policy_action = actions.SEAT
    form_class = SeatForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The seat is changed. Its people are told.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The people of the organisation."""
        return {**super().get_form_kwargs(), "people": people_of(self.seat.organisation_id)}

    def get_initial(self) -> dict[str, Any]:
        """As it is."""
        seat = self.seat
        return {
            "version": seat.version,
            "representative": seat.representative_id,
            "deputy": seat.deputy_id,
            "is_chair": seat.is_chair,
            "ends_on": seat.ends_on,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Texts and the way back."""
        return super().get_context_data(
            title=str(self.seat),
            crumbs=council_crumbs(self.viewer, Crumb(str(self.seat))),
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: SeatForm) -> Seat:
        """Change it."""
        data = form.cleaned_data
        return change_seat(
            seat=self.seat,
            representative_id=data["representative"],
            deputy_id=data["deputy"],
            is_chair=data["is_chair"],
            ends_on=data["ends_on"],
            expected_version=data["version"],
            actor=self.viewer,
        )

    def form_refused(self, form: SeatForm, error: DomainError) -> Any:
        """Say what a colleague changed meanwhile, beside what was typed."""
        if isinstance(error, StaleVersion):
            now = Seat.objects.get(pk=self.seat.pk)
            values = {
                "representative": now.representative_id,
                "deputy": now.deputy_id,
                "is_chair": now.is_chair,
                "ends_on": now.ends_on,
            }
            show_what_changed(form, values, now.version)
        return super().form_refused(form, error)


class VacateSeat(OneSeat, FormPage[VacateForm]):
    """Take a seat back."""

    policy_action = actions.SEAT
    form_class = VacateForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The seat is given up.")

    def get_initial(self) -> dict[str, Any]:
        """The version that is shown."""
        return {"version": self.seat.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it means."""
        title = _("Give the seat up")
        return super().get_context_data(
            title=title,
            lead=_("%(seat)s. From today it has no vote, and its votes in open ballots do not count.")
            % {"seat": self.seat},
            crumbs=council_crumbs(self.viewer, Crumb(title)),
            submit_label=title,
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def perform(self, form: VacateForm) -> Seat:
        """Give it up."""
        data = form.cleaned_data
        return vacate_seat(seat=self.seat, reason=data["reason"], expected_version=data["version"], actor=self.viewer)
