"""Identifiers of others: how they are compared, and the numbers of mobiles."""

import re

from stdnum import imei, luhn

_NOT_ALNUM = re.compile(r"[\W_]")


def normalised(text: str) -> str:
    """An outside identifier as it is compared: upper case, letters and digits only."""
    return (text if text.isalnum() else _NOT_ALNUM.sub("", text)).upper()


def is_imei(text: str) -> bool:
    """Whether the text is a mobile's number: fifteen digits, the last one right, not one digit repeated."""
    digits = re.sub(r"[\s\-/.]", "", text)
    is_long_enough = re.fullmatch(r"[0-9]{15}", digits) and len(set(digits)) > 3
    return bool(is_long_enough) and imei.is_valid(digits)


def imei_of(text: str) -> str | None:
    """The fifteen digits of a mobile's number, also where the check digit is left out or a version follows."""
    digits = re.sub(r"[\s\-/.]", "", text)
    if not re.fullmatch(r"[0-9]{14,17}", digits):
        return None
    if len(digits) in {14, 16}:  # a version of two digits takes the place of the check digit
        digits = digits[:14] + luhn.calc_check_digit(digits[:14])
    return digits[:15] if is_imei(digits[:15]) else None
