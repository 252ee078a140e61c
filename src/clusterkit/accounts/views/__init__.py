"""Pages of accounts: the entrance (registration, sign-in, reset) and one's own account."""

from clusterkit.accounts.views import consents, data, entrance, own, tokens

__all__ = ["consents", "data", "entrance", "own", "tokens"]
