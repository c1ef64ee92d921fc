"""What a scanned or typed text names: devices, a place, a person, a command, a blank label; repaired where garbled."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Q

from inventory import codes, queries
from inventory.models import BlankLabel, Device, DeviceQuerySet, Place
from inventory.states import Command, Stage
from reuse.accounts.models import Badge, Membership

LONGEST = 240
MOST_HITS = 50  # devices that answer to one text: beyond, it is no name
_AT_ONCE = 900  # names asked for in one statement: SQLite takes 999 parameters


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text names. `text`: the reading that was understood; `fault`: the keyboard fault that was repaired.

    `other_host`: the text is the address of a device, on another host.
    """

    text: str
    fault: str = ""
    devices: tuple[Device, ...] = ()
    place: Place | None = None
    person: Membership | None = None
    command: Command | None = None
    blank: BlankLabel | None = None
    other_host: str = ""

    @property
    def names_nothing(self) -> bool:
        return not (self.devices or self.place or self.person or self.command or self.blank)


def resolve(
    text: str,
    *,
    membership: Membership,
    devices: DeviceQuerySet | None = None,
    among: DeviceQuerySet | None = None,
) -> Resolution:
    """Find what a text names, among what this membership may see. `devices`: how they are to be read;
    `among`: others that may be meant too, such as what is on its way here.

    Understands our code in any case, with dashes or as an address, every outside identifier, what a maker's symbol
    holds, and the codes of places, badges and commands; a text typed through a wrong keyboard layout or with caps
    lock on is repaired.
    """
    return resolve_all([text], membership=membership, devices=devices, among=among)[0]


def resolve_all(
    texts: Sequence[str],
    *,
    membership: Membership,
    devices: DeviceQuerySet | None = None,
    among: DeviceQuerySet | None = None,
) -> list[Resolution]:
    """The same for many texts, in a number of statements that hardly grows with theirs."""
    wanted = [_Wanted.of(text) for text in texts]
    chosen = Device.objects.select_related("type", "site", "donation") if devices is None else devices
    by_name = _devices_by_name(
        {name for one in wanted for name in one.names}, seen(chosen, membership, among)
    )
    found = [one.devices_in(by_name) for one in wanted]
    open_codes = {code for one, hit in zip(wanted, found, strict=True) if hit is None for code in one.codes}
    others = _others_by_code(open_codes, membership) if open_codes else {}
    return [hit or one.other_in(others) for one, hit in zip(wanted, found, strict=True)]


def seen(
    devices: DeviceQuerySet, membership: Membership, among: DeviceQuerySet | None = None
) -> DeviceQuerySet:
    """Those this membership may scan; what was merged answers through the device it became."""
    if among is None:
        return devices.visible_to(membership).filter(merged_into=None)
    own = Device.objects.visible_to(membership).order_by().values("pk")
    return devices.filter(Q(pk__in=own) | Q(pk__in=among.order_by().values("pk")), merged_into=None)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A text with all it may mean: each name in the order of likelihood, with the reading and the fault behind it."""

    text: str
    names: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, text: str) -> "_Wanted":
        names: dict[str, tuple[str, str]] = {}
        for reading, fault in codes.readings(text.strip()[:LONGEST]):
            for inside in codes.contents(reading):
                name = codes.in_address(inside) or codes.parse(inside) or codes.normalised(inside)
                if name:
                    names.setdefault(name, (inside, fault))
        return cls(text.strip(), names)

    @property
    def codes(self) -> list[str]:
        """Those of the names that are codes of ours, of a device or of anything else."""
        return [name for name in self.names if codes.is_code(name)]

    def devices_in(self, by_name: Mapping[str, Collection[Device]]) -> Resolution | None:
        """The devices of the likeliest name that any answers to; what never arrived steps back behind the others."""
        best = next((name for name in self.names if name in by_name), None)
        if best is None:
            return None
        reading, fault = self.names[best]
        here = tuple(device for device in by_name[best] if device.stage != Stage.NOT_DELIVERED)
        return Resolution(reading, fault, devices=(here or tuple(by_name[best]))[:MOST_HITS])

    def other_in(self, others: Mapping[str, Place | Membership | BlankLabel]) -> Resolution:
        """A command, a place, a person, a blank label, or nothing."""
        for name, (reading, fault) in self.names.items():
            found = Resolution(reading, fault)
            if command := queries.command_in(name):
                return replace(found, command=command)
            match others.get(name):
                case Place() as place:
                    return replace(found, place=place)
                case Membership() as person:
                    return replace(found, person=person)
                case BlankLabel() as blank:
                    return replace(found, blank=blank)
        return Resolution(self.text, other_host=codes.host_of(self.text))


def _devices_by_name(names: Collection[str], devices: DeviceQuerySet) -> dict[str, list[Device]]:
    found: dict[str, dict[int, Device]] = defaultdict(dict)
    for part in _parts(names):
        named = devices.filter(identifiers__normalised__in=part)
        answering = named.annotate(answers_to=F("identifiers__normalised")).order_by("pk")
        hits: Iterable[Any] = answering[: MOST_HITS * len(part)]  # each a device, with the name it answers to
        for device in hits:
            found[device.answers_to].setdefault(device.pk, device)
    return {name: list(devices.values()) for name, devices in found.items()}


def _others_by_code(
    wanted: Collection[str], membership: Membership
) -> dict[str, Place | Membership | BlankLabel]:
    found: dict[str, Place | Membership | BlankLabel] = {}
    for part in _parts(wanted):
        places = Place.objects.visible_to(membership).filter(code__in=part).select_related("site")
        found.update({place.code: place for place in places})
        badges = Badge.objects.filter(
            code__in=part, ended_at=None, membership__organisation=membership.organisation_id
        )
        for badge in badges.select_related("membership__user", "membership__organisation"):
            found[badge.code] = badge.membership
        blanks = BlankLabel.objects.usable_by(membership.organisation_id).filter(code__in=part, device=None)
        found.update({blank.code: blank for blank in blanks.select_related("roll")})
    return found


def _parts(names: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(names)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))
