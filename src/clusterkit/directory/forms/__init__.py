"""Forms of the directory."""

from __future__ import annotations

from clusterkit.directory.forms.affiliations import (
    DecisionForm,
    DescribeForm,
    EndForm,
    ReasonForm,
    RequestForm,
    RoleForm,
)
from clusterkit.directory.forms.organisation import IdentityMixin, OrganisationForm, RegisterForm
from clusterkit.directory.forms.parts import CapabilityForm, ContactForm, RowsFormSet

__all__ = [
    "CapabilityForm",
    "ContactForm",
    "DecisionForm",
    "DescribeForm",
    "EndForm",
    "IdentityMixin",
    "OrganisationForm",
    "ReasonForm",
    "RegisterForm",
    "RequestForm",
    "RoleForm",
    "RowsFormSet",
]
