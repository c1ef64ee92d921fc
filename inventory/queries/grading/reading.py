"""Reads a version of the category rules: one JSON file, read strictly; every mistake is told with its place in the file."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from inventory.queries.grading.rules import (
    MODEL,
    PROCESSOR,
    Adjustment,
    Band,
    Cap,
    Category,
    Condition,
    DiskKind,
    Rules,
    Table,
)

FORMAT = "reuse-category-rules/1"
LARGEST = 1_000_000  # characters of a file
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


class RulesInvalid(Exception):
    """The file is no version of the rules; `problems` says where and why."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


@lru_cache(maxsize=32)
def read(text: str) -> Rules:
    """The version in this text. Raises RulesInvalid with every mistake found."""
    if len(text) > LARGEST:
        raise RulesInvalid([_("The file is too large for a version of the rules.")])
    try:
        value = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise RulesInvalid([_("This is not JSON: %(error)s") % {"error": error}]) from error
    problems: list[str] = []
    rules = _rules(_Node(value, "", problems), hashlib.sha256(text.encode()).hexdigest())
    if problems:
        raise RulesInvalid(problems)
    return rules


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(_("“%(name)s” stands twice in one object") % {"name": twice})
    return found


def _no_number(text: str) -> Any:
    raise ValueError(text)


class _Node:
    """A value of the file with its place, where mistakes are collected."""

    def __init__(self, value: Any, at: str, problems: list[str]) -> None:
        self.value, self.at, self.problems = value, at, problems

    def wrong(self, said: str) -> None:
        self.problems.append(f"{self.at or '{}'}: {said}")

    def members(self, *names: str, optional: Iterable[str] = ()) -> Mapping[str, "_Node"]:
        """The named members of an object; what is missing, or nobody knows, is a mistake."""
        value, optional = self.value, tuple(optional)
        if not isinstance(value, dict):
            self.wrong(_("an object"))
            value = {}
        else:
            for name in value.keys() - {*names, *optional}:
                self._inner(name).wrong(_("is not known here"))
            for name in names:
                if name not in value:
                    self._inner(name).wrong(_("is missing"))
        return {name: self._inner(name) for name in (*names, *optional) if name in value}

    def _inner(self, name: str) -> "_Node":
        value = self.value.get(name) if isinstance(self.value, dict) else None
        return _Node(value, f"{self.at}.{name}" if self.at else name, self.problems)

    def items(self, *, least: int = 1) -> list["_Node"]:
        if not isinstance(self.value, list) or len(self.value) < least:
            self.wrong(_("a list") if not least else _("a list with at least one element"))
            return []
        return [_Node(one, f"{self.at}[{index}]", self.problems) for index, one in enumerate(self.value)]

    def whole(self, *, least: int = -1_000_000_000) -> int:
        if type(self.value) is not int or not least <= self.value <= 1_000_000_000:
            self.wrong(
                _("a whole number") if least < 0 else _("a whole number from %(least)d") % {"least": least}
            )
            return 0
        return self.value

    def text(self, *, most: int = 200) -> str:
        if not isinstance(self.value, str) or not 0 < len(self.value.strip()) <= most:
            self.wrong(_("a text of at most %(most)d characters") % {"most": most})
            return ""
        return self.value.strip()

    def one_of(self, choices: Sequence[str]) -> str:
        if self.value not in choices:
            self.wrong(_("one of %(choices)s") % {"choices": ", ".join(choices)})
            return choices[0] if choices else ""
        return str(self.value)

    def texts(self, choices: Sequence[str] = ()) -> tuple[str, ...]:
        return tuple(one.one_of(choices) if choices else one.text(most=40) for one in self.items())

    def labels(self) -> Mapping[str, str]:
        return {name: one.text() for name, one in self.members("fr", "en").items()}


def _rules(node: _Node, sha256: str) -> Rules:
    found = node.members("format", "id", "title", "valid_from", "source", "tables")
    if "format" in found:
        found["format"].one_of([FORMAT])
    version = found["id"].text(most=60) if "id" in found else ""
    if version and not _CODE.fullmatch(version):
        found["id"].wrong(_("small letters, digits and dashes"))
    tables = tuple(_table(one) for one in found["tables"].items()) if "tables" in found else ()
    _each_type_once(found.get("tables"), tables)
    return Rules(
        version=version,
        title=found["title"].labels() if "title" in found else {},
        valid_from=_day(found["valid_from"]) if "valid_from" in found else date.min,
        source=found["source"].text(most=500) if "source" in found else "",
        tables=tables,
        sha256=sha256,
    )


def _each_type_once(node: _Node | None, tables: Sequence[Table]) -> None:
    named = [code for table in tables for code in table.types]
    if node and (twice := {code for code in named if named.count(code) > 1}):
        node.wrong(_("the type %(types)s is in two tables") % {"types": ", ".join(sorted(twice))})


