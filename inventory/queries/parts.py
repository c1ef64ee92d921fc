"""Parts: what lies in stock, where each came from and went, who waits for which, and which machines could give one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from inventory import codes
from inventory.models import Device, DeviceEvent, Medium, Part, PartKind, PartNeed, PartQuerySet
from inventory.states import Stage
from reuse.accounts.models import Membership, Site
from reuse.core.prefixes import begins

State = Part.State


@dataclass(frozen=True, slots=True)
class PartFilter:
    """What a list of parts may be narrowed by."""

    kind: str = ""
    state: str = State.IN_STOCK.value
    site: str = ""
    text: str = ""


def parts(membership: Membership, wanted: PartFilter) -> PartQuerySet:
    """The parts one may see, narrowed, latest first."""
    found = Part.objects.visible_to(membership).shown().order_by("-id")
    if wanted.kind:
        found = found.filter(kind__code=wanted.kind)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.site:
        found = found.filter(site__public_id=wanted.site)
    if wanted.text:
        found = found.filter(pk__in=_named_so(wanted.text))
    return found


def _named_so(text: str) -> QuerySet[Part, int]:
    """The keys of parts whose spec or serial number begins so, or that bear this code, or whose machine does."""
    ways = [begins("spec", text), begins("serial", text)]
    if code := codes.parse(text):
        ways += [Q(code=code), Q(source__code=code), Q(fitted_in__code=code)]
    first, *others = (Part.objects.order_by().filter(way).values_list("pk", flat=True) for way in ways)
    return first.union(*others)


@dataclass(frozen=True, slots=True)
class StockLine:
    """How many of one kind and spec lie in stock, site by site."""

    kind: PartKind
    spec: str
    counts: Sequence[int]  # in the order of the sites asked for

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def is_low(self) -> bool:
        return self.total < self.kind.low_at


def part_stock(membership: Membership, sites: Sequence[Site], wanted: PartFilter) -> list[StockLine]:
    """Every kind and spec in stock, and each kind with a threshold of which none is left, in two statements."""
    kinds = {kind.pk: kind for kind in PartKind.objects.all() if wanted.kind in {"", kind.code}}
    groups = (
        parts(membership, PartFilter(wanted.kind, State.IN_STOCK, "", wanted.text))
        .select_related(None)
        .order_by()
        .values_list("kind", "spec", "site")
        .annotate(count=Count("pk"))
    )
    counts: dict[tuple[int, str], Counter[int]] = defaultdict(Counter)
    for kind, spec, site, count in groups:
        counts[kind, spec][site] += count
    if not wanted.text:
        held = {kind for kind, _spec in counts}
        for kind in kinds.values():
            if kind.low_at and kind.pk not in held:
                counts[kind.pk, ""] = Counter()
    lines = [
        StockLine(kinds[kind], spec, [found[site.pk] for site in sites])
        for (kind, spec), found in counts.items()
        if kind in kinds
    ]
    return sorted(lines, key=lambda line: (line.kind.order, line.kind.code, line.spec))


def way_of(part: Part) -> list[DeviceEvent]:
    """What happened to a part, in order: each gesture once, told by the device it was made at."""
    steps = part.steps.select_related(
        "event__device", "event__by", "event__for_organisation", "event__corrects"
    )
    told: dict[tuple[str, object, bool], DeviceEvent] = {}
    for step in steps:
        event = step.event
        told.setdefault((event.kind, event.at, event.corrects_id is None), event)
    return list(told.values())


def parts_about(device: Device) -> list[Part]:
    """The parts a device gave, and those fitted in it now; never those whose harvest was undone."""
    found = Part.objects.shown().filter(Q(source=device) | Q(fitted_in=device))
    return list(found.exclude(state=State.CANCELLED).order_by("pk"))


def fitting(device: Device, kinds: Sequence[PartKind]) -> PartQuerySet:
    """What lies in stock at the device's organisation, of these kinds, and may go into it."""
    return (
        Part.objects.in_stock()
        .shown()
        .filter(site__organisation=device.site.organisation_id, kind__in=kinds)
        .filter(Q(kind__is_model_bound=False) | _same_model(device, "source__"))
        .order_by("kind", "spec", "pk")
    )


def kinds_for(device: Device) -> list[PartKind]:
    """The kinds of part that a device of this type holds."""
    return [kind for kind in PartKind.objects.all() if device.type.code in kind.types]


def _same_model(device: Device, prefix: str = "") -> Q:
    return Q(**{f"{prefix}manufacturer__iexact": device.manufacturer, f"{prefix}model__iexact": device.model})


# Who waits, and who could give


