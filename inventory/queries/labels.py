"""What each label says, on which formats it can be printed, and what was printed before. Device labels name nobody."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

import labels
from donors.models import Donation
from inventory import codes
from inventory.models import (
    BlankLabel,
    Device,
    DeviceEvent,
    LabelPrint,
    LabelRoll,
    Line,
    OwnFormat,
    Place,
    PrintedLabel,
    Printer,
    ScanRecord,
    Series,
)
from inventory.queries.commands import command_groups
from inventory.states import EventKind
from reuse.accounts.models import Badge, Membership, Organisation, Site, User, Workstation

CHUNK = 500
USUAL_LINES = (Line.TYPE, Line.MODEL)

# All a device's label can say beside its code. Whoever adds a line here decides what strangers may read on a laptop.
LINES: Mapping[Line, Callable[[Device], str]] = {
    Line.TYPE: lambda device: str(device.type),
    Line.MODEL: lambda device: f"{device.manufacturer} {device.model}".strip(),
    Line.SITE: lambda device: str(device.site),
    Line.BATCH: lambda device: device.donation.ref,
}


def device_label(device: Device, lines: Sequence[str] = USUAL_LINES) -> labels.Label:
    """The label of a device, whose type, site and donation are read; lines that say nothing are left out."""
    said = [LINES[Line(line)](device) for line in lines]
    return _coded(device.code, codes.shown(device.code), [text for text in said if text])


def place_label(place: Place) -> labels.Label:
    """The name is what people look for on a shelf; the code stays readable, for when the bars are torn."""
    return _coded(place.code, place.name, (place.shown_code, f"{place.get_kind_display()} · {place.site}"))


def blank_label(code: str) -> labels.Label:
    """A label of a roll: of what, nobody knows yet."""
    return _coded(code, codes.shown(code), ())


def _coded(code: str, title: str, lines: Sequence[str]) -> labels.Label:
    return labels.Label(
        code=code, url=codes.address(code, settings.PUBLIC_URL), title=title, lines=tuple(lines)
    )


def slip_labels(donation: Donation, count: int) -> list[labels.Label]:
    """The slips of a batch's pallets or parcels: where they go, and which of how many each is."""
    address = f"{settings.PUBLIC_URL}/donations/{donation.ref}/".upper()
    site = donation.site
    return [
        labels.Label(
            code=donation.ref,
            url=address,
            title=donation.ref,
            lines=(
                _("Pallet %(number)d of %(count)d") % {"number": number, "count": count},
                str(donation.receiver),
                str(site) if site.city in str(site) else f"{site}, {site.city}",
            ),
        )
        for number in range(1, count + 1)
    ]


def labels_of(row: LabelPrint) -> Iterator[labels.Label]:
    """The labels of a print in the order asked for, each as often as wanted; devices and places read chunk by chunk."""
    for label in _of_subject(row):
        for _copy in range(row.copies):
            yield label


