"""Who may do what: permissions, and roles as sentences a manager can read. When they may is in the apps' tables."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing a person may do. Where they may do it follows from their organisation and sites."""

    DONATION_VIEW = "donation.view"
    DONATION_REGISTER = "donation.register"
    DONATION_DECIDE = "donation.decide"
    DEVICE_VIEW = "device.view"
    DEVICE_RECEIVE = "device.receive"
    DEVICE_WORK = "device.work"
    DEVICE_SIGN_OFF = "device.sign_off"
    DEVICE_EXIT = "device.exit"
    DEVICE_CORRECT = "device.correct"
    EVIDENCE_ADD = "evidence.add"
    LABEL_PRINT = "label.print"
    REQUEST_VIEW = "request.view"
    REQUEST_FILE = "request.file"
    REQUEST_DECIDE = "request.decide"
    ALLOCATION_DECIDE = "allocation.decide"
    HAND_OVER = "hand_over"
    REPORT_VIEW = "report.view"
    TARGET_SET = "target.set"
    ACCOUNT_MANAGE = "account.manage"
    ORGANISATION_MANAGE = "organisation.manage"
    CONFIGURE = "configure"
    AUDIT_READ = "audit.read"
    AUDIT_SAMPLE = "audit.sample"
    WORKSTATION_MANAGE = "workstation.manage"


# What a badge and a PIN never open: accounts, rules, logs, and the badges themselves ask for the password.
NEEDS_FULL_LOGIN = frozenset(
    {
        Permission.ACCOUNT_MANAGE,
        Permission.ORGANISATION_MANAGE,
        Permission.CONFIGURE,
        Permission.AUDIT_READ,
        Permission.AUDIT_SAMPLE,
        Permission.WORKSTATION_MANAGE,
    }
)


class Reach(StrEnum):
    """How far a role sees."""

    ORGANISATION = "organisation"  # what belongs to its organisation
    SITES = "sites"  # what lies at, or is addressed to, its organisation's sites
    NETWORK = "network"  # the whole network


@dataclass(frozen=True, slots=True)
class RoleDescription:
    """A role in words and permissions. `home` is the URL name of the page that says what to do now."""

    label: str | Promise
    description: str | Promise
    reach: Reach
    permissions: frozenset[Permission]
    home: str
    needs_second_factor: bool = False


class Role(StrEnum):
    """The part a person plays for an organisation."""

    DONOR = "donor"
    TECHNICIAN = "technician"
    WORKSHOP_MANAGER = "workshop_manager"
    SOCIAL_WORKER = "social_worker"
    COORDINATOR = "coordinator"
    OBSERVER = "observer"
    ADMINISTRATOR = "administrator"


_WORKSHOP = frozenset(
    {
        Permission.DONATION_VIEW,
        Permission.DEVICE_VIEW,
        Permission.DEVICE_RECEIVE,
        Permission.DEVICE_WORK,
        Permission.DEVICE_SIGN_OFF,
        Permission.EVIDENCE_ADD,
        Permission.LABEL_PRINT,
        Permission.REPORT_VIEW,
    }
)
_MANAGER = _WORKSHOP | {
    Permission.DONATION_DECIDE,
    Permission.DEVICE_EXIT,
    Permission.DEVICE_CORRECT,
}

ROLES: dict[Role, RoleDescription] = {
    Role.DONOR: RoleDescription(
        _("Donor"),
        _("Announces batches of devices, signs the gift, follows what became of them."),
        Reach.ORGANISATION,
        frozenset({Permission.DONATION_VIEW, Permission.DONATION_REGISTER, Permission.REPORT_VIEW}),
        "inventory:donor-home",
    ),
    Role.TECHNICIAN: RoleDescription(
        _("Technician"),
        _("Receives, labels, erases, tests and repairs devices by scanning them."),
        Reach.SITES,
        _WORKSHOP,
        "inventory:workshop-home",
    ),
    Role.WORKSHOP_MANAGER: RoleDescription(
        _("Workshop manager"),
        _("Runs a workshop: accepts batches, decides what leaves the chain, corrects mistakes."),
        Reach.SITES,
        _MANAGER | {Permission.WORKSTATION_MANAGE},
        "inventory:workshop-home",
        needs_second_factor=True,
    ),
    Role.SOCIAL_WORKER: RoleDescription(
        _("Social worker"),
        _("Asks for a device on behalf of a person, answers proposals, hands over."),
        Reach.ORGANISATION,
        frozenset(
            {Permission.REQUEST_VIEW, Permission.REQUEST_FILE, Permission.HAND_OVER, Permission.REPORT_VIEW}
        ),
        "beneficiaries:worker-home",
    ),
    Role.COORDINATOR: RoleDescription(
        _("Coordinator"),
        _("Decides on requests, accepts or overrules proposals, plans hand-overs, sets targets."),
        Reach.NETWORK,
        _MANAGER
        | {
            Permission.REQUEST_VIEW,
            Permission.REQUEST_DECIDE,
            Permission.ALLOCATION_DECIDE,
            Permission.HAND_OVER,
            Permission.TARGET_SET,
        },
        "beneficiaries:coordinator-home",
        needs_second_factor=True,
    ),
    Role.OBSERVER: RoleDescription(
        _("Funder or observer"),
        _(
            "Reads progress, equity and impact; sees no person, and no device but those drawn by lot for an audit."
        ),
        Reach.NETWORK,
        frozenset({Permission.REPORT_VIEW, Permission.AUDIT_SAMPLE}),
        "reports:progress",
    ),
    Role.ADMINISTRATOR: RoleDescription(
        _("Administrator"),
        _("Users, organisations, sites, rules and the audit log; sees no person's data."),
        Reach.NETWORK,
        frozenset(
            {
                Permission.DONATION_VIEW,
                Permission.DEVICE_VIEW,
                Permission.DEVICE_CORRECT,
                Permission.REPORT_VIEW,
                Permission.ACCOUNT_MANAGE,
                Permission.ORGANISATION_MANAGE,  # of every organisation; elsewhere, of whoever is in charge
                Permission.CONFIGURE,
                Permission.AUDIT_READ,
                Permission.AUDIT_SAMPLE,
                Permission.WORKSTATION_MANAGE,
            }
        ),
        "accounts:setup",
        needs_second_factor=True,
    ),
}

# Which part an organisation must play in the network for its people to have a role there.
PART_OF: dict[Role, str] = {
    Role.DONOR: "is_donor",
    Role.TECHNICIAN: "is_workshop",
    Role.WORKSHOP_MANAGER: "is_workshop",
    Role.SOCIAL_WORKER: "is_partner",
    Role.COORDINATOR: "is_network",
    Role.OBSERVER: "is_funder",
    Role.ADMINISTRATOR: "is_network",
}