@dataclass(frozen=True, slots=True)
class Wait:
    """A device that waits for a part: how many lie in stock, how many stripped machines could give one."""

    need: PartNeed
    in_stock: int
    givers: int


def open_needs(membership: Membership, kind: str = "") -> QuerySet[PartNeed]:
    """What devices in repair wait for, the longest waiting first."""
    seen = Device.objects.visible_to(membership).at_stage(Stage.REPAIR)
    found = PartNeed.objects.filter(ended_at=None, device__in=seen)
    if kind:
        found = found.filter(kind__code=kind)
    return found.select_related("kind", "by", "device__type", "device__site").order_by("since", "id")


def waits(membership: Membership, needs: Sequence[PartNeed]) -> list[Wait]:
    """Each need with what could fill it, in a number of statements that does not grow with theirs."""
    kinds = {need.kind_id: need.kind for need in needs}
    stock = _stock(membership, list(kinds))
    givers = _givers(membership, list(kinds.values()))
    return [Wait(need, _stocked(need, stock), _could_give(need, givers[need.kind_id])) for need in needs]


_Named = tuple[str, str, str]  # type, maker, model


def _named(device: Device) -> _Named:
    return device.type.code, device.manufacturer.casefold(), device.model.casefold()


def _stock(membership: Membership, kinds: Sequence[int]) -> dict[int, Counter[tuple[str, str, str, int]]]:
    """Parts in stock by kind: how many of each spec, maker, model and organisation."""
    rows = (
        Part.objects.visible_to(membership)
        .in_stock()
        .filter(kind__in=kinds)
        .order_by()
        .values_list("kind", "spec", "source__manufacturer", "source__model", "site__organisation")
        .annotate(count=Count("pk"))
    )
    found: dict[int, Counter[tuple[str, str, str, int]]] = defaultdict(Counter)
    for kind, spec, maker, model, organisation, count in rows:
        found[kind][spec.casefold(), maker.casefold(), model.casefold(), organisation] += count
    return found


def _stocked(need: PartNeed, stock: Mapping[int, Counter[tuple[str, str, str, int]]]) -> int:
    _type, wanted_maker, wanted_model = _named(need.device)
    return sum(
        count
        for (spec, maker, model, organisation), count in stock.get(need.kind_id, Counter()).items()
        if organisation == need.device.site.organisation_id
        and (not need.spec or spec == need.spec.casefold())
        and (not need.kind.is_model_bound or (maker, model) == (wanted_maker, wanted_model))
    )


def _givers(membership: Membership, kinds: Sequence[PartKind]) -> dict[int, Counter[tuple[_Named, int]]]:
    """Stripped devices that still hold a part of each kind, by type, maker, model and organisation.

    One statement a kind: there are a dozen kinds, however many devices.
    """
    found: dict[int, Counter[tuple[_Named, int]]] = {}
    for kind in kinds:
        rows = (
            givers(membership, kind)
            .select_related(None)
            .order_by()
            .annotate(maker=Lower("manufacturer"), called=Lower("model"))
            .values_list("type__code", "maker", "called", "site__organisation")
            .annotate(count=Count("pk"))
        )
        found[kind.pk] = Counter(
            {((type_code, maker, name), body): count for type_code, maker, name, body, count in rows}
        )
    return found


def _could_give(need: PartNeed, found: Mapping[tuple[_Named, int], int]) -> int:
    wanted = _named(need.device)
    return sum(
        count
        for (named, organisation), count in found.items()
        if organisation == need.device.site.organisation_id
        and (not need.kind.is_model_bound or named[1:] == wanted[1:])
    )


def givers(membership: Membership, kind: PartKind, *, wanted_by: Device | None = None) -> QuerySet[Device]:
    """Devices stripped for parts that have not given one of this kind; a disk's only if a medium in them is erased.

    For a part that is bound to its model, those of the model of the device that wants it.
    """
    given = Part.objects.filter(source=OuterRef("pk"), kind=kind).exclude(state=State.CANCELLED)
    found = (
        Device.objects.visible_to(membership)
        .at_stage(Stage.PARTS)
        .filter(type__code__in=kind.types, merged_into=None)
        .filter(~Exists(given))
        .select_related("type", "site", "place")
        .order_by("-stage_since", "-pk")
    )
    if kind.holds_data:
        erased = Medium.objects.filter(device=OuterRef("pk"), state=Medium.State.ERASED, removed_at=None)
        found = found.filter(Exists(erased))
    if wanted_by:
        found = found.filter(site__organisation=wanted_by.site.organisation_id)
    if wanted_by and kind.is_model_bound:
        found = found.filter(_same_model(wanted_by))
    return found
