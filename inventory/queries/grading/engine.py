"""From the facts of a device to its category, with the reasons in words; what is unknown is named, never guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from inventory.queries.grading.rules import ANY_KIND, Cap, Condition, DiskKind, Rules, Table, points_of
from reuse.core.translated import in_language


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk as far as it is known: `kind` is "" when nobody wrote it."""

    kind: str
    size_gb: Decimal | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a device is graded on. `technical` and `cosmetic`: points a person gives or takes."""

    type: str = ""
    mark: int | None = None
    ram_gb: Decimal | None = None
    disks: tuple[Disk, ...] = ()
    technical: int = 0
    cosmetic: int = 0
    system: str = ""
    cosmetic_grade: str = ""
    functional_grade: str = ""
    battery_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence said in the reader's language when it is read; `label` is the rule's own text."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    label: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = {name: _shown(value) for name, value in self.values.items()}
        return gettext(self.text) % {**shown, "label": in_language(self.label)}

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        values = {name: str(one) if isinstance(one, Decimal) else one for name, one in self.values.items()}
        return {"text": self.text, "values": values, "label": dict(self.label)}


@dataclass(frozen=True, slots=True)
class Decision:
    """A category and why; none, and what is missing for one."""

    category: str | None
    points: int | None
    reasons: tuple[Reason, ...]
    missing: tuple[Reason, ...] = ()


def _shown(value: Any) -> str:
    return number_format(value, force_grouping=True) if isinstance(value, int | Decimal) else str(value)


def kept_reason(stored: Mapping[str, Any]) -> Reason:
    """A reason as it was stored."""
    return Reason(stored["text"], stored.get("values", {}), stored.get("label", {}))


def categorise(facts: Facts, rules: Rules) -> Decision:
    """The category of a device under a version of the rules."""
    table = rules.table_for(facts.type)
    if table is None:
        return Decision(None, None, (), (Reason(_("these rules say nothing of this type of device")),))
    missing = tuple(_missing(facts, table))
    if missing or facts.mark is None or facts.ram_gb is None:
        return Decision(None, None, (), missing)
    return _decide(facts, table, mark=facts.mark, ram_gb=facts.ram_gb)


def _missing(facts: Facts, table: Table) -> list[Reason]:
    found = []
    if facts.mark is None:
        found.append(
            Reason(_("the mark of its processor"))
            if table.mark_of == "processor"
            else Reason(_("the mark of its model"))
        )
    if facts.ram_gb is None:
        found.append(Reason(_("its memory")))
    if not facts.disks:
        found.append(Reason(_("its disk")))
    for disk in facts.disks:
        if _kind(disk, table) is None:
            found.append(
                Reason(_("a kind of disk that these rules know, not “%(kind)s”"), {"kind": disk.kind})
                if disk.kind
                else Reason(_("the kind of its disk"))
            )
        if disk.size_gb is None:
            found.append(Reason(_("the size of its disk")))
    return found


def _kind(disk: Disk, table: Table) -> DiskKind | None:
    name = disk.kind or table.unknown_disk
    return next((one for one in table.disks if one.kind in (name, ANY_KIND)), None)


def _decide(facts: Facts, table: Table, *, mark: int, ram_gb: Decimal) -> Decision:
    """All that is needed is known."""
    tolerance = table.tolerance_percent
    for_mark = points_of(table.mark, mark, tolerance_percent=tolerance.get("mark", 0))
    for_ram = points_of(table.ram_gb, ram_gb, tolerance_percent=tolerance.get("ram_gb", 0))
    reasons = [
        Reason(_("mark %(mark)s: %(points)s"), {"mark": mark, "points": for_mark}),
        Reason(_("memory %(size)s GB: %(points)s"), {"size": ram_gb, "points": for_ram}),
    ]
    disks = _disk_points(facts, table, reasons)
    total = for_mark + for_ram + disks + _by_hand(facts, reasons)
    for one in table.adjustments:
        if _holds(one.when, facts, table):
            total += one.points
            reasons.append(Reason(_("%(label)s: %(points)s"), {"points": _signed(one.points)}, one.label))
    reached = [one.code for one in table.categories if one.start is None or total >= one.start]
    category = reached[-1]
    reasons.append(Reason(_("total %(total)s → %(category)s"), {"total": total, "category": category}))
    for cap in table.caps:
        category = _capped(category, cap, facts, table, reasons)
    return Decision(category, total, tuple(reasons))


def _disk_points(facts: Facts, table: Table, reasons: list[Reason]) -> int:
    tolerance = table.tolerance_percent.get("disk_gb", 0)
    given: list[int] = []
    for disk in facts.disks:
        kind = _kind(disk, table)
        if kind is None or disk.size_gb is None:
            continue  # `_missing` has refused it
        points = points_of(kind.bands, disk.size_gb, tolerance_percent=tolerance)
        given.append(points)
        said = {"kind": kind.kind, "size": disk.size_gb, "points": points}
        is_any = kind.kind == ANY_KIND
        text = (
            _("storage %(size)s GB: %(points)s") if is_any else _("%(kind)s disk of %(size)s GB: %(points)s")
        )
        reasons.append(Reason(text, said))
    if table.counts_best_disk_only and len(given) > 1:
        best = max(given)
        reasons.append(Reason(_("only the best disk counts: %(points)s"), {"points": best}))
        return best
    total = sum(given)
    most = _best(facts, table).at_most
    if most is not None and total > most:
        reasons.append(Reason(_("disks at most %(points)s"), {"points": most}))
        return most
    return total


def _best(facts: Facts, table: Table) -> DiskKind:
    kinds = [kind for disk in facts.disks if (kind := _kind(disk, table))]
    return max(kinds, key=table.disks.index)


def _by_hand(facts: Facts, reasons: list[Reason]) -> int:
    for text, points in (
        (_("technical points given by a person: %(points)s"), facts.technical),
        (_("cosmetic points given by a person: %(points)s"), facts.cosmetic),
    ):
        if points:
            reasons.append(Reason(text, {"points": _signed(points)}))
    return facts.technical + facts.cosmetic


def _signed(points: int) -> str:
    return f"{points:+d}".replace("-", "\N{MINUS SIGN}")


def _capped(category: str, cap: Cap, facts: Facts, table: Table, reasons: list[Reason]) -> str:
    codes = [one.code for one in table.categories]
    if codes.index(category) <= codes.index(cap.at_most) or not _holds(cap.when, facts, table):
        return category
    reasons.append(Reason(_("at most %(category)s: %(label)s"), {"category": cap.at_most}, cap.label))
    return cap.at_most


def _holds(when: Condition, facts: Facts, table: Table) -> bool:
    """Whether every stated part holds. A grade, battery or system nobody recorded meets no condition."""
    kinds = {kind.kind for disk in facts.disks if (kind := _kind(disk, table))}
    return all(
        (
            _is_below(facts.mark, when.below_mark),
            when.from_mark is None or (facts.mark or 0) >= when.from_mark,
            _is_below(facts.ram_gb, when.below_ram_gb),
            _is_below(facts.battery_percent, when.below_battery_percent),
            not when.best_disk or _best(facts, table).kind in when.best_disk,
            not when.any_disk or bool(kinds & set(when.any_disk)),
            _is_among(facts.system, when.system),
            _is_among(facts.cosmetic_grade, when.cosmetic_grade),
            _is_among(facts.functional_grade, when.functional_grade),
        )
    )


def _is_below(value: Decimal | int | None, limit: int | None) -> bool:
    return limit is None or (value is not None and value < limit)


def _is_among(value: str, wanted: Sequence[str]) -> bool:
    return not wanted or value.casefold() in {one.casefold() for one in wanted}
