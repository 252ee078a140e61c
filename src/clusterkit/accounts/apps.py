"""Wiring of accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class AccountsConfig(ClusterkitAppConfig):
    """Accounts: registration, sign-in, profile, consents."""

    name = "clusterkit.accounts"
    label = "clusterkit_accounts"
    verbose_name = _("Accounts")
    url_prefix = "accounts/"
    public_url_prefix = "accounts/"
    has_api = True
    policies_complete = True

    def ready(self) -> None:
        from clusterkit.accounts import hooks, personal, policies, receivers  # noqa: F401 (registered by their import)
