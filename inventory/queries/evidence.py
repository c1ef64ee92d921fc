"""Which devices tools' reports speak of, and which reports wait for a person."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet

from donors.models import Donation
from inventory import codes
from inventory.models import Device, Evidence, Identifier, Medium
from inventory.states import WORK, Stage
from reuse.accounts.models import Membership
from reuse.accounts.roles import Reach

Extract = Mapping[str, Any]  # what was read in a report: device, specs, erasures
MACHINE_KINDS = (Identifier.Kind.SERIAL, Identifier.Kind.IMEI)
AT_HAND = frozenset({Stage.ANNOUNCED, Stage.RECEIVED, *WORK, Stage.READY, Stage.RESERVED, Stage.AFTER_SALES})
_AT_ONCE = 900  # names asked for in one statement: SQLite takes 999 parameters


@dataclass(frozen=True, slots=True)
class Match:
    """The devices a report speaks of; what several devices answer to; what none answers to."""

    devices: tuple[Device, ...] = ()
    rivals: Mapping[str, tuple[Device, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something is left for a person to decide."""
        return not self.devices or bool(self.rivals or self.unknown)

    @property
    def only(self) -> Device | None:
        """The one device it may be of, where all its names lead to the same."""
        found = {one.pk: one for devices in (self.devices, *self.rivals.values()) for one in devices}
        return next(iter(found.values())) if len(found) == 1 else None


def machine_names(extract: Extract) -> set[str]:
    """The serial number and IMEIs of the machine a report names, as identifiers are compared."""
    machine = extract["device"]
    named = (codes.normalised(str(machine.get(name) or ""))[:120] for name in ("serial", "imei", "imei2"))
    return {name for name in named if name}


def machine_name(extract: Extract) -> str:
    """The machine's own name as it was read: its serial number, else its IMEI."""
    return str(extract["device"].get("serial") or extract["device"].get("imei") or "")


def is_inventory(extract: Extract) -> bool:
    """Whether a report describes a machine, and not only the disks that were read or erased."""
    specs, machine = extract["specs"], extract["device"]
    describes = bool(specs.get("cpu") or specs.get("ram_mb") or specs.get("battery_health"))
    return describes or (not extract["erasures"] and any(machine.values()))


def disk_names(extract: Extract) -> dict[str, str]:
    """The disks by which a report may be tied to devices: those it says were erased, or all where it only reads disks.

    An inventory is tied by its machine alone: a disk moves from one to another.
    """
    alone = [] if is_inventory(extract) else extract["specs"].get("storage") or []
    disks = extract["erasures"] or alone
    return {
        key: str(disk["serial"]) for disk in disks if (key := codes.normalised(disk.get("serial") or "")[:80])
    }


def matches(
    extracts: Sequence[Extract], membership: Membership, donation: Donation | None = None
) -> list[Match]:
    """For each report, the devices it speaks of among those this membership sees.

    Several devices that answer to one name leave it open, unless one alone is still at hand, or in the batch.
    """
    machines = _by_name(
        {name for one in extracts for name in machine_names(one)},
        membership,
        "identifiers",
        {"identifiers__kind__in": MACHINE_KINDS},
    )
    disks = _by_name(
        {name for one in extracts for name in disk_names(one)},
        membership,
        "media",
        {"media__state__in": set(Medium.State) - {Medium.State.DESTROYED}},
    )
    return [_match(one, machines, disks, donation) for one in extracts]


def _by_name(
    names: Collection[str], membership: Membership, relation: str, condition: Mapping[str, Any]
) -> dict[str, list[Device]]:
    seen = Device.objects.visible_to(membership).filter(merged_into=None).exclude(stage=Stage.NOT_DELIVERED)
    found: dict[str, dict[int, Device]] = defaultdict(dict)
    ordered = sorted(names)
    for start in range(0, len(ordered), _AT_ONCE):
        wanted = {f"{relation}__normalised__in": ordered[start : start + _AT_ONCE]}
        hits: Iterable[Any] = (
            seen.filter(**wanted, **condition)
            .annotate(answers_to=F(f"{relation}__normalised"))
            .select_related("type", "donation", "site")
            .order_by("pk")
        )
        for device in hits:
            found[device.answers_to].setdefault(device.pk, device)
    return {name: list(devices.values()) for name, devices in found.items()}


def _match(
    extract: Extract,
    machines: Mapping[str, Sequence[Device]],
    disks: Mapping[str, Sequence[Device]],
    donation: Donation | None,
) -> Match:
    found: dict[int, Device] = {}
    rivals: dict[str, tuple[Device, ...]] = {}
    loose = []

    def take(name: str, answering: Sequence[Device]) -> None:
        if len(answering) > 1:
            rivals[name] = tuple(answering)
        else:
            found.update({device.pk: device for device in answering})

    for key, name in disk_names(extract).items():
        owners = _likely(disks.get(key, ()), donation)
        take(name, owners)
        loose += [] if owners else [name]
    named = machine_names(extract)
    if is_inventory(extract) or loose or not (found or rivals):
        together = {device.pk: device for name in sorted(named) for device in machines.get(name, ())}
        machine = _likely(list(together.values()), donation)
        take(machine_name(extract), machine)
        if machine:
            loose = []  # the disks that no other device has are this machine's
        elif named and (is_inventory(extract) or not loose):
            loose.append(machine_name(extract))
    return Match(tuple(found[key] for key in sorted(found)), rivals, tuple(loose))


def _likely(devices: Sequence[Device], donation: Donation | None) -> Sequence[Device]:
    """Fewer, where several answer: those still at hand, then those of the batch the report came with."""
    at_hand = [device for device in devices if device.stage in AT_HAND]
    here = at_hand or devices
    of_batch = [device for device in here if donation and device.donation_id == donation.pk]
    return of_batch or here


def media_elsewhere(device: Device, serial: str) -> bool:
    """Whether another device is known to hold this medium."""
    return Medium.objects.filter(normalised=serial).exclude(device=device).exists()


def reports_received(membership: Membership) -> QuerySet[Evidence]:
    """Every report this membership's organisation received; for the network, all."""
    found = Evidence.objects.all()
    if membership.description.reach == Reach.SITES:
        found = found.filter(holder=membership.organisation)
    return found


def waiting_reports(membership: Membership, *states: str) -> QuerySet[Evidence]:
    """The reports without a device that this membership may deal with, latest first."""
    found = reports_received(membership).filter(device=None, state__in=states)
    return found.select_related("donation", "added_by", "file", "holder").order_by("-pk")
