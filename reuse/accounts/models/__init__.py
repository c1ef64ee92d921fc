"""People, the organisations and sites they act for, their workstations and tokens, and the files organisations own."""

from reuse.accounts.models.files import AccessRecord, Retention, StoredFile
from reuse.accounts.models.organisations import LegalKind, Organisation, OrganisationQuerySet, Site
from reuse.accounts.models.people import ApiToken, Membership, MembershipQuerySet, User, UserManager

__all__ = [
    "AccessRecord",
    "ApiToken",
    "LegalKind",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
    "OrganisationQuerySet",
    "Retention",
    "Site",
    "StoredFile",
    "User",
    "UserManager",
]
