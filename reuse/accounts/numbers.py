"""Numbers of French bodies: SIRET of an establishment, RNA of an association, the department of a postal code."""

import re

from stdnum import exceptions
from stdnum.fr import siret as siret_number

RNA = re.compile(r"W\d[\dA-Z]\d{7}")  # W2A… in Corsica, W9N… in New Caledonia
SEPARATORS = re.compile(r"[\s.\-\u00a0\u202f]+")


def siret(text: str) -> str | None:
    """The fourteen digits, or nothing when they are no SIRET. La Poste's establishments follow a rule of their own."""
    try:
        return str(siret_number.validate(_compact(text)))
    except exceptions.ValidationError:
        return None


def rna(text: str) -> str | None:
    """`W` and nine signs, or nothing."""
    found = _compact(text).upper()
    return found if RNA.fullmatch(found) else None


def department_of(postal_code: str) -> str:
    """38 of 38000, 2A of 20090, 974 of 97400; nothing of what is no French postal code."""
    if not re.fullmatch(r"\d{5}", postal_code, re.ASCII):
        return ""
    if postal_code.startswith("20"):
        return "2A" if postal_code < "20200" else "2B"
    return postal_code[:3] if postal_code.startswith(("97", "98")) else postal_code[:2]


def _compact(text: str) -> str:
    return SEPARATORS.sub("", text)