def _of_subject(row: LabelPrint) -> Iterator[labels.Label]:
    match row.subject:
        case LabelPrint.Subject.BADGES:
            yield from _badges(row.codes)
        case LabelPrint.Subject.COMMANDS:
            yield from command_labels(row.codes, row.drawing.membership)
        case LabelPrint.Subject.SLIPS if row.donation:
            yield from slip_labels(row.donation, row.count // row.copies)
        case LabelPrint.Subject.ROLL:
            found = BlankLabel.objects.filter(roll__print=row).order_by("position")
            yield from map(blank_label, found.values_list("code", flat=True).iterator(CHUNK))
        case _:
            yield from coded_labels(row.codes, row.lines)


def coded_labels(wanted: Sequence[str], lines: Sequence[str]) -> Iterator[labels.Label]:
    """The labels of devices and places by their codes; a device may be named by any label it ever bore."""
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        devices = Device.objects.select_related("type", "site", "donation").in_bulk(part, field_name="code")
        others = [code for code in part if code not in devices]
        places = Place.objects.select_related("site").in_bulk(others, field_name="code") if others else {}
        for code in part:
            if code in devices:
                yield device_label(devices[code], lines)
            elif code in places:
                yield place_label(places[code])


def _badges(wanted: Sequence[str]) -> Iterator[labels.Label]:
    badges = Badge.objects.select_related("membership__user", "membership__organisation")
    found = badges.filter(ended_at=None).in_bulk(list(wanted), field_name="code")
    return (badge_label(found[code]) for code in wanted if code in found)


def badge_label(badge: Badge) -> labels.Label:
    """First name and initial, no more: a badge found in the street says little."""
    first, *rest = str(badge.membership.user).split()
    lines = (codes.shown(badge.code), str(badge.membership.organisation))
    return _coded(badge.code, f"{first} {rest[-1][0]}." if rest else first, lines)


def command_labels(wanted: Sequence[str], membership: Membership) -> Iterator[labels.Label]:
    """Orders by what their bars hold, with their words."""
    groups = command_groups(membership)
    words = {command.text: str(command.words) for group in groups for command in group.commands}
    return (
        labels.Label(code=text, url=text, title=words[text], lines=(text,))
        for text in wanted
        if text in words
    )


def own_formats(organisation: Organisation) -> dict[str, labels.Format]:
    """The formats an organisation has measured itself and still uses."""
    return {one.name: frozen(one) for one in OwnFormat.objects.live().filter(organisation=organisation)}


def frozen(row: OwnFormat) -> labels.Format:
    """A row as the value the leaf draws on. Raises InvalidFormat for sizes that cannot be printed."""
    return labels.Format(
        name=row.name,
        kind=labels.Kind(row.kind),
        page_width=float(row.page_width),
        page_height=float(row.page_height),
        width=float(row.width),
        height=float(row.height),
        columns=row.columns,
        rows=row.rows,
        pitch_x=float(row.pitch_x),
        pitch_y=float(row.pitch_y),
        left=float(row.left),
        top=float(row.top),
    )


def format_named(name: str, organisation: Organisation) -> labels.Format:
    """The organisation's own format of this name, else the one that ships; retired ones still print old jobs."""
    own = OwnFormat.objects.filter(organisation=organisation, name=name).order_by("-id").first()
    return frozen(own) if own else labels.find(name)


def calibration_of(printer: Printer | None) -> labels.Calibration:
    """How far a printer is off."""
    if printer is None:
        return labels.Calibration()
    scale_y = float(printer.scale_y) if printer.scale_y is not None else None
    return labels.Calibration(float(printer.x_mm), float(printer.y_mm), float(printer.scale), scale_y=scale_y)


def printed_before(wanted: Collection[str]) -> set[str]:
    """Those of the codes that have a label already: printed, or claimed from a roll."""
    found: set[str] = set()
    asked = sorted(wanted)
    for start in range(0, len(asked), CHUNK):
        part = asked[start : start + CHUNK]
        found.update(PrintedLabel.objects.filter(code__in=part).values_list("code", flat=True))
        devices = Device.objects.filter(code__in=part)
        labelled = DeviceEvent.objects.filter(device__in=devices, kind=EventKind.LABELLED)
        found.update(labelled.values_list("device__code", flat=True))
    return found


def last_print(user: User, workstation: Workstation | None) -> LabelPrint | None:
    """The last print from this workstation, else of this person: its format and printer are proposed again."""
    prints = LabelPrint.objects.exclude(subject=LabelPrint.Subject.ROLL).select_related("printer")
    own = prints.filter(workstation=workstation) if workstation else prints.filter(by=user)
    return own.order_by("-id").first()


def rolls(membership: Membership) -> list[LabelRoll]:
    """The rolls one may see, latest first, each with how many are `claimed` and `voided`."""
    counted = LabelRoll.objects.visible_to(membership).annotate(
        claimed=Count("labels", filter=Q(labels__device__isnull=False)),
        voided=Count("labels", filter=~Q(labels__void="")),
    )
    return list(counted.select_related("site", "by", "print__job"))


def sites_of(membership: Membership) -> list[Site]:
    """Where one may print: one's site, else those of the organisation."""
    if membership.site:
        return [membership.site]
    return list(Site.objects.filter(organisation=membership.organisation).order_by("name"))


def received_in(series: Series) -> list[str]:
    """The codes of the devices a series has received, in its order, taken back ones left out."""
    return list(dict.fromkeys(_received(series).order_by("pk").values_list("device__code", flat=True)))


def unlabelled_in(series: Series) -> int:
    """How many of them nobody has labelled yet."""
    labelled = DeviceEvent.objects.filter(device=OuterRef("pk"), kind=EventKind.LABELLED)
    devices = Device.objects.filter(pk__in=_received(series).values("device"))
    return devices.filter(~Exists(labelled)).count()


def _received(series: Series) -> QuerySet[ScanRecord]:
    return series.scans.filter(result=ScanRecord.Result.DONE, settled_at=None, device__isnull=False)


@dataclass(frozen=True, slots=True)
class RollCount:
    """How far a roll is used."""

    issued: int
    claimed: int
    voided: int

    @property
    def blank(self) -> int:
        return self.issued - self.claimed - self.voided


def roll_count(roll: LabelRoll) -> RollCount:
    """How many labels of a roll are on devices, void, or still blank."""
    found = roll.labels.aggregate(issued=Count("pk"), claimed=Count("device"), voided=Count("voided_at"))
    return RollCount(**found)
