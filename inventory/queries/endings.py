"""Waste by weight: what a pallet holds under which code, what left the house, what became of a batch in kilograms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum

from donors.models import Donation
from inventory.models import (
    BatchWeight,
    Device,
    ExitCriteria,
    ExitOfWaste,
    PalletLine,
    RecyclingPallet,
    WasteCode,
    WasteRule,
)
from inventory.queries.places import devices_in
from inventory.states import Stage
from reuse.accounts.models import Membership, Site
from reuse.core.models import DeviceType

GONE_FOR_GOOD = (RecyclingPallet.State.COLLECTED, RecyclingPallet.State.CERTIFIED)


def waste_rules(on: date) -> dict[int, WasteRule]:
    """The code and the usual weight of each type on a day, by the type's key."""
    rules = WasteRule.objects.filter(since__lte=on).select_related("code").order_by("type", "since")
    return {rule.type_id: rule for rule in rules}


def usual_weights(on: date) -> dict[int, int | None]:
    """What a device of each type usually weighs, in grams, as said on a day; before anything was said, as first said."""
    found: dict[int, int | None] = {}
    for rule in WasteRule.objects.order_by("type", "since"):
        if rule.since <= on or rule.type_id not in found:
            found[rule.type_id] = rule.weight_g
    return found


def criteria_on(day: date) -> ExitCriteria | None:
    """What an exit from waste status takes on a day."""
    return ExitCriteria.objects.filter(since__lte=day).first()


def exits_of_waste(device: Device) -> QuerySet[ExitOfWaste]:
    """Its records, latest first."""
    return device.exits_of_waste.select_related("declared_by", "criteria", "check_made__tested_by")


# Pallets


def pallets(membership: Membership) -> QuerySet[RecyclingPallet]:
    """Those one may see, latest first."""
    return RecyclingPallet.objects.visible_to(membership).select_related("place__site").order_by("-id")


@dataclass(frozen=True, slots=True)
class CountedPallet:
    """A pallet as a list tells of it. `devices`: those its slip lists; None while it is open."""

    pallet: RecyclingPallet
    devices: int | None


def counted_pallets(found: Sequence[RecyclingPallet]) -> list[CountedPallet]:
    """Each with the number of its devices, in one statement."""
    listed = PalletLine.objects.filter(pallet__in=found).order_by().values_list("pallet")
    counts = dict(listed.annotate(count=Count("device")))
    return [CountedPallet(one, None if one.is_open else counts.get(one.pk, 0)) for one in found]


def devices_on(pallet: RecyclingPallet) -> QuerySet[Device]:
    """What lies on an open pallet, in its boxes too, with what its line says."""
    devices = devices_in(pallet.place).select_related("type", "donation", "site")
    return devices.prefetch_related("media", "identifiers").order_by("pk")


@dataclass(frozen=True, slots=True)
class CodeWeight:
    """What lies under one waste code. `things`: devices and loose waste."""

    code: WasteCode
    things: int
    grams: int


def by_code(lines: Iterable[PalletLine]) -> list[CodeWeight]:
    """The lines of a pallet, added up by waste code."""
    sums: dict[str, CodeWeight] = {}
    for line in lines:
        known = sums.get(line.waste_code.code, CodeWeight(line.waste_code, 0, 0))
        sums[line.waste_code.code] = replace(
            known, things=known.things + 1, grams=known.grams + (line.grams or 0)
        )
    return [sums[code] for code in sorted(sums)]


def last_partners(site: Site) -> dict[str, str]:
    """Who came the last time, for the next form."""
    known = RecyclingPallet.objects.filter(place__site=site).exclude(recycler="").order_by("-id")
    last = known.first()
    names = ("recycler", "recycler_address", "carrier")
    return {name: getattr(last, name) for name in names} if last else {}


