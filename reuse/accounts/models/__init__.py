"""People, the organisations and sites they act for, their workstations and tokens, and the files organisations own."""

from reuse.accounts.models.files import AccessRecord, Retention, RetentionRule, StoredFile
from reuse.accounts.models.joining import (
    AccountRecord,
    Invitation,
    InvitationQuerySet,
    LinkRule,
    Registration,
    RegistrationQuerySet,
    RegistrationRule,
)
from reuse.accounts.models.letters import StoppedLetter
from reuse.accounts.models.organisations import (
    LegalKind,
    Organisation,
    OrganisationQuerySet,
    Site,
    SiteQuerySet,
)
from reuse.accounts.models.people import ApiToken, Membership, MembershipQuerySet, User, UserManager
from reuse.accounts.models.workstations import Badge, BadgeRecord, Pin, Workstation

__all__ = [
    "AccessRecord",
    "AccountRecord",
    "ApiToken",
    "Badge",
    "BadgeRecord",
    "Invitation",
    "InvitationQuerySet",
    "LegalKind",
    "LinkRule",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
    "OrganisationQuerySet",
    "Pin",
    "Registration",
    "RegistrationQuerySet",
    "RegistrationRule",
    "Retention",
    "RetentionRule",
    "Site",
    "SiteQuerySet",
    "StoppedLetter",
    "StoredFile",
    "User",
    "UserManager",
    "Workstation",
]
