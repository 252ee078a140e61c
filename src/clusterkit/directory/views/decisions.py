"""A decision about one row: a question, a few fields, a button."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from clusterkit.core.policies import policy_of
from clusterkit.core.web.views import FormPage


class DecisionPage(FormPage[Any]):
    """Subclasses name the ``model``, its rows for the viewer, and the words that ``title`` and ``text`` may hold."""

    template_name = "clusterkit/confirm.html"
    model: ClassVar[type[Model]]
    title: ClassVar[str | Promise] = ""
    text: ClassVar[str | Promise] = ""
    submit_label: ClassVar[str | Promise] = ""
    tone: ClassVar[str] = "primary"

    def get_rows(self) -> QuerySet[Any]:
        """What the viewer may know."""
        raise NotImplementedError

    def names(self) -> dict[str, Any]:
        """What the texts may name."""
        raise NotImplementedError

    def get_back_url(self) -> str:
        """Where the row is looked at."""
        raise NotImplementedError

    @cached_property
    def row(self) -> Any:
        """The row of the address; 404 for what the viewer may not know, 403 for what he may not do."""
        found: Any = self.get_visible(self.model, self.get_rows(), pk=self.kwargs["pk"])
        policy_of(self.model).require(self.viewer, self.policy_action, found)
        return found

    def get_initial(self) -> dict[str, Any]:
        """The version that the person decides about."""
        return {"version": self.row.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The question."""
        names = self.names()
        return super().get_context_data(
            title=str(self.title) % names,
            text=str(self.text) % names,
            submit_label=self.submit_label,
            tone=self.tone,
            cancel_url=self.get_back_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        """As back."""
        return self.get_back_url()
