"""Our device codes, and what scanners make of them and of the symbols of others."""

from inventory.codes.code import (
    ALPHABET,
    address,
    bare,
    check_symbol,
    code_for,
    host_of,
    in_address,
    is_code,
    parse,
    shown,
)
from inventory.codes.commands import command_code
from inventory.codes.diagnosis import SCANNER_TEST, Diagnosis, Fault, diagnose
from inventory.codes.identifiers import imei_of, is_imei, normalised
from inventory.codes.keyboards import (
    AZERTY,
    FLIPPED,
    LAYOUTS,
    LOCKED_LAYOUTS,
    QWERTZ,
    US,
    readings,
    with_caps,
)
from inventory.codes.practice import PRACTICE_CODES, PRACTICE_LABELS, is_practice, practice_code
from inventory.codes.symbols import LONGEST_IDENTIFIER, MOST_IDENTIFIERS, contents

__all__ = [
    "ALPHABET",
    "AZERTY",
    "FLIPPED",
    "LAYOUTS",
    "LOCKED_LAYOUTS",
    "LONGEST_IDENTIFIER",
    "MOST_IDENTIFIERS",
    "PRACTICE_CODES",
    "PRACTICE_LABELS",
    "QWERTZ",
    "SCANNER_TEST",
    "US",
    "Diagnosis",
    "Fault",
    "address",
    "bare",
    "check_symbol",
    "code_for",
    "command_code",
    "contents",
    "diagnose",
    "host_of",
    "imei_of",
    "in_address",
    "is_code",
    "is_imei",
    "is_practice",
    "normalised",
    "parse",
    "practice_code",
    "readings",
    "shown",
    "with_caps",
]
