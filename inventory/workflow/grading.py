"""Categories: decided by the rules in force or by a person with a reason, and the versions of the rules."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import CategoryDecision, CategoryRules, CpuAlias, CpuMark, Device, DeviceEvent
from inventory.queries import grading
from inventory.states import CATEGORY_REASONS, EventKind
from inventory.workflow import moves
from inventory.workflow.refusals import RulesRefused
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job

SIMULATE, RECATEGORISE = "simulate_rules", "categorise_stock"


@transaction.atomic
def categorise(*, device: Device, act: Act) -> CategoryDecision | None:
    """Decide by the rules in force; a person's choice is given up."""
    act.require(Permission.DEVICE_WORK)
    device = moves.locked(device)
    moves.check_place(device, act)
    return settle(device, act, gives_up_choice=True)


def settle(device: Device, act: Act, *, gives_up_choice: bool = False) -> CategoryDecision | None:
    """The category anew, of a device the caller holds. A person's choice stands; nothing new is written twice."""
    rules = grading.rules_in_force(act.on)
    if rules is None:
        return None
    latest = grading.latest_decision(device)
    if latest and latest.is_by_hand and not gives_up_choice:
        return latest
    found = grading.graded(device, grading.parsed(rules))
    category, mark = found.decision.category or "", found.facts.mark
    if not category and latest is None:
        return None
    made = CategoryDecision(
        device=device,
        rules=rules,
        category=category,
        points=found.decision.points,
        reasons=[one.as_json() for one in found.decision.reasons],
        missing=[one.as_json() for one in found.decision.missing],
        facts=_kept(found.facts),
        by=act.by,
        at=act.at,
    )
    if latest and _same(latest, made):
        return latest
    made.save()
    if (category, mark) != (device.category, device.cpu_mark):
        _tell(device, made, {"category": category, "cpu_mark": mark}, act)
    return made


def _kept(facts: grading.Facts) -> dict[str, Any]:
    return {
        "mark": facts.mark,
        "ram_gb": str(facts.ram_gb) if facts.ram_gb is not None else None,
        "disks": [[disk.kind, str(disk.size_gb) if disk.size_gb else None] for disk in facts.disks],
    }


def _same(before: CategoryDecision, now: CategoryDecision) -> bool:
    compared = ("rules_id", "category", "points", "reasons", "missing", "facts", "is_by_hand")
    return all(getattr(before, name) == getattr(now, name) for name in compared)


def _tell(
    device: Device, decision: CategoryDecision, changes: Mapping[str, Any], act: Act, *, note: str = ""
) -> None:
    details = {
        "category": decision.category,
        "rules": decision.rules.version,
        "by_hand": decision.is_by_hand,
    }
    happening = Happening(
        kind=EventKind.CATEGORISED,
        reason_code=decision.reason_code,
        details=details,
        note=note,
        changes=changes,
    )
    record(DeviceEvent, device, happening, act)


@transaction.atomic
def choose_category(
    *, device: Device, category: str, reason_code: str, act: Act, note: str = ""
) -> CategoryDecision:
    """A person decides another category than the rules, with a reason; it stands until they give it up."""
    act.require(Permission.DEVICE_WORK)
    device = moves.locked(device)
    moves.check_place(device, act)
    rules = grading.rules_in_force(act.on)
    table = grading.parsed(rules).table_for(device.type.code) if rules else None
    if rules is None or table is None or category not in [one.code for one in table.categories]:
        raise RulesRefused(_("The rules in force have no such category for this type of device."))
    if reason_code not in CATEGORY_REASONS:
        raise RulesRefused(_("Say why the category is another."))
    made = CategoryDecision.objects.create(
        device=device,
        rules=rules,
        category=category,
        is_by_hand=True,
        reason_code=reason_code,
        by=act.by,
        at=act.at,
    )
    _tell(device, made, {"category": category}, act, note=note)
    return made


@transaction.atomic
def choose_processor(*, device: Device, mark: CpuMark, act: Act) -> CategoryDecision | None:
    """Somebody says which processor this spelling names; it is known from then on, for every device."""
    act.require(Permission.DEVICE_WORK)
    device = moves.locked(device)
    moves.check_place(device, act)
    is_model = mark.kind == CpuMark.Kind.MODEL
    spelling = f"{device.manufacturer} {device.model}".strip() if is_model else device.cpu
    normalised = grading.normalised(spelling)[:120]
    if not normalised:
        raise RulesRefused(_("No processor is written on this device yet."))
    CpuAlias.objects.update_or_create(
        normalised=normalised,
        defaults={"spelling": spelling[:120], "mark": mark, "by": act.by, "at": act.at},
    )
    return settle(device, act)


