"""Pages of the directory."""

from __future__ import annotations

from clusterkit.directory.views.editing import (
    EditCapabilities,
    EditContacts,
    EditOrganisation,
    PublishOrganisation,
    RegisterOrganisation,
    UnpublishOrganisation,
)
from clusterkit.directory.views.people import (
    ChangeRole,
    ConfirmAffiliation,
    DeclineAffiliation,
    DescribeAffiliation,
    EndAffiliation,
    OrganisationPeople,
    RequestAffiliation,
    WithdrawAffiliation,
)
from clusterkit.directory.views.reading import MyOrganisations, OrganisationList, OrganisationPageView

__all__ = [
    "ChangeRole",
    "ConfirmAffiliation",
    "DeclineAffiliation",
    "DescribeAffiliation",
    "EditCapabilities",
    "EditContacts",
    "EditOrganisation",
    "EndAffiliation",
    "MyOrganisations",
    "OrganisationList",
    "OrganisationPageView",
    "OrganisationPeople",
    "PublishOrganisation",
    "RegisterOrganisation",
    "RequestAffiliation",
    "UnpublishOrganisation",
    "WithdrawAffiliation",
]
