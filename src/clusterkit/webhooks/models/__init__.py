"""Web hooks, what is sent to them and each try."""

from clusterkit.webhooks.models.deliveries import Attempt, Delivery
from clusterkit.webhooks.models.endpoints import Endpoint, new_secret

__all__ = ["Attempt", "Delivery", "Endpoint", "new_secret"]
