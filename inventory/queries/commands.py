"""Command barcodes: what each text orders."""

from collections.abc import Mapping

from inventory import codes
from inventory.states import COMMANDS, Command

BY_TEXT: Mapping[str, Command] = {codes.command_code(command.name): command for command in COMMANDS}


def command_in(text: str) -> Command | None:
    """The command whose barcode reads so, in any case, with dashes or spaces; None if there is none."""
    return BY_TEXT.get(codes.bare(text))
