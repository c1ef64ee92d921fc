"""The reuse rate of a public body, A ÷ B × 100 (décret 2023-266): our part of A with its proof, and what it states.

Our part of A: devices received in the year under an agreement signed before, of category 2 or 6, at most ten years
old when given, whose reuse is effective (handed over, or other reuse). A device whose age is unknown is not counted.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from donors.models import Donation
from inventory.models import Device, Identifier
from inventory.queries import certificates
from inventory.states import Stage
from reuse.accounts.models import Organisation
from reuse.core import clock
from reuse.reports.models import EquipmentClass, RateTarget, ReuseStatement

OLDEST_YEARS = 10
_YEAR = re.compile(r"(?:19|20)\d\d")


class Standing(StrEnum):
    """Where one device stands in the reckoning."""

    PROVEN = "proven"  # counted in A
    IN_PROGRESS = "in_progress"  # counted once its reuse is effective
    NOT_REUSED = "not_reused"
    TOO_OLD = "too_old"
    AGE_UNKNOWN = "age_unknown"
    OTHER_CATEGORY = "other_category"
    NO_AGREEMENT = "no_agreement"


@dataclass(frozen=True, slots=True)
class Item:
    """One device of the proof: the body's own number, what it is, how old, what became of it, and when."""

    tag: str
    serial: str
    type: str
    category: str
    year: int | None
    stage: Stage
    on: date
    certificate: str
    batch: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Rate:
    """A public body's year. `share`: A ÷ B, None while B is not stated: then only our part is known."""

    year: int
    counts: Counter[Standing]
    statement: ReuseStatement | None
    target: RateTarget | None

    @property
    def ours(self) -> int:
        return self.counts[Standing.PROVEN]

    @property
    def reused(self) -> int:
        """A: ours, and what went by other ways."""
        return self.ours + (self.statement.elsewhere if self.statement else 0)

    @property
    def share(self) -> float | None:
        return self.reused / self.statement.stock if self.statement and self.statement.stock else None

    @property
    def is_reached(self) -> bool:
        return self.share is not None and self.target is not None and self.share * 100 >= self.target.percent


def rate(body: Organisation, year: int) -> Rate:
    """The reckoning of a year, with the latest statement and the target in force."""
    statement = ReuseStatement.objects.filter(organisation=body, year=year).select_related("by").first()
    target = RateTarget.objects.filter(since_year__lte=year).first()
    return Rate(year, Counter(item.standing for item in items(body, year)), statement, target)


def versions(body: Organisation, year: int) -> list[ReuseStatement]:
    """Every statement of a year, the latest first."""
    return list(ReuseStatement.objects.filter(organisation=body, year=year).select_related("by"))


def items(body: Organisation, year: int) -> Iterator[Item]:
    """Every device the body gave that was received in the year, with where it stands; certificates included."""
    home = ZoneInfo(clock.HOME_ZONE)
    begin, end = (datetime(one, 1, 1, tzinfo=home).astimezone(UTC) for one in (year, year + 1))
    devices = (
        Device.objects.given_by(body)
        .filter(
            received_at__gte=begin, received_at__lt=end, merged_into=None, donation__is_opening_stock=False
        )
        .select_related("type", "donation__agreement")
        .prefetch_related("identifiers")
        .order_by("pk")
    )
    classes = {
        one.type_id: one.category
        for one in EquipmentClass.objects.filter(since__lte=date(year, 12, 31)).order_by("since")
    }
    donations = Donation.objects.filter(donor=body, devices__in=devices).distinct()
    numbers = certificates.by_device(donations)
    for device in devices:
        names = {one.kind: one.value for one in device.identifiers.all()}
        category = classes.get(device.type_id, "")
        yield Item(
            tag=names.get(Identifier.Kind.DONOR_TAG, ""),
            serial=names.get(Identifier.Kind.SERIAL, ""),
            type=str(device.type),
            category=category,
            year=year_of(device),
            stage=Stage(device.stage),
            on=clock.local_date(device.stage_since, clock.HOME_ZONE),
            certificate=numbers.get(device.code, ""),
            batch=device.donation.ref,
            standing=_standing(device, category),
        )


def year_of(device: Device) -> int | None:
    """The year a device was made or bought, as its donor's list says; None when it does not."""
    found = _YEAR.search(str(device.extra.get("year") or device.extra.get("purchase_date") or ""))
    return int(found.group()) if found else None


def _standing(device: Device, category: str) -> Standing:
    agreement, year = device.donation.agreement, year_of(device)
    given_on = clock.local_date(device.donation.created_at, clock.HOME_ZONE)
    if not category:
        return Standing.OTHER_CATEGORY
    if year is None:
        return Standing.AGE_UNKNOWN
    if given_on.year - year > OLDEST_YEARS:
        return Standing.TOO_OLD
    if agreement is None or device.received_at is None or agreement.issued_at > device.received_at:
        return Standing.NO_AGREEMENT
    if device.first_handed_over_on or device.stage == Stage.OTHER_REUSE:
        return Standing.PROVEN
    ended = {Stage.PARTS, Stage.RECYCLED, Stage.LOST, Stage.RETURNED_TO_DONOR, Stage.NOT_DELIVERED}
    return Standing.NOT_REUSED if device.stage in ended else Standing.IN_PROGRESS
