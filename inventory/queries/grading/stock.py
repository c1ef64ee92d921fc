"""Grading the devices of the network: their facts, the rules in force, and what another version would change."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from inventory.models import CategoryDecision, CategoryRules, CpuAlias, CpuMark, Device, Medium
from inventory.queries.grading import processors
from inventory.queries.grading.engine import Decision, Disk, Facts, categorise
from inventory.queries.grading.processors import Mark, Match
from inventory.queries.grading.reading import read
from inventory.queries.grading.rules import MODEL, Rules
from inventory.states import WORK, Stage
from reuse.accounts.models import Membership

STOCK = (Stage.RECEIVED, *WORK, Stage.READY, Stage.RESERVED, Stage.AFTER_SALES)
_GONE = {Medium.State.REMOVED, Medium.State.DESTROYED}


@dataclass(frozen=True, slots=True)
class Graded:
    """A device under a version of the rules. `match`: what its processor's name was taken for."""

    facts: Facts
    match: Match
    decision: Decision


@dataclass(frozen=True, slots=True)
class Change:
    """A device whose category would become another."""

    device: Device
    before: str
    decision: Decision


@dataclass(slots=True)
class Simulation:
    """How many devices would go from which category to which, and those that would change."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.counts.total()


def rules_in_force(on: date) -> CategoryRules | None:
    """The version by which devices are graded on this day."""
    return CategoryRules.objects.in_force(on).first()


def stock(membership: Membership) -> QuerySet[Device]:
    """The devices in hand that this membership may see, with what grading reads of them."""
    seen = Device.objects.visible_to(membership).at_stage(*STOCK).filter(merged_into=None)
    return seen.select_related("type").prefetch_related("media").order_by("pk")


def latest_decision(device: Device) -> CategoryDecision | None:
    """The device's last category, decided by the rules or by a person."""
    return device.category_decisions.select_related("rules", "by").order_by("-id").first()


class Marks:
    """Marks by the names people write, each name looked up once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Match] = {}

    def of(self, text: str, kind: str) -> Match:
        """What the text is taken for."""
        key = (kind, processors.normalised(text))
        if key not in self._known:
            self._known[key] = _matched(text, *key) if key[1] else Match(None, 0.0)
        return self._known[key]


def _matched(text: str, kind: str, normalised: str) -> Match:
    alias = CpuAlias.objects.filter(normalised=normalised, mark__kind=kind).select_related("mark").first()
    if alias:
        return Match(_mark(alias.mark), 1.0)
    rows = CpuMark.objects.filter(kind=kind)
    if kind == MODEL:
        found = rows.filter(normalised=normalised).first()
        return Match(_mark(found), 1.0) if found else Match(None, 0.0)
    return processors.match(text, [_mark(row) for row in rows.filter(_resembling(text, normalised))])


def _resembling(text: str, normalised: str) -> Q:
    """What may be meant, by index: the same number, the same family and generation, or the same beginning."""
    named = processors.signature(text)
    ways = [Q(normalised=normalised)]
    if named.code:
        ways.append(Q(code=named.code))
    if named.family:
        ways.append(Q(family=named.family, code__startswith=str(named.generation or named.code[:2])))
    return reduce(or_, ways)


def _mark(row: CpuMark) -> Mark:
    return Mark(row.name, row.mark, row.pk)


def graded(device: Device, rules: Rules, marks: Marks | None = None) -> Graded:
    """The device's category under these rules, by what is known of it now."""
    table = rules.table_for(device.type.code)
    kind = table.mark_of if table else ""
    name = f"{device.manufacturer} {device.model}".strip() if kind == MODEL else device.cpu
    match = (marks or Marks()).of(name, kind) if table else Match(None, 0.0)
    facts = Facts(
        type=device.type.code,
        mark=match.mark.mark if match.mark and match.is_sure else None,
        ram_gb=Decimal(device.ram_mb) / 1024 if device.ram_mb else None,
        disks=_disks(device),
        cosmetic_grade=device.grade,
        functional_grade=device.functional_grade,
        battery_percent=device.battery_percent,
    )
    return Graded(facts, match, categorise(facts, rules))


def _disks(device: Device) -> tuple[Disk, ...]:
    """The media in it; else the one size that is written, of a kind nobody told."""
    media = [medium for medium in device.media.all() if medium.state not in _GONE]
    if media:
        return tuple(
            Disk(_kind(medium), Decimal(medium.size_gb) if medium.size_gb else None) for medium in media
        )
    return (Disk("", Decimal(device.storage_gb)),) if device.storage_gb else ()


def _kind(medium: Medium) -> str:
    if medium.interface in {"nvme", "emmc"}:
        return medium.interface.upper()
    return medium.technology.upper()


def simulate(rules: Rules, devices: Iterable[Device], into: Simulation, marks: Marks) -> Simulation:
    """Add what these rules would make of some devices. A person's choice stands whatever the rules say."""
    batch = list(devices)
    by_hand = _chosen_by_hand(batch)
    for device in batch:
        decision = graded(device, rules, marks).decision
        after = device.category if device.pk in by_hand else decision.category or ""
        into.counts[device.category, after] += 1
        if after != device.category:
            into.changes.append(Change(device, device.category, decision))
    return into


def told(found: Simulation, *, most: int) -> dict[str, Any]:
    """A simulation as a job keeps it and a page shows it: the counts, and the first changes with their reasons."""
    return {
        "counts": [[before, after, number] for (before, after), number in sorted(found.counts.items())],
        "changes": [
            {
                "code": change.device.code,
                "name": change.device.name,
                "before": change.before,
                "after": change.decision.category or "",
                "reasons": [one.as_json() for one in change.decision.reasons or change.decision.missing],
            }
            for change in found.changes[:most]
        ],
    }


def _chosen_by_hand(devices: Sequence[Device]) -> set[int]:
    latest: Mapping[int, bool] = dict(
        CategoryDecision.objects.filter(device__in=[device.pk for device in devices])
        .order_by("id")
        .values_list("device_id", "is_by_hand")
    )
    return {pk for pk, is_by_hand in latest.items() if is_by_hand}


def mark_rows(marks: Iterable[tuple[str, int]], *, kind: str, source: str, dated: date) -> list[CpuMark]:
    """Rows of marks, each name once: the last one given counts."""
    made = {}
    for name, mark in marks:
        normalised = processors.normalised(name)[:120]
        named = processors.signature(name) if kind != MODEL else processors.Signature()
        if normalised:
            made[normalised] = CpuMark(
                kind=kind,
                name=name[:120],
                normalised=normalised,
                family=named.family[:24],
                code=named.code[:24],
                mark=mark,
                source=source[:200],
                dated=dated,
            )
    return list(made.values())


def parsed(rules: CategoryRules) -> Rules:
    """The version as data; kept in memory once read."""
    return read(rules.content)
