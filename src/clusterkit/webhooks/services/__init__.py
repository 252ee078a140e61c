"""Every write of web hooks."""

from clusterkit.webhooks.services.delivering import Report, claim, delay_after, deliver_due, resend, send_test
from clusterkit.webhooks.services.endpoints import (
    create_endpoint,
    delete_endpoint,
    rotate_secret,
    silence_copy,
    switch_off,
    switch_on,
    update_endpoint,
)
from clusterkit.webhooks.services.telling import write_deliveries
from clusterkit.webhooks.services.tidying import forget_old

__all__ = [
    "Report",
    "claim",
    "create_endpoint",
    "delay_after",
    "delete_endpoint",
    "deliver_due",
    "forget_old",
    "resend",
    "rotate_secret",
    "send_test",
    "silence_copy",
    "switch_off",
    "switch_on",
    "update_endpoint",
    "write_deliveries",
]
