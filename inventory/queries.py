"""Questions about devices that pages and reports ask."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import chain
from typing import Any, cast

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.lookups import IsNull

from donors.models import Donation, DonationLine
from inventory import codes
from inventory.models import (
    Device,
    DeviceEvent,
    Identifier,
    Medium,
    PriceRule,
    QualityCheck,
    ScanRecord,
)
from inventory.states import WORK, EventKind, Stage
from reuse.accounts.models import Membership, Organisation
from reuse.accounts.roles import ROLES, Permission
from reuse.core.models import DeviceType
from reuse.core.prefixes import Folded, begins


@dataclass(frozen=True, slots=True)
class PriceCap:
    """The most that may be charged for a device, in euro cents, and the rule that says so."""

    cents: int
    code: str


def price_cap(device: Device, *, on: date) -> PriceCap:
    """The cap in force on a day for the device's lane, its owner's legal kind and its type; zero when none covers it."""
    rule = (
        PriceRule.objects.filter(
            Q(type=device.type_id) | Q(type=None),
            lane=device.lane,
            owner_kind=device.owner.legal_kind,
            since__lte=on,
        )
        .filter(Q(until=None) | Q(until__gte=on))
        .order_by(
            F("type").desc(nulls_last=True), "-since"
        )  # a type's own rule before the general one, the latest first
        .first()
    )
    return PriceCap(rule.cap_cents, rule.code) if rule else PriceCap(0, "no_rule")


def ready_devices() -> QuerySet[Device]:
    """What is in stock, ready to distribute."""
    return Device.objects.at_stage(Stage.READY).select_related("type", "site__organisation", "owner")


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """What a list of devices may be narrowed by; each has an index."""

    stage: str = ""
    type: str = ""
    donation: str = ""
    site: str = ""
    text: str = ""


def devices(membership: Membership, wanted: DeviceFilter) -> QuerySet[Device]:
    """The devices this membership may see, narrowed, latest moved first."""
    found = Device.objects.visible_to(membership).select_related("type", "site", "donation")
    if wanted.stage:
        found = found.filter(stage=wanted.stage)
    if wanted.type:
        found = found.filter(type__code=wanted.type)
    if wanted.donation:
        found = found.filter(donation__ref=wanted.donation)
    if wanted.site:
        found = found.filter(site__public_id=wanted.site)
    if wanted.text:
        found = found.filter(_named(wanted.text))
    return found.filter(merged_into=None).order_by("-stage_since", "-id")


FEW = 2000  # named devices are looked up up to here; beyond, a walk down the list finds a page sooner


def _named(text: str) -> Q:
    """An identifier that begins so, or a maker or model that begins so.

    A page costs the same in a network of any size: few devices are found by the indexes of their names, the first of
    many by looking at one after the other in the order of the list.
    """
    maker, model = begins("manufacturer", text), begins("model", text)
    bare = codes.normalised(text)
    identified = Identifier.objects.filter(begins("normalised", bare)) if bare else Identifier.objects.none()
    found = [
        _first(Device.objects.filter(maker), "manufacturer", "pk"),
        _first(Device.objects.filter(model), "model", "pk"),
        _first(identified, "normalised", "device"),
    ]
    if all(len(keys) <= FEW for keys in found):
        return Q(pk__in=set(chain.from_iterable(found)))
    # A value, not Exists: for that, PostgreSQL may gather the devices of all these names before it looks at the first.
    own = Subquery(identified.filter(device=OuterRef("pk")).values("pk")[:1])
    return maker | model | Q(IsNull(own, False))  # noqa: FBT003 - as Django has it


def _first(named: QuerySet[Any], column: str, key: str) -> list[int]:
    """The first devices of these names, in the order of their index: else PostgreSQL may prefer to read the table."""
    return list(named.order_by(Folded(column)).values_list(key, flat=True)[: FEW + 1])


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many devices stand at a stage, and since when the oldest does."""

    stage: Stage
    count: int
    oldest_at: datetime | None


def stage_counts(
    found: QuerySet[Device], stages: Iterable[Stage] = (Stage.RECEIVED, *WORK, Stage.READY)
) -> list[StageCount]:
    """Work in progress, stage by stage, in the order of the chain."""
    rows = {
        row["stage"]: row
        for row in found.order_by().values("stage").annotate(count=Count("id"), oldest_at=Min("stage_since"))
    }
    return [
        StageCount(stage, rows[stage]["count"], rows[stage]["oldest_at"])
        if stage in rows
        else StageCount(stage, 0, None)
        for stage in stages
    ]


@dataclass(frozen=True, slots=True)
class Funnel:
    """What became of a batch, in devices. Each step counts those that got at least so far."""

    announced: int
    received: int
    erased: int
    ready: int
    handed_over: int
    recycled: int
    parts: int
    other_exits: int
    in_progress: int


_PAST_ERASURE = (Stage.SETUP, Stage.QUALITY_CHECK, Stage.READY, Stage.RESERVED, Stage.HANDED_OVER)


