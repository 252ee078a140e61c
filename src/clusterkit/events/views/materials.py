"""Materials of an event: adding, changing and taking them away."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.policies import visible_to
from clusterkit.core.web.views import ActionView, FormPage
from clusterkit.events.actions import MANAGE
from clusterkit.events.forms.organising import MaterialForm
from clusterkit.events.models import Material
from clusterkit.events.selectors.organising import materials_for
from clusterkit.events.services.materials import add_material, remove_material, update_material
from clusterkit.events.views.single import OneEvent, event_crumbs


class MaterialAdd(OneEvent, FormPage[MaterialForm]):
    """A new file or link."""

    policy_action = MANAGE
    form_class = MaterialForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The material is added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event whose sessions are offered."""
        return super().get_form_kwargs() | {"event": self.event}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(
            title=_("Add a material"),
            lead=_("Slides, a text or a link. You can add it before the event, during it and afterwards."),
            submit_label=_("Add"),
            cancel_url=self.get_success_url(),
            crumbs=event_crumbs(self.event, _("Add a material")),
            **kwargs,
        )

    def get_success_url(self) -> str:
        """The materials on the event's page."""
        return f"{self.event.get_absolute_url()}#materials"

    def perform(self, form: MaterialForm) -> Material:
        """Add."""
        return add_material(actor=self.viewer, event=self.event, **form.arguments())


class _OneMaterial(OneEvent):
    """What the views of one material share."""

    @property
    def material(self) -> Material:
        """The material of the address; else 404."""
        if not hasattr(self, "_material"):
            rows = visible_to(self.viewer, materials_for(self.viewer, self.event))
            self._material = rows.filter(pk=self.kwargs["material"]).first()
        if self._material is None:
            raise Http404
        return self._material


class MaterialChange(_OneMaterial, MaterialAdd):
    """Changing what stands with a material."""

    success_message = gettext_lazy("The material is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the material."""
        return super().get_form_kwargs() | {"material": self.material}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page."""
        return super().get_context_data(**kwargs) | {
            "title": _("Change the material"),
            "lead": "",
            "submit_label": _("Save"),
            "crumbs": event_crumbs(self.event, _("Change the material")),
        }

    def perform(self, form: MaterialForm) -> Material:
        """Save."""
        return update_material(actor=self.viewer, material=self.material, **form.arguments())


class MaterialRemove(_OneMaterial, ActionView):
    """Taking a material away."""

    policy_action = MANAGE
    title = gettext_lazy("Take the material away?")
    text = gettext_lazy("Its file is deleted for good.")
    button = gettext_lazy("Take away")
    tone = "danger"
    success_message = gettext_lazy("The material is gone.")

    def get_subject(self) -> Material:
        """Which."""
        return self.material

    def get_context_data(self) -> dict[str, Any]:
        """Which material."""
        return super().get_context_data() | {"lead": self.material.title}

    def get_success_url(self) -> str:
        """The materials on the event's page."""
        return f"{reverse('clusterkit_events:detail', kwargs={'pk': self.kwargs['pk']})}#materials"

    def perform(self) -> None:
        """Remove."""
        remove_material(actor=self.viewer, material=self.material)
