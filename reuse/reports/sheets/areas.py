"""Reads territories as people name them: the directory's, by name or code, and priority districts."""

import re

from reuse.directory import workflow as directory
from reuse.reports.codes import WHOLE, Area, AreaKind, district

# What may be a name or a postal code; shorter, digits are the code of a department, or of nothing: 20 is not Paris 20e.
_NAMES = re.compile(r"[^\W\d]|\d{5}")


def read(text: str) -> tuple[list[Area], list[str]]:
    """The territories, each once, and what names none. Commas or lines between them; between codes alone, spaces too."""
    found: dict[Area, None] = {}
    unknown = []
    for part in filter(None, (one.strip() for one in re.split(r"[,;\n]", text))):
        meant = [one(part)]
        if meant == [None]:
            meant = [one(word) for word in part.split()]
        if None in meant:
            unknown.append(part)
        found |= dict.fromkeys(area for area in meant if area)
    return list(found), unknown


def one(text: str) -> Area | None:
    """What a name or a code means."""
    if known := district(text):
        return known
    meant = directory.area_meant(text) if _NAMES.search(text) else directory.area_of(text)
    return Area(AreaKind(meant.kind), meant.code) if meant else None


def written(area: Area) -> str:
    """A territory as it is read again."""
    if area.kind == AreaKind.PRIORITY and not area.is_one_district:
        return area.code.replace(WHOLE, "QPV")
    return area.code
