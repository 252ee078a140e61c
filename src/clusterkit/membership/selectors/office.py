"""What the office of a cluster has set for itself."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from clusterkit.core.conf import conf
from clusterkit.membership.models import OfficeSettings
from clusterkit.membership.rules import DecisionRule, Rule, decision_rules


def office_settings() -> OfficeSettings:
    """The row of this cluster, or an unsaved one with the defaults."""
    return OfficeSettings.objects.filter(key=1).first() or OfficeSettings()


def correction_day() -> date:
    """The day by which an applicant answers who is asked for more today, unless another one is chosen."""
    return timezone.localdate() + timedelta(days=office_settings().correction_days or conf.NEEDS_INFO_DAYS)


def rule_in_force() -> Rule:
    """How this cluster decides on applications."""
    return decision_rules.in_force(office_settings().decision_rule)


def reviewers_rule() -> DecisionRule | None:
    """The rule of the reviewers, where they decide here."""
    rule = rule_in_force()
    return rule if isinstance(rule, DecisionRule) else None
