"""The only modules that write accounts: organisations, people and their parts, tokens, workstations, badges and PINs."""

from reuse.accounts.workflow.badges import end_badge, give_badge
from reuse.accounts.workflow.endings import is_left_behind, left_behind, remind_endings
from reuse.accounts.workflow.founding import HoldsData, NameTaken, add_organisation, add_site, found
from reuse.accounts.workflow.invitations import acceptable, invite, resend, revoke, take
from reuse.accounts.workflow.leaving import NeedsColleague, follows_in_charge, leave, parts_there
from reuse.accounts.workflow.links import LinkEnded, WrongPerson
from reuse.accounts.workflow.people import (
    AlreadyThere,
    LastInCharge,
    Part,
    change_part,
    end_membership,
    roles_to_give,
)
from reuse.accounts.workflow.pins import (
    PinLocked,
    PinMissing,
    PinWrong,
    ProvenPin,
    WeakPin,
    choose_pin,
    prove_pin,
    unlock_pin,
    withdraw_pin,
)
from reuse.accounts.workflow.registration import (
    AlreadyAnswered,
    Application,
    accept,
    confirm,
    confirmable,
    decline,
    register,
)
from reuse.accounts.workflow.sites import Place, SiteInUse, add_place, change_place, close_site
from reuse.accounts.workflow.switching import prove_badge, switch
from reuse.accounts.workflow.tokens import TOKEN_DAYS, digest, issue_token
from reuse.accounts.workflow.workstations import end_workstation, register_workstation

__all__ = [
    "TOKEN_DAYS",
    "AlreadyAnswered",
    "AlreadyThere",
    "Application",
    "HoldsData",
    "LastInCharge",
    "LinkEnded",
    "NameTaken",
    "NeedsColleague",
    "Part",
    "PinLocked",
    "PinMissing",
    "PinWrong",
    "Place",
    "ProvenPin",
    "SiteInUse",
    "WeakPin",
    "WrongPerson",
    "accept",
    "acceptable",
    "add_organisation",
    "add_place",
    "add_site",
    "change_part",
    "change_place",
    "choose_pin",
    "close_site",
    "confirm",
    "confirmable",
    "decline",
    "digest",
    "end_badge",
    "end_membership",
    "end_workstation",
    "follows_in_charge",
    "found",
    "give_badge",
    "invite",
    "is_left_behind",
    "issue_token",
    "leave",
    "left_behind",
    "parts_there",
    "prove_badge",
    "prove_pin",
    "register",
    "register_workstation",
    "remind_endings",
    "resend",
    "revoke",
    "roles_to_give",
    "switch",
    "take",
    "unlock_pin",
    "withdraw_pin",
]
