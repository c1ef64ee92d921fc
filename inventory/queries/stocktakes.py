"""Questions about stocktakes: what is expected, what was found, what differs and what waits for a decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from inventory.models import Device, DeviceEvent, DeviceQuerySet, Place, Stocktake, StocktakeLine
from inventory.queries.places import ELSEWHERE, devices_in
from reuse.accounts.models import Membership, Site
from reuse.core.models import DeviceType

FOUND, MISSING, LEFT, MISPLACED, UNEXPECTED = "found", "missing", "left", "elsewhere", "unexpected"
_NOT_THERE = Q(is_expected=True, found_at__isnull=True)
# No decision, or one whose move was taken back on the device's own page: the receipt shows what holds.
_TAKEN_BACK = Exists(DeviceEvent.objects.filter(corrects=OuterRef("event")))
OPEN = Q(decision="") | Q(_TAKEN_BACK)
# Missing, but it went out meanwhile by a gesture of its own: nothing is to be decided of it.
_LEFT = _NOT_THERE & OPEN & (Q(device__stage__in=ELSEWHERE) | Q(device__transit__isnull=False))
_KINDS = {
    FOUND: Q(is_expected=True, found_at__isnull=False),
    MISSING: _NOT_THERE & ~_LEFT,
    LEFT: _LEFT,
    MISPLACED: Q(is_expected=False, is_elsewhere=True),
    UNEXPECTED: Q(is_expected=False, is_elsewhere=False),
}
_UNDECIDED = OPEN & (_KINDS[MISSING] | Q(is_expected=False))


@dataclass(frozen=True, slots=True)
class StocktakeCount:
    """Devices expected; of them found, missing, gone out meanwhile; found though recorded elsewhere, or nowhere."""

    expected: int
    found: int
    missing: int
    left: int
    elsewhere: int
    unexpected: int
    undecided: int


def expected_at(site: Site, place: Place | None) -> DeviceQuerySet:
    """What should be there now: at the site, or in a place and all within it; nothing that has left or is on its way."""
    found = (
        devices_in(place) if place else Device.objects.filter(merged_into=None).exclude(stage__in=ELSEWHERE)
    )
    return found.filter(site=site, transit=None)


def stocktakes(membership: Membership) -> QuerySet[Stocktake]:
    """Those a person may see, latest first."""
    found = Stocktake.objects.visible_to(membership).select_related("site", "place", "opened_by", "receipt")
    return found.order_by("-pk")


def open_stocktakes(membership: Membership) -> QuerySet[Stocktake]:
    """Those one may count for."""
    return stocktakes(membership).filter(state=Stocktake.State.OPEN)


@dataclass(frozen=True, slots=True)
class CountedStocktake:
    """A stocktake as a list tells of it: devices expected, found of them, found besides."""

    stocktake: Stocktake
    expected: int
    found: int
    others: int


def counted_stocktakes(found: Sequence[Stocktake]) -> list[CountedStocktake]:
    """Each with what was expected and found, in one statement."""
    lines = StocktakeLine.objects.filter(stocktake__in=found).order_by().values("stocktake")
    counts = {
        row["stocktake"]: (row["expected"], row["found"], row["others"])
        for row in lines.annotate(
            expected=Count("pk", filter=Q(is_expected=True)),
            found=Count("pk", filter=_KINDS[FOUND]),
            others=Count("pk", filter=Q(is_expected=False)),
        )
    }
    return [CountedStocktake(one, *counts.get(one.pk, (0, 0, 0))) for one in found]


def stocktake_count(stocktake: Stocktake) -> StocktakeCount:
    """One statement, whatever its length."""
    kinds = {name: Count("pk", filter=which) for name, which in _KINDS.items()}
    found = stocktake.lines.aggregate(
        expected=Count("pk", filter=Q(is_expected=True)), undecided=Count("pk", filter=_UNDECIDED), **kinds
    )
    return StocktakeCount(**found)


def stocktake_lines(stocktake: Stocktake, kind: str = "") -> QuerySet[StocktakeLine]:
    """Its lines, all or those of one kind, as they were frozen and then found; `is_open`: no decision holds."""
    is_open = Case(When(OPEN, then=True), default=False, output_field=BooleanField())
    found = stocktake.lines.select_related(
        "device__type", "device__place", "device__site", "place", "found_by"
    ).annotate(is_open=is_open)  # type: ignore[no-redef]  # named on the model for those who read it
    return (found.filter(_KINDS[kind]) if kind in _KINDS else found).order_by("pk")


def kind_of(line: StocktakeLine) -> str:
    """Which of the counts a line of `stocktake_lines` is in."""
    if line.is_expected and line.found_at:
        return FOUND
    if line.is_expected:
        has_left = line.device.stage in ELSEWHERE or line.device.transit_id is not None
        return LEFT if has_left and line.is_open else MISSING
    return MISPLACED if line.is_elsewhere else UNEXPECTED


def fits(line: StocktakeLine, decision: str) -> bool:
    """Lost is what is missing; put here is what was found though not expected; anything may be left as it is."""
    decisions = StocktakeLine.Decision
    match decision:
        case decisions.LOST:
            return line.is_expected and line.found_at is None
        case decisions.PUT_HERE:
            return not line.is_expected
    return decision == decisions.IGNORED and (not line.is_expected or line.found_at is None)


def counters_of(stocktake: Stocktake) -> list[str]:
    """Who scanned."""
    names = stocktake.lines.exclude(found_by=None).values_list("found_by__name", flat=True)
    return sorted(set(names.order_by().distinct()))


def counted_by_type(stocktake: Stocktake) -> list[tuple[DeviceType, int, int]]:
    """By type: expected, and found of them."""
    types = {one.pk: one for one in DeviceType.objects.all()}
    counts = (
        stocktake.lines.filter(is_expected=True)
        .order_by()
        .values(kind=F("device__type"))
        .annotate(expected=Count("pk"), found=Count("pk", filter=Q(found_at__isnull=False)))
    )
    rows = [(types[row["kind"]], row["expected"], row["found"]) for row in counts]
    return sorted(rows, key=lambda row: (row[0].order, row[0].code))
