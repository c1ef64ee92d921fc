"""The groupings of communes with taxing powers (EPCI): the communes each is made of, by its SIREN or its name.

Source: Base nationale sur l'intercommunalité 2026 (DGCL), public data as gathered by Etalab in
decoupage-administratif 6.0.0 (MIT), the same as the communes'.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from reuse.core.communes import department_of, folded

_FILE: Final = Path(__file__).parent / "reference_data" / "groupings.tsv.gz"
# Arrondissements belong where their city does.
_CITIES: Final = (("751", "75056"), ("6938", "69123"), ("132", "13055"))


@dataclass(frozen=True, slots=True)
class Grouping:
    """A community of communes, of agglomeration, urban, or a metropolis. `code`: its SIREN."""

    code: str
    name: str
    communes: tuple[str, ...]

    @property
    def departments(self) -> list[str]:
        return sorted({department_of(code) for code in self.communes})

    def __str__(self) -> str:
        return self.name


def of_code(code: str) -> Grouping | None:
    """The grouping of that SIREN; None for one that is no more, or never was."""
    return _table().get(code)


def of_commune(code: str) -> Grouping | None:
    """The grouping a commune is in; a few islands are in none."""
    return _of_communes().get(city_of(code))


def named(text: str) -> list[Grouping]:
    """Those of that name, with or without the kind that stands before it (CC, CA)."""
    wanted = folded(text)
    return [
        one for one in _table().values() if wanted in {folded(one.name), folded(one.name).partition(" ")[2]}
    ]


def in_department(department: str) -> list[str]:
    """The codes of those that have a commune there."""
    return [one.code for one in _table().values() if department in one.departments]


def holds(code: str, commune: str) -> bool:
    """Whether the commune, or the city of the arrondissement, is in the grouping of that code."""
    found = of_commune(commune)
    return found is not None and found.code == code


def city_of(code: str) -> str:
    """The city an arrondissement is part of; any other commune is itself."""
    return next((city for prefix, city in _CITIES if code.startswith(prefix)), code)


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Grouping]:
    lines = gzip.decompress(_FILE.read_bytes()).decode().splitlines()
    rows = (line.split("\t") for line in lines)
    return {code: Grouping(code, name, tuple(members.split())) for code, name, _kind, members in rows}


@lru_cache(maxsize=1)
def _of_communes() -> Mapping[str, Grouping]:
    return {commune: one for one in _table().values() for commune in one.communes}
