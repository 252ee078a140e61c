"""Pages of the office: the list of sectors with their profiles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage, PageView, PolicyView
from clusterkit.directory.actions import MANAGE_SECTORS
from clusterkit.directory.forms import ProfileForm, SectorForm, WordForm
from clusterkit.directory.models import Profile, Sector
from clusterkit.directory.selectors import taxonomy
from clusterkit.directory.services import (
    create_profile,
    create_sector,
    delete_profile,
    delete_sector,
    update_profile,
    update_sector,
)

SECTORS = reverse_lazy("clusterkit_directory:sectors")


class SectorList(PageView):
    """All sectors with their profiles, to edit."""

    policy_action = MANAGE_SECTORS
    template_name = "clusterkit/directory/sectors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and rows."""
        return super().get_context_data(
            title=_("Sectors and profiles"),
            lead=_(
                "By these words participants, items and events are found. A profile is a narrower field in a sector."
            ),
            crumbs=[
                Crumb(_("Participants"), reverse("clusterkit_directory:list")),
                Crumb(_("Sectors and profiles")),
            ],
            sectors=taxonomy(self.viewer),
            **kwargs,
        )


class WordView(PolicyView):
    """A page about one word of the list."""

    policy_action = MANAGE_SECTORS
    model: ClassVar[type[models.Model]]
    kwargs: dict[str, Any]

    @cached_property
    def word(self) -> Any:
        """The word of the address; 404 for what is not there."""
        return self.get_visible(self.model, pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        """Back to the list."""
        return str(SECTORS)

    def get_back_url(self) -> str:
        """Back to the list."""
        return str(SECTORS)


class WordPage(WordView, FormPage[WordForm]):
    """The form of a word."""

    template_name = "clusterkit/form_page.html"
    title: ClassVar[Promise]
    success_message = _("The list is saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and the way back."""
        crumbs = [
            Crumb(_("Participants"), reverse("clusterkit_directory:list")),
            Crumb(_("Sectors and profiles"), str(SECTORS)),
            Crumb(self.title),
        ]
        return super().get_context_data(title=self.title, crumbs=crumbs, cancel_url=str(SECTORS), **kwargs)


class AddSector(WordPage):
    """A new field of work."""

    form_class = SectorForm
    title = _("Add a sector")

    def perform(self, form: WordForm) -> Sector:
        """Add it."""
        return create_sector(actor=self.viewer, **form.cleaned_data)


class AddProfile(WordPage):
    """A new profile."""

    form_class = ProfileForm
    title = _("Add a profile")

    def get_initial(self) -> dict[str, Any]:
        """In the sector from whose line one comes."""
        sector = self.request.GET.get("sector", "")
        return {"sector": sector} if sector.isdecimal() else {}

    def perform(self, form: WordForm) -> Profile:
        """Add it."""
        return create_profile(actor=self.viewer, **form.cleaned_data)


class EditSector(WordPage):
    """A field of work."""

    model = Sector
    form_class = SectorForm
    title = _("Edit a sector")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form of this word."""
        return {**super().get_form_kwargs(), "instance": self.word}

    def perform(self, form: WordForm) -> Sector:
        """Save it."""
        return update_sector(sector=self.word, actor=self.viewer, **form.cleaned_data)


class EditProfile(WordPage):
    """A profile."""

    model = Profile
    form_class = ProfileForm
    title = _("Edit a profile")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form of this word."""
        return {**super().get_form_kwargs(), "instance": self.word}

    def perform(self, form: WordForm) -> Profile:
        """Save it."""
        return update_profile(profile=self.word, actor=self.viewer, **form.cleaned_data)


class DeleteWord(WordView, ActionView):
    """To take a word out of the list."""

    button = _("Take it out")
    tone = "danger"
    success_message = _("It is taken out of the list.")

    def get_subject(self) -> Any:
        """The word."""
        return self.word


class DeleteSector(DeleteWord):
    """To take a field of work out."""

    model = Sector
    title = _("Take this sector out of the list?")
    text = _("Its profiles go with it, and no organisation, item or event has it any more.")

    def perform(self) -> None:
        """Take it out."""
        delete_sector(sector=self.word, actor=self.viewer)


class DeleteProfile(DeleteWord):
    """To take a profile out."""

    model = Profile
    title = _("Take this profile out of the list?")
    text = _("No organisation has it any more; they keep its sector.")

    def perform(self) -> None:
        """Take it out."""
        delete_profile(profile=self.word, actor=self.viewer)
