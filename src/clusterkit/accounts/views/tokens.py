"""API tokens: a person's own, each named, shown once."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts import services
from clusterkit.accounts.actions import MANAGE_OWN
from clusterkit.accounts.forms import TokenForm
from clusterkit.accounts.models import TokenName
from clusterkit.accounts.selectors import tokens_of
from clusterkit.core.exceptions import DomainError
from clusterkit.core.web.views import ActionView, FormPage


class Tokens(FormPage[TokenForm]):
    """The list, and a form for a new one. The answer to the form is the only page that ever shows a token."""

    policy_action = MANAGE_OWN
    form_class = TokenForm
    template_name = "clusterkit/accounts/tokens.html"
    success_url = reverse_lazy("clusterkit_accounts:tokens")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the person's tokens."""
        return super().get_context_data(tokens=list(tokens_of(self.viewer)), **kwargs)

    def form_valid(self, form: TokenForm) -> HttpResponse:
        """Make it and show it: a redirect would have to keep it somewhere."""
        try:
            named, token = services.create_token(actor=self.viewer, **form.cleaned_data)
        except DomainError as error:
            return self.form_refused(form, error)
        response = self.render_to_response(
            self.get_context_data(form=TokenForm(), new_token=token, new_name=named.name), status=201
        )
        response.headers["Cache-Control"] = "private, no-store"
        return response


class TokenRevoke(ActionView):
    """Make a token useless."""

    policy_action = MANAGE_OWN
    title = gettext_lazy("Remove this token?")
    button = gettext_lazy("Remove")
    tone = "danger"
    success_message = gettext_lazy("The token is removed: it opens nothing any more.")

    def get_context_data(self) -> dict[str, Any]:
        """Names the token."""
        name = self.get_visible(TokenName, pk=self.kwargs["pk"]).name
        return {
            **super().get_context_data(),
            "text": _("Programs that use “%(name)s” stop working at once.") % {"name": name},
        }

    def perform(self) -> None:
        """Remove it."""
        services.revoke_token(actor=self.viewer, token=self.get_visible(TokenName, pk=self.kwargs["pk"]))

    def get_success_url(self) -> str:
        """The list."""
        return reverse("clusterkit_accounts:tokens")
