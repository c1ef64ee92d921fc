"""What the network has set before anyone gives anything, read once: types, checklists, resets, prices, profiles."""

from dataclasses import dataclass
from typing import NamedTuple

from beneficiaries.models import PurposeProfile
from inventory.models import Checklist, PriceRule, ResetProcedure, WasteRule
from inventory.models.quality import FAULT, OK
from inventory.states import Stage
from reuse.core.models import DeviceType
from reuse.demo.machines import CATALOGUE
from reuse.demo.scale.lives import Nature
from reuse.demo.scale.rows import as_json


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of device, with all that its devices have in common."""

    type: DeviceType
    nature: Nature
    checklist: Checklist
    passed: str  # the answers to its checklist
    faulty: str
    fault_codes: list[str]
    reset: ResetProcedure | None
    steps: str
    grams: int


class Cap(NamedTuple):
    """The most that may be charged, and the rule that says so."""

    cents: int
    rule: str


class Reference:
    """Rows by what they are looked up by."""

    def __init__(self) -> None:
        types = {one.code: one for one in DeviceType.objects.all()}
        self.kinds = {row[0]: _kind(types[row[0]]) for row in CATALOGUE}
        self.purposes = tuple(PurposeProfile.objects.all())
        self._prices: dict[tuple[str, str], list[PriceRule]] = {}
        for rule in PriceRule.objects.order_by("-since"):
            self._prices.setdefault((rule.lane, rule.owner_kind), []).append(rule)
        self._caps: dict[tuple[str, str, int, str], Cap] = {}

    def cap(self, lane: str, owner_kind: str, kind: Kind, on: str) -> Cap:
        """The cap in force, as the triggers of the hand-overs find it: a type's own rule first, then the latest."""
        key = (lane, owner_kind, kind.type.pk, on)
        if key not in self._caps:
            self._caps[key] = self._cap(*key)
        return self._caps[key]

    def _cap(self, lane: str, owner_kind: str, type_id: int, on: str) -> Cap:
        rules = [
            rule
            for rule in self._prices.get((lane, owner_kind), ())
            if str(rule.since) <= on and (rule.until is None or str(rule.until) >= on)
        ]
        for wanted in (type_id, None):
            for rule in rules:
                if rule.type_id == wanted:
                    return Cap(rule.cap_cents, rule.code)
        return Cap(0, "no_rule")


def _kind(found: DeviceType) -> Kind:
    lists = Checklist.objects.filter(stage=Stage.QUALITY_CHECK).exclude(since=None).order_by("-version")
    checklist = lists.filter(type=found).first() or lists.get(type__code="other")
    reset = ResetProcedure.objects.filter(type=found).order_by("-version").first()
    answers = {item.code: OK for item in checklist.entries}
    wrong = next(item for item in checklist.entries if not (item.is_lock or item.needs_photo_on_fault))
    mobile = found.holds_data and not found.is_computer
    weight = WasteRule.objects.filter(type=found).exclude(weight_g=None).order_by("-since").first()
    return Kind(
        type=found,
        nature=Nature.MOBILE if mobile else Nature.COMPUTER if found.holds_data else Nature.PLAIN,
        checklist=checklist,
        passed=as_json(answers),
        faulty=as_json({**answers, wrong.code: FAULT}),
        fault_codes=[wrong.code],
        reset=reset,
        steps=as_json([step["code"] for step in reset.steps] if reset else []),
        grams=weight.weight_g or 0 if weight else 0,
    )
