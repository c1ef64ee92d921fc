"""Reads numbers stated of several territories, one a line: the place and the quantity, as a spreadsheet's columns are pasted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils.translation import gettext as _

from reuse.core.communes import folded
from reuse.reports.codes import Area, AreaKind
from reuse.reports.queries.territories import EVERYWHERE
from reuse.reports.sheets.cells import Unread, quantity
from reuse.web.departments import NAMES
from reuse.web.regions import REGIONS

SEPARATORS: Final = ("\t", ";", ",")
_COLUMNS: Final = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """How many where, and the sentences that say why a line tells neither, with its number."""

    told: Mapping[Area, int]
    problems: Sequence[tuple[int, str]]


def read(text: str) -> Reading:
    """The lines that say something. A first line without a digit names the columns."""
    told: dict[Area, int] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        is_head = number == 1 and not any(character.isdigit() for character in line)
        if is_head or not line.strip():
            continue
        try:
            area, stated = _line(line, told)
        except Unread as unread:
            problems.append((number, str(unread)))
        else:
            told[area] = stated
    return Reading(told, problems)


def _line(line: str, told: Collection[Area]) -> tuple[Area, int]:
    separator = next((one for one in SEPARATORS if one in line), SEPARATORS[0])
    cells = [cell.strip().strip('"') for cell in line.split(separator)]
    if len(cells) != _COLUMNS:
        raise Unread(_("A line is a territory and a quantity, with a tab or a semicolon between them."))
    place, stated = cells
    area = _named().get(folded(place))
    if area is None:
        raise Unread(_("“%(text)s” is no department and no region.") % {"text": place[:40]})
    if area in told:
        raise Unread(_("“%(text)s” is named twice.") % {"text": place[:40]})
    return area, quantity(stated, least=0)


@cache
def _named() -> Mapping[str, Area]:
    """By what people and spreadsheets call it, folded. Where a region is one department, the department."""
    named = {folded(word): EVERYWHERE for word in ("France", "FR", "France entière")}
    named |= {folded(name): Area(AreaKind.REGION, name) for name in REGIONS}
    for code, name in NAMES.items():
        words = (code, code.lstrip("0"), name, f"{code} {name}")  # a spreadsheet takes 01 for 1
        named |= dict.fromkeys(map(folded, words), Area(AreaKind.DEPARTMENT, code))
    return named
