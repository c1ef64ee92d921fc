"""Practice labels: a few codes of the exercise that no device ever gets."""

from inventory.codes.code import ALPHABET, check_symbol, in_address, parse

PRACTICE_LABELS = 24


def practice_code(number: int) -> str:
    """The code of a practice label, 1 to 24: `EXER-C…`, the same in every installation."""
    if not 1 <= number <= PRACTICE_LABELS:
        raise ValueError(f"no practice label {number}")
    body = "EXERCB" + ALPHABET[number >> 4] + ALPHABET[number & 15]
    return body + check_symbol(body)


PRACTICE_CODES = frozenset(practice_code(number) for number in range(1, PRACTICE_LABELS + 1))


def is_practice(text: str) -> bool:
    """Whether the text, a code or an address in any case, is a practice label."""
    return (in_address(text) or parse(text)) in PRACTICE_CODES
