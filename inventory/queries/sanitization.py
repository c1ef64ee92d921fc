"""What became of a batch's storage media: counts, lines, the line a serial number names; resets that wait for a check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from donors.models import Donation
from inventory import codes
from inventory.models import Device, DeviceQuerySet, ErasureProof, Medium
from inventory.states import Stage
from reuse.accounts.models import Membership

State = Medium.State
OPEN = (State.PRESENT, State.ATTESTED, State.FAILED)
UNACCOUNTED = (*OPEN, State.REMOVED)
STATED, UNKNOWN = "stated", "unknown"  # of a device without any medium: somebody looked, or nobody did
# What a report may be narrowed to: the states of the lines shown.
NARROWED: dict[str, frozenset[str]] = {
    "unaccounted": frozenset({*UNACCOUNTED, UNKNOWN}),
    "open": frozenset({*OPEN, UNKNOWN}),
    "failed": frozenset({State.FAILED}),
    "removed": frozenset({State.REMOVED}),
}
GONE = (Stage.LOST, Stage.RETURNED_TO_DONOR)


def resets_to_check(membership: Membership) -> QuerySet[Medium]:
    """Resets a colleague attested, in the devices this membership may see, that this person may check."""
    last = ErasureProof.objects.filter(medium=OuterRef("pk"), result=State.ATTESTED).order_by("-pk")
    return (
        Medium.objects.filter(state=State.ATTESTED, device__in=Device.objects.visible_to(membership))
        .annotate(attested_by=last.values("by")[:1], attested_at=last.values("recorded_at")[:1])
        .exclude(attested_by=membership.user_id)
        .select_related("device__type")
        .order_by("attested_at", "pk")
    )


def proof_of(medium: Medium) -> ErasureProof | None:
    """What says the medium is as it is: the latest proof of its state."""
    return next((proof for proof in medium.proofs.all() if proof.result == medium.state), None)


def with_proofs() -> QuerySet[Medium]:
    """Media with their proofs and whose they are, in two statements."""
    proofs = ErasureProof.objects.select_related("evidence", "by", "witness", "procedure")
    return Medium.objects.prefetch_related(Prefetch("proofs", queryset=proofs))


def data_bearers(donation: Donation) -> DeviceQuerySet:
    """The devices of a batch that came and hold data, those that were lost or given back included."""
    return Device.objects.filter(
        donation=donation, received_at__isnull=False, type__holds_data=True, merged_into=None
    )


def to_account(donation: Donation) -> DeviceQuerySet:
    """The devices whose media the workshop answers for: neither lost nor given back."""
    return data_bearers(donation).exclude(stage__in=GONE)


@dataclass(frozen=True, slots=True)
class Accounts:
    """A batch's media by what became of them. A device without any counts as one line."""

    devices: int
    erased: int
    destroyed: int
    removed: int
    failed: int
    attested: int
    present: int
    stated: int
    unknown: int
    gone: int

    @property
    def lines(self) -> int:
        return self.accounted + self.unaccounted

    @property
    def accounted(self) -> int:
        return self.erased + self.destroyed + self.stated

    @property
    def open(self) -> int:
        return self.present + self.attested + self.failed + self.unknown

    @property
    def unaccounted(self) -> int:
        return self.open + self.removed


def accounts(donation: Donation) -> Accounts:
    """The counts, in three statements whatever the size of the batch."""
    devices = to_account(donation)
    states = dict(
        Medium.objects.filter(device__in=devices).order_by().values_list("state").annotate(count=Count("id"))
    )
    counts = (
        devices.order_by()
        .annotate(has_media=_has_media())
        .aggregate(
            devices=Count("id"),
            stated=Count("id", filter=Q(has_media=False, no_storage_at__isnull=False)),
            unknown=Count("id", filter=Q(has_media=False, no_storage_at=None)),
        )
    )
    gone = data_bearers(donation).filter(stage__in=GONE).count()
    by_state = {state.value: states.get(state.value, 0) for state in State}
    return Accounts(**counts, **by_state, gone=gone)


def _has_media() -> Exists:
    return Exists(Medium.objects.filter(device=OuterRef("pk")))


@dataclass(frozen=True, slots=True)
class Line:
    """One medium of a device, or a device without any; `state` is the medium's, or stated, or unknown."""

    device: Device
    medium: Medium | None
    state: str

    @property
    def proof(self) -> ErasureProof | None:
        return proof_of(self.medium) if self.medium else None

    @property
    def is_accounted(self) -> bool:
        return self.state not in NARROWED["unaccounted"]


def lines_of(devices: Sequence[Device], wanted: str = "") -> list[Line]:
    """The lines of devices read by `page_of_devices`, narrowed to the states wanted."""
    return [
        line for device in devices for line in _lines(device) if not wanted or line.state in NARROWED[wanted]
    ]


def _lines(device: Device) -> Iterator[Line]:
    media = list(device.media.all())
    for medium in media:
        medium.device = device
        yield Line(device, medium, medium.state)
    if not media:
        yield Line(device, None, STATED if device.no_storage_at else UNKNOWN)


def narrowed(devices: DeviceQuerySet, wanted: str) -> DeviceQuerySet:
    """The devices with a line of a state wanted (a key of NARROWED); all when it is empty."""
    if not wanted:
        return devices
    states = NARROWED[wanted]
    has_one = Q(Exists(Medium.objects.filter(device=OuterRef("pk"), state__in=states)))
    if UNKNOWN in states:
        has_one |= Q(~Q(_has_media()), no_storage_at=None)
    return devices.filter(has_one)


def page_of_devices(devices: DeviceQuerySet, *, after: int = 0, size: int = 100) -> list[Device]:
    """The next devices with all their lines show, in the order of their keys and a fixed number of statements."""
    return list(
        devices.filter(pk__gt=after)
        .select_related("type")
        .prefetch_related("identifiers", Prefetch("media", queryset=with_proofs()))
        .order_by("pk")[:size]
    )


def in_order(devices: DeviceQuerySet, *, size: int = 500) -> Iterator[Device]:
    """Every device, read page by page."""
    after = 0
    while page := page_of_devices(devices, after=after, size=size):
        yield from page
        after = page[-1].pk


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a scanned text names in a batch; `fault` is the keyboard fault that was repaired."""

    text: str
    fault: str
    devices: frozenset[int]
    media: frozenset[int]


def sighted(donation: Donation, text: str) -> Sighting:
    """The device or medium a text names: a medium's serial number first, else any name of a device; also mistyped."""
    wanted: dict[str, tuple[str, str]] = {}
    for reading, fault in codes.readings(text.strip()[:240]):
        name = codes.in_address(reading) or codes.parse(reading) or codes.normalised(reading)
        if name:
            wanted.setdefault(name, (reading, fault))
    devices = to_account(donation)
    media = Medium.objects.filter(device__in=devices, normalised__in=wanted)
    rows = [(row[0], row[1], row[2]) for row in media.values_list("normalised", "device", "pk")]
    named = devices.filter(identifiers__normalised__in=wanted)
    names = named.annotate(answers_to=F("identifiers__normalised")).values_list("answers_to", "pk")
    for name, (reading, fault) in wanted.items():
        held = [row for row in rows if row[0] == name]
        borne = [pk for answers_to, pk in names if answers_to == name]
        if held or borne:
            keys = frozenset(row[1] for row in held) or frozenset(borne)
            return Sighting(reading, fault, keys, frozenset(row[2] for row in held))
    return Sighting(text.strip(), "", frozenset(), frozenset())
