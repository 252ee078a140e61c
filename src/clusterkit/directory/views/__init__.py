"""Pages of the directory."""

from __future__ import annotations

from clusterkit.directory.views.claims import (
    ChangeClaim,
    DeclineClaim,
    DomainClaims,
    EndClaim,
    MailAgain,
    OrganisationDomains,
    SettleClaim,
)
from clusterkit.directory.views.editing import (
    EditOrganisation,
    PublishOrganisation,
    RegisterOrganisation,
    UnpublishOrganisation,
)
from clusterkit.directory.views.history import OrganisationHistory
from clusterkit.directory.views.invitations import InviteByMail, OpenInvitation, ResendInvitation, RevokeInvitation
from clusterkit.directory.views.joining import ChooseOrganisation, DomainLink, JoinByAddress
from clusterkit.directory.views.known_people import PeopleList, PersonPage
from clusterkit.directory.views.links import LinksExport, LinksPage
from clusterkit.directory.views.merging import FindDuplicate, MergeOrganisations
from clusterkit.directory.views.office import (
    AddProfile,
    AddSector,
    DeleteProfile,
    DeleteSector,
    EditProfile,
    EditSector,
    SectorList,
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
from clusterkit.directory.views.rows import (
    EditCapabilities,
    EditCertificates,
    EditContacts,
    EditPictures,
    EditProducts,
)

__all__ = [
    "AddProfile",
    "AddSector",
    "ChangeClaim",
    "ChangeRole",
    "ChooseOrganisation",
    "ConfirmAffiliation",
    "DeclineAffiliation",
    "DeclineClaim",
    "DeleteProfile",
    "DeleteSector",
    "DescribeAffiliation",
    "DomainClaims",
    "DomainLink",
    "EditCapabilities",
    "EditCertificates",
    "EditContacts",
    "EditOrganisation",
    "EditPictures",
    "EditProducts",
    "EditProfile",
    "EditSector",
    "EndAffiliation",
    "EndClaim",
    "FindDuplicate",
    "InviteByMail",
    "JoinByAddress",
    "LinksExport",
    "LinksPage",
    "MailAgain",
    "MergeOrganisations",
    "MyOrganisations",
    "OpenInvitation",
    "OrganisationDomains",
    "OrganisationHistory",
    "OrganisationList",
    "OrganisationPageView",
    "OrganisationPeople",
    "PeopleList",
    "PersonPage",
    "PublishOrganisation",
    "RegisterOrganisation",
    "RequestAffiliation",
    "ResendInvitation",
    "RevokeInvitation",
    "SectorList",
    "SettleClaim",
    "UnpublishOrganisation",
    "WithdrawAffiliation",
]
