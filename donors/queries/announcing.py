"""What a draft still lacks before it can be signed, and what its donor should know though it stops nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from donors.models import Donation, DonationLine, LockAnswer, LockGuide, Sheet
from donors.queries.points import Nearness, Point, nearest_first
from reuse.core.models import DeviceType

OFFERED = 3  # other sites a donor is told of


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, and the field of the draft's page that fills it."""

    sentence: str
    field: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What a donor should know. `points`: sites nearby where it would be otherwise; `page`: the page that helps."""

    code: str
    sentence: str
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class LockRow:
    """One lock of one type of device, with what was answered."""

    type: DeviceType
    lock: LockGuide
    answer: str

    @property
    def in_words(self) -> str:
        return str(LockAnswer.Answer(self.answer).label) if self.answer else _("not answered yet")


def announced_count(donation: Donation, *, listed: int = 0) -> int:
    """How many devices were announced: by hand, and one by one. `listed`: those that are; else the rows that can be."""
    by_hand = donation.lines.aggregate(sum=Sum("quantity"))["sum"] or 0
    read = donation.sheets.filter(state__in=[Sheet.State.READ, Sheet.State.IMPORTED])
    rows = sum(sheet.summary.get("rows_ready", 0) for sheet in read)
    return int(by_hand + max(listed, rows))


def gaps(donation: Donation, *, listed: int = 0) -> list[Gap]:
    """What is missing for the signature, in the order of the page."""
    return list(_gaps(donation, listed))


def _gaps(donation: Donation, listed: int) -> Iterator[Gap]:
    if not announced_count(donation, listed=listed):
        yield Gap(_("How many devices: a quantity, or a list."), "l-0-quantity")
    if donation.delivery == Donation.Delivery.COLLECTION and not donation.pickup_address:
        yield Gap(_("Where the devices are collected."), "pickup_address")
    if donation.donor.is_public_body and not donation.unit_value_attested:
        yield Gap(_("The attestation that none is worth more than €300."), "unit_value_attested")


def advice(donation: Donation, day: date, *, listed: int = 0) -> list[Advice]:
    """What the donor and the workshop should know of this batch on a day. It stops nothing."""
    points = nearest_first(donor=donation.donor, address=donation.pickup_address, day=day)
    here = next((one for one in points if one.site == donation.site), None)
    lines = list(donation.lines.select_related("type"))
    count = announced_count(donation, listed=listed)
    said = list(_about_site(donation, here, points, lines, count)) if here else []
    return [*said, *_about_devices(donation, lines)]


def _about_site(
    donation: Donation, here: Point, points: Sequence[Point], lines: Sequence[DonationLine], count: int
) -> Iterator[Advice]:
    others = [one for one in points if one is not here]
    if donation.delivery == Donation.Delivery.DROP_OFF:
        if not here.takes_drop_offs:
            yield Advice(
                "no_drop_off",
                _("%(site)s takes no drop-offs.") % {"site": here.site},
                tuple(one for one in others if one.takes_drop_offs)[:OFFERED],
            )
    else:
        yield from _about_collection(donation, here, others, count)
    lacking = here.lacks(line.type.code for line in lines)
    if lacking:
        names = sorted({line.type.plural_name for line in lines if line.type.code in lacking})
        yield Advice(
            "types",
            _("%(site)s does not take: %(types)s.") % {"site": here.site, "types": ", ".join(names)},
            tuple(one for one in others if not one.lacks(lacking))[:OFFERED],
        )


def _about_collection(
    donation: Donation, here: Point, others: Sequence[Point], count: int
) -> Iterator[Advice]:
    drop_offs = tuple(one for one in (here, *others) if one.takes_drop_offs)[:OFFERED]
    if not here.collects:
        yield Advice(
            "no_collection", _("%(site)s does not come to collect.") % {"site": here.site}, drop_offs
        )
    elif 0 < count < here.minimum:
        words = ngettext(
            "%(site)s comes from %(minimum)d devices on; this batch has %(count)d.",
            "%(site)s comes from %(minimum)d devices on; this batch has %(count)d.",
            count,
        ) % {"site": here.site, "minimum": here.minimum, "count": count}
        yield Advice("minimum", words, drop_offs)
    radius = here.rule.radius_km if here.rule else None
    if radius and here.nearness == Nearness.FAR and here.km and here.km > radius:
        words = _("%(site)s collects within %(radius)d km; you are about %(km)d km away.")
        yield Advice("radius", words % {"site": here.site, "radius": radius, "km": here.km}, drop_offs)
    if not donation.windows.exists():
        yield Advice("windows", _("Say on which days one may come: a date is agreed on sooner."))


def _about_devices(donation: Donation, lines: Sequence[DonationLine]) -> Iterator[Advice]:
    old = sum(line.quantity for line in lines if line.age == DonationLine.Age.OVER_10)
    if old and donation.donor.is_public_body:
        yield Advice(
            "old",
            ngettext(
                "%(count)d device is over ten years old: it does not count in your reuse rate (decree 2023-266).",
                "%(count)d devices are over ten years old: they do not count in your reuse rate (decree 2023-266).",
                old,
            )
            % {"count": old},
        )
    open_locks = sum(row.answer in {"", LockAnswer.Answer.UNKNOWN} for row in lock_rows(donation))
    if open_locks:
        yield Advice(
            "locks",
            _("Check the locks: a device still tied to an account or a manager cannot be used again."),
        )
    before = donation.lock_answers.filter(answer=LockAnswer.Answer.BEFORE).count()
    if before:
        yield Advice("locks_before", _("Some locks are still to be lifted before the devices leave."))


def lock_rows(donation: Donation) -> list[LockRow]:
    """The locks to check: those the types announced by hand may carry; of a list alone, those of every type."""
    types = DeviceType.objects.filter(has_locks=True)
    by_hand = set(donation.lines.values_list("type", flat=True))
    if by_hand:
        types = types.filter(pk__in=by_hand)
    elif not donation.sheets.exists():
        return []
    answers = {(one.type_id, one.lock_id): one.answer for one in donation.lock_answers.all()}
    locks = list(LockGuide.objects.all())
    return [
        LockRow(kind, lock, answers.get((kind.pk, lock.pk), ""))
        for kind in types
        for lock in locks
        if kind.code in lock.types
    ]
