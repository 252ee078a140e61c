"""What may be wrong with a log."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fault(models.TextChoices):
    """Each in words, with ``%(number)s`` of the row or the seal."""

    ROW_CHANGED = "row_changed", _("Entry %(number)s is not as it was written.")
    ROW_MISSING = "row_missing", _("Entry %(number)s was removed.")
    ROW_UNKNOWN_KEY = "row_unknown_key", _("Entry %(number)s is signed with a key that is not known here.")
    SEAL_CHANGED = "seal_changed", _("Seal %(number)s is not as it was made.")
    SEAL_MISSING = "seal_missing", _("Seal %(number)s was removed.")
    SEAL_ORDER = "seal_order", _("Seal %(number)s does not follow the one before it.")
    SEAL_UNKNOWN_KEY = "seal_unknown_key", _("Seal %(number)s is signed with a key that is not known here.")
    AFTER_BREAK = "after_break", _("Before seal %(number)s the end of the chain had been tampered with.")
    END_MISSING = "end_missing", _("The newest seals up to %(number)s were removed.")
    CHAIN_CHANGED = "chain_changed", _("The end of the chain at seal %(number)s was tampered with.")
    NOT_AS_NOTED = "not_as_noted", _("Seal %(number)s is not the one that was noted.")
