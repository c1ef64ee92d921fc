"""How far two places are, roughly and without asking anybody: from the centres of departments, in great circles."""

import re
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

from reuse.core import reference

DATA = Path(__file__).parent.parent / "reference_data" / "department_centres.json"
EARTH_KM = 6371.0


class Position(NamedTuple):
    latitude: float
    longitude: float


@cache
def _centres() -> dict[str, Position]:
    return {code: Position(*at) for code, at in reference.read_json(DATA)["centres"].items()}


def centre_of(department: str) -> Position | None:
    """The approximate centre of a French department, by its code."""
    return _centres().get(department)


def kilometres(here: Position, there: Position) -> float:
    """The great circle between two positions."""
    (lat, lon), (other_lat, other_lon) = (map(radians, one) for one in (here, there))
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def postal_code_in(address: str) -> str:
    """The last French postal code an address names, or nothing."""
    found: list[str] = re.findall(r"\b\d{5}\b", address, re.ASCII)
    return found[-1] if found else ""
