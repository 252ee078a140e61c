"""Pages of accounts: the entrance (registration, sign-in, reset) and one's own account."""

from clusterkit.accounts.views import entrance, own, tokens

__all__ = ["entrance", "own", "tokens"]
