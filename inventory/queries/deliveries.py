"""A batch as it came: its deliveries, what of the count is still unexplained, and what of it stays."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from donors.models import Donation
from inventory.models import CountDifference, Delivery, Device, DeviceEvent, TransferLine
from inventory.queries.reception import CountLine, count_lines
from inventory.states import EventKind, Stage
from reuse.core.models import DeviceType

_SENT = (TransferLine.State.SENT, TransferLine.State.RECEIVED, TransferLine.State.LOST)


def deliveries_of(donation: Donation) -> list[Delivery]:
    """The deliveries of a batch in their order, each with its pallets."""
    return list(donation.deliveries.select_related("received_by", "donation").prefetch_related("pallets"))


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A type missing, or beyond what was announced, and the comment that settles it. One made of another count does not."""

    type: DeviceType
    side: CountDifference.Side
    count: int
    comment: CountDifference | None

    @property
    def is_settled(self) -> bool:
        return self.comment is not None and self.comment.count == self.count


def count_differences(donation: Donation, counted: Sequence[CountLine] | None = None) -> list[DifferenceLine]:
    """Where a batch differs from what was announced. `counted`: its count, where the caller has it."""
    said = {(one.type_id, one.side): one for one in donation.differences.select_related("by")}
    found = []
    for line in count_lines(donation) if counted is None else counted:
        for side, count in (
            (CountDifference.Side.MISSING, line.missing),
            (CountDifference.Side.UNEXPECTED, line.unexpected),
        ):
            if count:
                found.append(DifferenceLine(line.type, side, count, said.get((line.type.pk, side))))
    return found


@dataclass(frozen=True, slots=True)
class SentOn:
    """Devices of a batch that left for another site."""

    transfer: str
    site: str
    count: int


@dataclass(frozen=True, slots=True)
class Fates:
    """What was decided of the devices that came. `waiting`: refused, still here; `given_back`: refused, and gone."""

    received: int
    waiting: int
    given_back: int
    sent_on: tuple[SentOn, ...]

    @property
    def kept(self) -> int:
        return self.received - self.waiting - self.given_back - sum(one.count for one in self.sent_on)


def refused_of(donation: Donation) -> list[Device]:
    """Devices of the batch that were refused, here still or gone back."""
    refused = Device.objects.filter(donation=donation, refused_at__isnull=False)
    return list(refused.select_related("type").prefetch_related("identifiers").order_by("pk"))


def fates(donation: Donation) -> Fates:
    """What became of a batch's devices at reception, in three statements."""
    here = Device.objects.filter(donation=donation, received_at__isnull=False)
    received = here.exclude(stage__in=[Stage.ANNOUNCED, Stage.NOT_DELIVERED]).count()
    refused = Counter(here.filter(refused_at__isnull=False).order_by().values_list("stage", flat=True))
    gone = refused[Stage.RETURNED_TO_DONOR]
    left = TransferLine.objects.filter(device__donation=donation, state__in=_SENT)
    onward = Counter(left.order_by("transfer").values_list("transfer__ref", "transfer__to_site__name"))
    sent_on = tuple(SentOn(ref, site, count) for (ref, site), count in onward.items())
    return Fates(received, refused.total() - gone, gone, sent_on)


def gift_counts(donation: Donation) -> dict[DeviceType, int]:
    """How many of each type were received as a gift: neither refused nor gone back to the donor."""
    not_given = Q(refused_at__isnull=False) | Q(stage=Stage.RETURNED_TO_DONOR)
    back = Counter(Device.objects.filter(not_given, donation=donation).values_list("type", flat=True))
    given = {line.type: line.received - back[line.type.pk] for line in count_lines(donation)}
    return {kind: count for kind, count in given.items() if count > 0}


def refusal_events(devices: Sequence[Device]) -> dict[int, tuple[str, str]]:
    """By device, the latest reason it was refused for, and the words beside it."""
    events = (
        DeviceEvent.objects.filter(device__in=devices, kind=EventKind.REFUSED)
        .select_related("note")
        .order_by("seq")
    )
    return {one.device_id: (one.reason_code, one.note.text if hasattr(one, "note") else "") for one in events}