def funnel(found: QuerySet[Device], *, by_hand: int = 0) -> Funnel:
    """One statement: how far the devices came. `by_hand`: quantities announced without a list, not received yet."""
    exits_elsewhere = [Stage.LOST, Stage.RETURNED_TO_DONOR, Stage.OTHER_REUSE]
    counts = found.order_by().aggregate(
        announced=Count("id"),
        received=Count("id", filter=Q(received_at__isnull=False)),
        erased=Count("id", filter=Q(stage__in=_PAST_ERASURE)),
        ready=Count("id", filter=Q(stage__in=[Stage.READY, Stage.RESERVED, Stage.HANDED_OVER])),
        handed_over=Count("id", filter=Q(first_handed_over_on__isnull=False)),
        recycled=Count("id", filter=Q(stage=Stage.RECYCLED)),
        parts=Count("id", filter=Q(stage=Stage.PARTS)),
        other_exits=Count("id", filter=Q(stage__in=exits_elsewhere)),
        in_progress=Count("id", filter=Q(stage__in=[Stage.RECEIVED, *WORK, Stage.AFTER_SALES])),
    )
    counts["announced"] += by_hand
    return Funnel(**counts)


def timeline(device: Device) -> QuerySet[DeviceEvent]:
    """A device's events, latest first."""
    return device.events.select_related("by", "for_organisation", "site", "note", "corrects").order_by("-seq")


def checks_to_sign(membership: Membership) -> QuerySet[QualityCheck]:
    """Passed checklists that wait for a second person, other than their tester."""
    return (
        QualityCheck.objects.filter(
            device__in=Device.objects.visible_to(membership).at_stage(Stage.QUALITY_CHECK),
            passed=True,
            voided_at=None,
            signed_by=None,
        )
        .exclude(tested_by=membership.user)
        .select_related("device__type", "tested_by")
        .order_by("tested_at")
    )


def waiting_quantities(donation: Donation) -> int:
    """Devices announced by quantity that nobody has counted yet."""
    announced = sum(donation.lines.values_list("quantity", flat=True))
    found = donation.devices.filter(events__kind=EventKind.FOUND).count()
    return max(0, announced - found)


def donors_devices(donor: Organisation) -> QuerySet[Device]:
    """Every device a donor has given."""
    return Device.objects.given_by(donor)


@dataclass(frozen=True, slots=True)
class Reception:
    """How far the count of a batch is. `expected`: what was announced, one by one or by quantity."""

    donation: Donation
    expected: int
    seen: int
    missing: int
    unexpected: int


def receptions(donations: Sequence[Donation]) -> list[Reception]:
    """The count of each batch in two statements; one found fills a quantity of its type first, beyond is unexpected."""
    found = Exists(DeviceEvent.objects.filter(device=OuterRef("pk"), kind=EventKind.FOUND))
    groups = (
        Device.objects.filter(donation__in=donations)
        .exclude(stage=Stage.NOT_DELIVERED)
        .annotate(was_found=found)
        .order_by()
        .values("donation", "type", "was_found")
        .annotate(count=Count("id"), waiting=Count("id", filter=Q(stage=Stage.ANNOUNCED)))
    )
    counts = {
        (row["donation"], row["type"], row["was_found"]): (row["count"], row["waiting"]) for row in groups
    }
    lines = DonationLine.objects.filter(donation__in=donations).order_by().values("donation", "type")
    quantities = {(row["donation"], row["type"]): row["sum"] for row in lines.annotate(sum=Sum("quantity"))}
    types = {key[1] for key in (*counts, *quantities)}
    return [_reception(donation, types, counts, quantities) for donation in donations]


def _reception(
    donation: Donation,
    types: Iterable[int],
    counts: Mapping[tuple[int, int, bool], tuple[int, int]],
    quantities: Mapping[tuple[int, int], int],
) -> Reception:
    expected = seen = missing = unexpected = 0
    for kind in types:
        listed, waiting = counts.get((donation.pk, kind, False), (0, 0))
        made, withdrawn = counts.get((donation.pk, kind, True), (0, 0))
        found, quantity = made - withdrawn, quantities.get((donation.pk, kind), 0)
        expected += listed + quantity
        seen += listed - waiting + found
        missing += waiting + max(0, quantity - found)
        unexpected += max(0, found - quantity)
    return Reception(donation, expected, seen, missing, unexpected)


def failed_media(membership: Membership) -> QuerySet[Medium]:
    """Media whose erasure failed, in devices this membership may see that are still on the way."""
    on_the_way = Device.objects.visible_to(membership).at_stage(Stage.RECEIVED, *WORK, Stage.AFTER_SALES)
    return Medium.objects.filter(device__in=on_the_way, state=Medium.State.FAILED).select_related(
        "device__type"
    )


def without_label(membership: Membership) -> QuerySet[Device]:
    """Devices that were received and whose label nobody has printed yet."""
    labelled = DeviceEvent.objects.filter(device=OuterRef("pk"), kind=EventKind.LABELLED)
    return Device.objects.visible_to(membership).at_stage(Stage.RECEIVED).filter(~Exists(labelled))


