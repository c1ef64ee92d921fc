"""What the barcode of a command holds."""

import hashlib

from inventory.codes.code import ALPHABET, check_symbol

COMMAND_LENGTH = 7


def command_code(name: str) -> str:
    """What the barcode of a command holds: six letters drawn from its name and a check letter, the same everywhere.

    Shorter than a device's code, of the same letters: no keyboard layout garbles it.
    """
    drawn = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=3).digest(), "big")
    body = "".join(ALPHABET[drawn >> 4 * place & 15] for place in range(COMMAND_LENGTH - 1))
    return body + check_symbol(body)