@transaction.atomic
def add_rules(*, content: str, act: Act) -> CategoryRules:
    """Keep a version of the rules; it is in force only once it is published. Raises RulesInvalid with every mistake."""
    act.require(Permission.CONFIGURE)
    rules = grading.read(content)
    known = CategoryRules.objects.filter(version=rules.version).first()
    if known and known.sha256 == rules.sha256:
        raise RulesRefused(_("This version is here already."))
    if known:
        raise RulesRefused(
            _("Another file bears the id “%(id)s”: past decisions keep it, so give the new one its own id.")
            % {"id": rules.version}
        )
    return CategoryRules.objects.create(
        version=rules.version,
        title=dict(rules.title),
        content=content,
        sha256=rules.sha256,
        added_by=act.by,
        added_at=act.at,
    )


@transaction.atomic
def publish_rules(*, rules: CategoryRules, since: date, act: Act) -> Job | None:
    """Put a version in force from a day on; from today on, the stock is categorised anew at once."""
    act.require(Permission.CONFIGURE)
    rules = CategoryRules.objects.select_for_update().get(pk=rules.pk)
    if since < act.on:
        raise RulesRefused(_("Rules come into force today or later: what was decided stays."))
    rules.published_from, rules.published_by, rules.published_at = since, act.by, act.at
    rules.save(update_fields=["published_from", "published_by", "published_at"])
    return jobs.enqueue(kind=RECATEGORISE, params={}, act=act) if since == act.on else None


def start_categorising(*, act: Act) -> Job:
    """Ask that the stock be categorised anew under the rules in force."""
    act.require(Permission.DEVICE_CORRECT)
    with transaction.atomic():
        return jobs.enqueue(kind=RECATEGORISE, params={}, act=act)


def start_simulation(*, rules: CategoryRules, act: Act) -> Job:
    """Ask what a version would make of a large stock."""
    act.require(Permission.DEVICE_CORRECT)
    with transaction.atomic():
        return jobs.enqueue(kind=SIMULATE, params={"version": rules.version}, act=act)


@transaction.atomic
def categorise_all(*, keys: Sequence[int], act: Act) -> int:
    """Settle a part of the stock; returns how many categories changed."""
    act.require(Permission.DEVICE_CORRECT)
    changed = 0
    for device in moves.lock_all(list(keys)):
        if device.last_at is None or device.last_at <= act.at:
            before = device.category
            settle(device, act)
            changed += device.category != before
    return changed


@transaction.atomic
def add_marks(*, marks: Sequence[tuple[str, int]], kind: str, source: str, dated: date, act: Act) -> int:
    """Take over marks by name; a known name gets the new mark. Returns how many there were."""
    act.require(Permission.CONFIGURE)
    rows = grading.mark_rows(marks, kind=kind, source=source, dated=dated)
    for start in range(0, len(rows), 100):
        CpuMark.objects.bulk_create(
            rows[start : start + 100],
            update_conflicts=True,
            unique_fields=["kind", "normalised"],
            update_fields=["name", "family", "code", "mark", "source", "dated"],
        )
    return len(rows)


_NUMBER = re.compile(r"\d{1,7}")


def marks_in(rows: Sequence[Sequence[str]]) -> list[tuple[str, int]]:
    """The names and marks of a table whose header says which columns they are."""
    for position, cells in enumerate(rows[:20]):
        names = [cell.strip().lower() for cell in cells]
        name = next(
            (names.index(one) for one in ("name", "cpu", "nom", "model", "modèle") if one in names), None
        )
        mark = next(
            (names.index(one) for one in ("cpumark", "cpu_mark", "mark", "indice") if one in names), None
        )
        if name is not None and mark is not None:
            found = [row for row in rows[position + 1 :] if len(row) > max(name, mark)]
            return [
                (row[name].strip()[:120], int(row[mark]))
                for row in found
                if row[name].strip() and _NUMBER.fullmatch(row[mark].strip())
            ]
    return []