def moved_on(membership: Membership, day: date) -> int:
    """How many devices in work moved on a day."""
    moves = DeviceEvent.objects.filter(on=day, to_stage__in=[*WORK, Stage.READY], kind=EventKind.MOVED)
    return moves.filter(device__in=Device.objects.visible_to(membership)).values("device").distinct().count()


def scans_of(membership: Membership) -> QuerySet[ScanRecord]:
    """A person's own scans for their organisation, latest first."""
    return (
        ScanRecord.objects.filter(by=membership.user, organisation=membership.organisation)
        .select_related("device__type", "device__donation")
        .order_by("-pk")
    )


def colleagues(membership: Membership, *, today: date) -> QuerySet[Membership]:
    """The others of one's workshop who may sign: for what takes two people."""
    signing = [role.value for role, one in ROLES.items() if Permission.DEVICE_SIGN_OFF in one.permissions]
    return (
        Membership.objects.current(today)
        .filter(organisation=membership.organisation, role__in=signing)
        .exclude(user=membership.user)
        .select_related("user", "organisation")
        .order_by("user__name", "pk")
    )


def not_undone() -> Q:
    """Leaves out the devices of imports that were taken back before anybody saw them."""
    undone = DeviceEvent.objects.filter(device=OuterRef("pk"), reason_code="import_undone")
    return ~Q(Q(stage=Stage.NOT_DELIVERED) & Exists(undone))


def funnels(donations: Sequence[Donation]) -> dict[int, Funnel]:
    """How far each batch came, by the donation's key, in two statements. One found at reception was not announced."""
    found = Exists(DeviceEvent.objects.filter(device=OuterRef("pk"), kind=EventKind.FOUND))
    groups = (
        Device.objects.filter(not_undone(), donation__in=donations)
        .annotate(was_found=found)
        .order_by()
        .values("donation", "was_found")
        .annotate(
            announced=Count("id"),
            received=Count("id", filter=Q(received_at__isnull=False)),
            erased=Count("id", filter=Q(received_at__isnull=False, stage__in=_PAST_ERASURE)),
            ready=Count("id", filter=Q(stage__in=[Stage.READY, Stage.RESERVED, Stage.HANDED_OVER])),
            handed_over=Count("id", filter=Q(first_handed_over_on__isnull=False)),
            recycled=Count("id", filter=Q(stage=Stage.RECYCLED)),
            parts=Count("id", filter=Q(stage=Stage.PARTS)),
            other_exits=Count(
                "id", filter=Q(stage__in=[Stage.LOST, Stage.RETURNED_TO_DONOR, Stage.OTHER_REUSE])
            ),
            in_progress=Count("id", filter=Q(stage__in=[Stage.RECEIVED, *WORK, Stage.AFTER_SALES])),
        )
    )
    names = [field.name for field in fields(Funnel)]
    sums = {donation.pk: dict.fromkeys(names, 0) for donation in donations}
    for group in groups:
        row = cast("Mapping[str, int]", group)
        for name in names:
            counts_here = name != "announced" or not row["was_found"]
            sums[row["donation"]][name] += row[name] if counts_here else 0
    lines = DonationLine.objects.filter(donation__in=donations).order_by().values("donation")
    for line in lines.annotate(sum=Sum("quantity")):
        sums[line["donation"]]["announced"] += line["sum"]
    return {key: Funnel(**counts) for key, counts in sums.items()}


@dataclass(frozen=True, slots=True)
class CountLine:
    """One type of device in a batch: what was announced, what came."""

    type: DeviceType
    announced: int
    received: int
    missing: int
    unexpected: int


def count_lines(donation: Donation) -> list[CountLine]:
    """The count of a batch by type; one found at reception fills a quantity of its type first, beyond is unexpected."""
    found = Exists(DeviceEvent.objects.filter(device=OuterRef("pk"), kind=EventKind.FOUND))
    absent = Q(stage__in=[Stage.ANNOUNCED, Stage.NOT_DELIVERED])
    groups = (
        Device.objects.filter(not_undone(), donation=donation)
        .annotate(was_found=found)
        .order_by()
        .values("type", "was_found")
        .annotate(count=Count("id"), here=Count("id", filter=~absent))
    )
    counts = {(row["type"], row["was_found"]): (row["count"], row["here"]) for row in groups}
    sums = donation.lines.order_by().values("type").annotate(sum=Sum("quantity"))
    quantities = {row["type"]: row["sum"] for row in sums}
    types = DeviceType.objects.filter(pk__in={key[0] for key in counts} | set(quantities))
    return [_count_line(kind, counts, quantities.get(kind.pk, 0)) for kind in types]


def _count_line(
    kind: DeviceType, counts: Mapping[tuple[int, bool], tuple[int, int]], quantity: int
) -> CountLine:
    listed, seen = counts.get((kind.pk, False), (0, 0))
    _made, found = counts.get((kind.pk, True), (0, 0))
    return CountLine(
        type=kind,
        announced=listed + quantity,
        received=seen + found,
        missing=listed - seen + max(0, quantity - found),
        unexpected=max(0, found - quantity),
    )
