"""Forms of the directory."""

from __future__ import annotations

from clusterkit.directory.forms.affiliations import (
    AcceptForm,
    DecisionForm,
    DescribeForm,
    EndForm,
    InviteForm,
    ReasonForm,
    RequestForm,
    RoleForm,
)
from clusterkit.directory.forms.claims import ChangeClaimForm, ClaimForm, JoinForm, MailAgainForm
from clusterkit.directory.forms.office import MergeForm, ProfileForm, SectorForm, WordForm
from clusterkit.directory.forms.organisation import IdentityMixin, OrganisationForm, RegisterForm
from clusterkit.directory.forms.parts import (
    CapabilityForm,
    CertificateForm,
    ContactForm,
    PictureForm,
    PicturesFormSet,
    ProductForm,
    RowsFormSet,
)

__all__ = [
    "AcceptForm",
    "CapabilityForm",
    "CertificateForm",
    "ChangeClaimForm",
    "ClaimForm",
    "ContactForm",
    "DecisionForm",
    "DescribeForm",
    "EndForm",
    "IdentityMixin",
    "InviteForm",
    "JoinForm",
    "MailAgainForm",
    "MergeForm",
    "OrganisationForm",
    "PictureForm",
    "PicturesFormSet",
    "ProductForm",
    "ProfileForm",
    "ReasonForm",
    "RegisterForm",
    "RequestForm",
    "RoleForm",
    "RowsFormSet",
    "SectorForm",
    "WordForm",
]
