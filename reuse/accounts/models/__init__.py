"""People, the organisations and sites they act for, their workstations and tokens, and the files organisations own."""

from reuse.accounts.models.files import AccessRecord, Retention, RetentionRule, StoredFile
from reuse.accounts.models.organisations import LegalKind, Organisation, OrganisationQuerySet, Site
from reuse.accounts.models.people import ApiToken, Membership, MembershipQuerySet, User, UserManager
from reuse.accounts.models.workstations import Badge, BadgeRecord, Pin, Workstation

__all__ = [
    "AccessRecord",
    "ApiToken",
    "Badge",
    "BadgeRecord",
    "LegalKind",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
    "OrganisationQuerySet",
    "Pin",
    "Retention",
    "RetentionRule",
    "Site",
    "StoredFile",
    "User",
    "UserManager",
    "Workstation",
]