# The register of outgoing waste


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What of the register is asked for."""

    site: str = ""
    code: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """What left under one code with one pallet, by their keys: all of the register fits in memory so."""

    pallet: int
    waste_code: int
    things: int
    grams: int

    @property
    def key(self) -> str:
        return f"{self.pallet}-{self.waste_code}"


@dataclass(frozen=True, slots=True)
class Departure:
    """One line of the register: what left under one code with one pallet."""

    pallet: RecyclingPallet
    code: WasteCode
    things: int
    grams: int


def departures(membership: Membership, wanted: RegisterFilter) -> list[Leaving]:
    """Pallets that left, by waste code, latest first; `departures_of` makes lines of them."""
    lines = _departed(membership, wanted).values("pallet", "waste_code")
    grouped = lines.annotate(things=Count("id"), total=Sum("grams"))
    ordered = grouped.order_by(F("pallet__collected_on").desc(), "-pallet", "waste_code__code")
    return [Leaving(row["pallet"], row["waste_code"], row["things"], row["total"]) for row in ordered]


def _departed(membership: Membership, wanted: RegisterFilter) -> QuerySet[PalletLine]:
    gone = RecyclingPallet.objects.visible_to(membership).filter(stage__in=GONE_FOR_GOOD)
    if wanted.site:
        gone = gone.filter(place__site__public_id=wanted.site)
    if wanted.since:
        gone = gone.filter(collected_on__gte=wanted.since)
    if wanted.until:
        gone = gone.filter(collected_on__lte=wanted.until)
    lines = PalletLine.objects.filter(pallet__in=gone)
    return lines.filter(waste_code__code=wanted.code) if wanted.code else lines


def departures_of(rows: Sequence[Leaving]) -> list[Departure]:
    """The lines of some rows of `departures`, in two statements."""
    pallets = RecyclingPallet.objects.select_related("place__site", "slip")
    known = pallets.in_bulk({row.pallet for row in rows})
    codes = WasteCode.objects.in_bulk({row.waste_code for row in rows})
    return [Departure(known[row.pallet], codes[row.waste_code], row.things, row.grams) for row in rows]


def departed_by_code(membership: Membership, wanted: RegisterFilter) -> list[CodeWeight]:
    """The same rows added up by waste code."""
    rows = _departed(membership, wanted).order_by().values("waste_code")
    sums = {row["waste_code"]: row for row in rows.annotate(things=Count("id"), grams=Sum("grams"))}
    codes = WasteCode.objects.filter(pk__in=sums)
    return [CodeWeight(code, sums[code.pk]["things"], sums[code.pk]["grams"]) for code in codes]


# A batch in kilograms

FATES: Mapping[str, tuple[str, ...]] = {
    "reused": (Stage.HANDED_OVER, Stage.OTHER_REUSE),
    "parts": (Stage.PARTS,),
    "recycled": (Stage.RECYCLED,),
    "gone": (Stage.LOST, Stage.RETURNED_TO_DONOR),
}
IN_PROGRESS = "in_progress"


@dataclass(frozen=True, slots=True)
class Weight:
    """Devices and grams; of the devices, how many were weighed one by one, and how many weigh nobody knows what."""

    devices: int = 0
    grams: int = 0
    measured: int = 0
    unknown: int = 0

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(
            self.devices + other.devices,
            self.grams + other.grams,
            self.measured + other.measured,
            self.unknown + other.unknown,
        )

    @property
    def estimated(self) -> int:
        return self.devices - self.measured - self.unknown


@dataclass(frozen=True, slots=True)
class TypeWeights:
    """One type of a batch: as received, and by what became of it."""

    type: DeviceType
    received: Weight
    fates: Mapping[str, Weight]


@dataclass(frozen=True, slots=True)
class BatchWeights:
    """A batch in kilograms. `scales`: the whole batch, weighed as it came in."""

    types: tuple[TypeWeights, ...]
    scales: BatchWeight | None

    @property
    def received(self) -> Weight:
        return sum((one.received for one in self.types), Weight())

    @property
    def fates(self) -> dict[str, Weight]:
        names = (*FATES, IN_PROGRESS)
        return {name: sum((one.fates[name] for one in self.types), Weight()) for name in names}

    @property
    def accounted(self) -> Weight:
        """All that became of it, added up."""
        return sum(self.fates.values(), Weight())

    @property
    def came_in(self) -> int:
        """Grams received: those of the scales, else of the devices."""
        return self.scales.grams if self.scales else self.received.grams

    @property
    def difference(self) -> int:
        """Grams that nothing accounts for; below nought where more is accounted for than came in."""
        return self.came_in - self.accounted.grams


def batch_weights(donation: Donation, *, on: date) -> BatchWeights:
    """Received = reused + parts + recycled + given back or lost + in progress, by type; in four statements."""
    rules = waste_rules(on)
    rows = (
        Device.objects.filter(donation=donation, received_at__isnull=False, merged_into=None)
        .order_by()
        .values("type", "stage")
        .annotate(
            devices=Count("id"),
            weighed=Count("weight_g"),
            weighed_grams=Sum("weight_g", default=0),
            frozen=Count("pallet_line"),
            frozen_measured=Count("pallet_line", filter=Q(pallet_line__basis=PalletLine.Basis.MEASURED)),
            frozen_grams=Sum("pallet_line__grams", default=0),
            free_weighed=Count("weight_g", filter=Q(pallet_line=None)),
            free_grams=Sum("weight_g", filter=Q(pallet_line=None), default=0),
        )
    )
    types = DeviceType.objects.in_bulk({row["type"] for row in rows})
    found: dict[int, TypeWeights] = {}
    for row in rows:
        rule = rules.get(row["type"])
        usual = rule.weight_g if rule else None
        now = _weight(row["devices"], row["weighed"], row["weighed_grams"], usual)
        then = _weight(row["devices"] - row["frozen"], row["free_weighed"], row["free_grams"], usual)
        then += Weight(row["frozen"], row["frozen_grams"], row["frozen_measured"])
        known = found.get(row["type"]) or TypeWeights(
            types[row["type"]], Weight(), dict.fromkeys((*FATES, IN_PROGRESS), Weight())
        )
        fate = next((name for name, stages in FATES.items() if row["stage"] in stages), IN_PROGRESS)
        fates = {**known.fates, fate: known.fates[fate] + then}
        found[row["type"]] = TypeWeights(known.type, known.received + now, fates)
    ordered = sorted(found.values(), key=lambda one: (one.type.order, one.type.code))
    return BatchWeights(tuple(ordered), BatchWeight.objects.filter(donation=donation).first())


def _weight(devices: int, weighed: int, grams: int, usual: int | None) -> Weight:
    """Those weighed, and the others at the usual weight of their type."""
    others = devices - weighed
    if usual is None:
        return Weight(devices, grams, weighed, unknown=others)
    return Weight(devices, grams + others * usual, weighed)
