"""Wiring of accounts."""

from __future__ import annotations

from clusterkit.core.apps import ClusterkitAppConfig


class AccountsConfig(ClusterkitAppConfig):
    """Accounts: registration, sign-in, profile, consents."""

    name = "clusterkit.accounts"
    label = "clusterkit_accounts"
    url_prefix = "accounts/"
