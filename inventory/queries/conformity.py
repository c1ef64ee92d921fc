"""What fails and whose it was: first checks, arrivals and returns. Of the bodies that gave or refurbished; never of a person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from inventory.models import CheckedDevice, DeviceEvent, QualityAgreement, QualityCheck
from inventory.queries.management import moves
from inventory.states import SAME_PERSON, EventKind, Move, Stage
from reuse.accounts.models import Site

BY_DONOR, BY_REFURBISHER = "donor", "refurbisher"
_BAD = CheckedDevice.Verdict.NON_CONFORMING


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    @property
    def rate(self) -> float | None:
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Conformity:
    """A body's devices: failed at their first check, non-conforming on arrival, come back broken.

    `most`: the most non-conforming agreed with it, the strictest where several receive from it.
    """

    name: str
    failed: Share
    arrived: Share
    returned: Share
    most: float | None = None

    @property
    def is_over(self) -> bool:
        """More than was agreed."""
        return self.most is not None and (self.arrived.rate or 0) > self.most


def first_checks(sites: Iterable[Site], *, since: date, until: date) -> QuerySet[QualityCheck]:
    """Of each device tested in the period at these sites, the first checklist it ever had; `refurbisher`: who tested it."""
    full = QualityCheck.objects.filter(stage=Stage.QUALITY_CHECK)
    told = DeviceEvent.objects.filter(
        device=OuterRef("device"), kind=EventKind.CHECKED, at=OuterRef("tested_at")
    ).order_by("seq")
    return (
        full.filter(
            ~Exists(full.filter(device=OuterRef("device"), pk__lt=OuterRef("pk"))),
            tested_at__date__gt=since,
            tested_at__date__lte=until,
        )
        .alias(
            tested_in=Coalesce(
                Subquery(told.values("site")[:1]), F("device__site"), output_field=BigIntegerField()
            ),
            refurbisher=Subquery(told.values("for_organisation__name")[:1]),
        )
        .filter(tested_in__in=[site.pk for site in sites])
    )


def first_pass(sites: Iterable[Site], *, since: date, until: date) -> Share:
    """How many devices passed their first checklist."""
    counts = first_checks(sites, since=since, until=until).aggregate(
        part=Count("id", filter=Q(passed=True)), whole=Count("id")
    )
    return Share(**counts)


def conformity(sites: Sequence[Site], by: str, *, since: date, until: date) -> list[Conformity]:
    """Each body's shares over the period, by name; `by`: those that gave the devices, or those that refurbished them."""
    period = {"since": since, "until": until}
    failed = _failed(sites, by, **period)
    arrived = _non_conforming(sites, by, **period)
    moved = moves(sites, since, until).order_by()
    handed_over = _devices_by(moved.filter(move=Move.HAND_OVER), by)
    broken = _devices_by(moved.filter(move=Move.TAKE_BACK, reason_code__in=("fault", SAME_PERSON)), by)
    most = _agreed(sites, until) if by == BY_REFURBISHER else {}
    names = sorted({*failed, *arrived, *handed_over, *broken}, key=str.casefold)
    return [
        Conformity(
            name,
            failed.get(name, Share()),
            arrived.get(name, Share()),
            Share(broken.get(name, 0), handed_over.get(name, 0)),
            most.get(name),
        )
        for name in names
    ]


def _failed(sites: Sequence[Site], by: str, *, since: date, until: date) -> dict[str, Share]:
    """First checks that showed a fault, among all."""
    body = F("device__donation__donor__name") if by == BY_DONOR else F("refurbisher")
    rows = first_checks(sites, since=since, until=until).order_by().values(name=body)
    counted = rows.annotate(part=Count("id", filter=Q(passed=False)), whole=Count("id"))
    return {row["name"]: Share(row["part"], row["whole"]) for row in counted}


def _non_conforming(sites: Sequence[Site], by: str, *, since: date, until: date) -> dict[str, Share]:
    """Non-conforming devices among those checked on arrival at these sites. Who sent them refurbished them."""
    body = "device__donation__donor" if by == BY_DONOR else "check_of__transfer__from_site__organisation"
    looked_at = CheckedDevice.objects.filter(
        check_of__transfer__to_site__in=sites, checked_at__date__gt=since, checked_at__date__lte=until
    ).exclude(verdict="")
    rows = looked_at.order_by().values(name=F(f"{body}__name"))
    counted = rows.annotate(part=Count("id", filter=Q(verdict=_BAD)), whole=Count("id"))
    return {row["name"]: Share(row["part"], row["whole"]) for row in counted}


def _devices_by(moved: QuerySet[DeviceEvent], by: str) -> dict[str, int]:
    """How many devices of each body moved so. Who made a device ready last refurbished it, wherever it lies now."""
    if by == BY_DONOR:
        named = moved.values(name=F("device__donation__donor__name"))
    else:
        released = DeviceEvent.objects.filter(
            device=OuterRef("device"), move=Move.RELEASE, seq__lt=OuterRef("seq")
        ).order_by("-seq")
        refurbisher = Subquery(released.values("for_organisation__name")[:1])
        here = F("device__site__organisation__name")  # of a stock taken over as ready
        named = moved.values(name=Coalesce(refurbisher, here))
    return {row["name"]: row["count"] for row in named.annotate(count=Count("device", distinct=True))}


def _agreed(sites: Sequence[Site], on: date) -> Mapping[str, float]:
    """By refurbisher: the most agreed with the bodies of these sites, as it stands that day."""
    receivers = {site.organisation_id for site in sites}
    known = QualityAgreement.objects.filter(receiver__in=receivers, since__lte=on).order_by("since")
    latest = {
        (row[0], row[1]): row[2]
        for row in known.values_list("refurbisher__name", "receiver", "most_permille")
    }
    found: dict[str, list[float]] = defaultdict(list)
    for (name, _receiver), permille in latest.items():
        found[name].append(permille / 1000)
    return {name: min(rates) for name, rates in found.items()}
