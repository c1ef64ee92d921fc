"""The only modules that write accounts: people and their parts, tokens, workstations, badges and PINs."""

from reuse.accounts.workflow.badges import end_badge, give_badge
from reuse.accounts.workflow.founding import HoldsData, NameTaken, add_organisation, add_site, found
from reuse.accounts.workflow.people import AlreadyThere, end_membership, invite
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
from reuse.accounts.workflow.switching import prove_badge, switch
from reuse.accounts.workflow.tokens import TOKEN_DAYS, digest, issue_token
from reuse.accounts.workflow.workstations import end_workstation, register_workstation

__all__ = [
    "TOKEN_DAYS",
    "AlreadyThere",
    "HoldsData",
    "NameTaken",
    "PinLocked",
    "PinMissing",
    "PinWrong",
    "ProvenPin",
    "WeakPin",
    "add_organisation",
    "add_site",
    "choose_pin",
    "digest",
    "end_badge",
    "end_membership",
    "end_workstation",
    "found",
    "give_badge",
    "invite",
    "issue_token",
    "prove_badge",
    "prove_pin",
    "register_workstation",
    "switch",
    "unlock_pin",
    "withdraw_pin",
]