def _day(node: _Node) -> date:
    try:
        return date.fromisoformat(node.value)
    except (TypeError, ValueError):
        node.wrong(_("a date such as 2026-01-31"))
        return date.min


def _table(node: _Node) -> Table:
    found = node.members(
        "types", "mark", "ram_gb", "disks", "categories",
        optional=("mark_of", "count_disks", "unknown_disk", "tolerance_percent", "adjustments", "caps"),
    )  # fmt: skip
    disks = tuple(_disk_kind(one) for one in found["disks"].items()) if "disks" in found else ()
    categories = _categories(found["categories"]) if "categories" in found else ()
    kinds, codes = [one.kind for one in disks], [one.code for one in categories]
    counted = found["count_disks"].one_of(["all", "best"]) if "count_disks" in found else "all"
    return Table(
        types=found["types"].texts() if "types" in found else (),
        mark_of=found["mark_of"].one_of([PROCESSOR, MODEL]) if "mark_of" in found else PROCESSOR,
        mark=_bands(found["mark"]) if "mark" in found else (),
        ram_gb=_bands(found["ram_gb"]) if "ram_gb" in found else (),
        disks=disks,
        counts_best_disk_only=counted == "best",
        unknown_disk=found["unknown_disk"].one_of(kinds) if "unknown_disk" in found else "",
        tolerance_percent=_tolerance(found["tolerance_percent"]) if "tolerance_percent" in found else {},
        adjustments=tuple(_adjustment(one, kinds) for one in found["adjustments"].items(least=0))
        if "adjustments" in found
        else (),
        categories=categories,
        caps=tuple(_cap(one, kinds, codes) for one in found["caps"].items(least=0))
        if "caps" in found
        else (),
    )


def _bands(node: _Node) -> tuple[Band, ...]:
    bands = []
    for index, one in enumerate(node.items()):
        found = one.members("points", *(["from"] if index else []))
        start = found["from"].whole() if "from" in found else None
        bands.append(Band(start, found["points"].whole() if "points" in found else 0))
    _rising(node, [band.start for band in bands])
    return tuple(bands)


def _rising(node: _Node, starts: Sequence[int | None]) -> None:
    known = [start for start in starts if start is not None]
    if known != sorted(set(known)):
        node.wrong(_("each “from” is greater than the one before"))


def _disk_kind(node: _Node) -> DiskKind:
    found = node.members("kind", "bands", optional=("at_most",))
    return DiskKind(
        kind=found["kind"].text(most=12) if "kind" in found else "",
        bands=_bands(found["bands"]) if "bands" in found else (),
        at_most=found["at_most"].whole() if "at_most" in found else None,
    )


def _categories(node: _Node) -> tuple[Category, ...]:
    made = []
    for index, one in enumerate(node.items()):
        found = one.members("code", "label", *(["from"] if index else []))
        start = found["from"].whole() if "from" in found else None
        code = found["code"].text(most=16) if "code" in found else ""
        made.append(Category(start, code, found["label"].labels() if "label" in found else {}))
    _rising(node, [one.start for one in made])
    if len({one.code for one in made}) < len(made):
        node.wrong(_("each code stands once"))
    return tuple(made)


def _tolerance(node: _Node) -> Mapping[str, int]:
    found = node.members(optional=("mark", "ram_gb", "disk_gb"))
    for one in found.values():
        if one.whole(least=0) > 20:
            one.wrong(_("at most 20"))
    return {name: one.value if type(one.value) is int else 0 for name, one in found.items()}


_NUMBERS = ("below_mark", "from_mark", "below_ram_gb", "below_battery_percent")
_LISTS = ("best_disk", "any_disk", "system", "cosmetic_grade", "functional_grade")


def _condition(found: Mapping[str, _Node], kinds: Sequence[str], node: _Node) -> Condition:
    numbers = {name: found[name].whole(least=0) for name in _NUMBERS if name in found}
    lists = {
        name: found[name].texts(kinds if name.endswith("_disk") else ()) for name in _LISTS if name in found
    }
    if not numbers and not lists:
        node.wrong(_("states no condition"))
    return Condition(**numbers, **lists)  # type: ignore[arg-type]  # each name has its own type


def _adjustment(node: _Node, kinds: Sequence[str]) -> Adjustment:
    found = node.members("points", "label", optional=(*_NUMBERS, *_LISTS))
    return Adjustment(
        _condition(found, kinds, node),
        found["points"].whole() if "points" in found else 0,
        found["label"].labels() if "label" in found else {},
    )


def _cap(node: _Node, kinds: Sequence[str], codes: Sequence[str]) -> Cap:
    found = node.members("at_most", "label", optional=(*_NUMBERS, *_LISTS))
    return Cap(
        _condition(found, kinds, node),
        found["at_most"].one_of(codes) if "at_most" in found else "",
        found["label"].labels() if "label" in found else {},
    )
