"""Command barcodes: what each text orders, and which of them a person may order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inventory import codes
from inventory.states import ACTS, COMMANDS, END, REASONS, RULES, UNDO, Action, Command, Move
from reuse.accounts.models import Membership

BY_TEXT: Mapping[str, Command] = {codes.command_code(command.name): command for command in COMMANDS}
_ANY_TIME: Mapping[str, Promise] = {UNDO: _("Undo the last scan"), END: _("End the series")}
_GRADES: Mapping[str, Promise] = {
    "A": _("A: hardly used"),
    "B": _("B: light marks"),
    "C": _("C: visible marks"),
    "D": _("D: heavy marks"),
}


def command_in(text: str) -> Command | None:
    """The command whose barcode reads so, in any case, with dashes or spaces; None if there is none."""
    return BY_TEXT.get(codes.bare(text))


@dataclass(frozen=True, slots=True)
class CommandLabel:
    """A command as a sheet shows it: what its barcode holds, and its words."""

    text: str
    words: str | Promise


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """Commands under one heading. `is_exit`: what they order takes a device out of the chain, or back into it."""

    title: str | Promise
    commands: Sequence[CommandLabel]
    is_exit: bool = False


def command_groups(membership: Membership) -> list[CommandGroup]:
    """What this person may order by barcode, grouped as on the sheet: at any time, actions, grades, each exit."""
    mine = [command for command in COMMANDS if _may(membership, command)]
    any_time = [command for command in mine if command.action in _ANY_TIME]
    actions = [command for command in mine if command.action not in _ANY_TIME and not command.params]
    groups = [_group(_("At any time"), any_time), _group(_("Action of the series"), actions)]
    groups += _by_action(command for command in mine if command.params)
    return sorted((group for group in groups if group.commands), key=lambda group: group.is_exit)


def _may(membership: Membership, command: Command) -> bool:
    if command.action in _ANY_TIME:
        return True
    action = Action(command.action)
    return membership.may(ACTS[action] if action in ACTS else RULES[Move(action)].permission)


def _by_action(commands: Iterator[Command]) -> Iterator[CommandGroup]:
    for action, found in groupby(commands, key=lambda command: command.action):
        yield _group(Action(action).label, list(found), is_exit=action in REASONS)


def _group(title: str | Promise, commands: Sequence[Command], *, is_exit: bool = False) -> CommandGroup:
    labels = [CommandLabel(codes.command_code(command.name), _words(command)) for command in commands]
    return CommandGroup(title, labels, is_exit)


def _words(command: Command) -> str | Promise:
    if command.action in _ANY_TIME:
        return _ANY_TIME[command.action]
    if reason := command.params.get("reason_code"):
        return str(REASONS[Move(command.action)][reason])
    if grade := command.params.get("grade"):
        return _GRADES[grade]
    return Action(command.action).label
