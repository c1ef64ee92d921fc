"""After-sales: which device a text names among those handed over, what happened to a case, what came back of whose work."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import AfterSalesCase, AllocationItem, CollectiveDevice, Handover
from beneficiaries.queries.narrative import Told, told
from beneficiaries.states import HandoverStage, Words
from beneficiaries.states.aftersales import CASE_REASONS, CaseEventKind, CaseMove, CaseStage, Fault
from inventory import codes
from inventory.models import Device, DeviceEvent, Identifier
from inventory.states import Move, Stage
from reuse.accounts.models import Membership, Organisation
from reuse.core.prefixes import begins

MOST: Final = 20
SHORTEST: Final = 4  # of a serial number or a model: less names half the network
OUT: Final = (Stage.HANDED_OVER, Stage.LOST, Stage.AFTER_SALES)
SENTENCES: Mapping[str, Words] = {
    CaseEventKind.OPENED: _("Fault told by %(name)s"),
    CaseEventKind.TOLD: _("Told again by %(name)s"),
    CaseMove.RECEIVE: _("Received by %(name)s, to be repaired and given back"),
    CaseMove.GIVE_BACK: _("Repaired and given back, by %(name)s"),
    CaseMove.EXCHANGE: _("Exchanged by %(name)s: the request waits again, first of its queue"),
    CaseMove.END: _("Returned for good, noted by %(name)s"),
    CaseMove.ADVISE: _("Answered with advice by %(name)s"),
    CaseMove.REPORT_MISSING: _("Declared lost or stolen by %(name)s"),
    CaseMove.REGAIN: _("The person has it again, says %(name)s"),
    CaseMove.BRING_IN: _("Found again, received by %(name)s"),
}


def device_of_code(text: str) -> Device | None:
    """The device a code names, an old label or a merged device included."""
    code = codes.in_address(text) or codes.parse(text)
    if code is None:
        return None
    known = Device.objects.select_related("type", "site", "merged_into__type", "merged_into__site")
    device = known.filter(identifiers__kind=Identifier.Kind.CODE, identifiers__normalised=code).first()
    while device is not None and device.merged_into is not None:
        device = device.merged_into
    return device


def handed_over_like(text: str) -> list[Device]:
    """Devices handed over that a text may name: code, serial number, IMEI; or a model, when the label is gone."""
    if device := device_of_code(text):
        return [device] if device.stage in OUT and device.first_handed_over_on else []
    wanted = text.strip()
    if len(wanted) < SHORTEST:
        return []
    bare = codes.normalised(wanted)
    kinds = (Identifier.Kind.SERIAL, Identifier.Kind.IMEI)
    named = (
        Identifier.objects.filter(begins("normalised", bare), kind__in=kinds)
        if bare
        else Identifier.objects.none()
    )
    found = Device.objects.filter(stage__in=OUT, first_handed_over_on__isnull=False, merged_into=None)
    meant = Q(pk__in=named.values("device")) | begins("model", wanted)
    return list(found.filter(meant).select_related("type", "site").order_by("-stage_since", "-id")[:MOST])


def part_out(device: Device) -> AllocationItem | None:
    """The part of a set that a device is, and that is with the person."""
    out = AllocationItem.objects.filter(device=device, handed_over_on__isnull=False, released_at=None)
    return out.select_related(
        "device", "allocation__request__partner", "allocation__handover__request__partner"
    ).first()


def last_handover(device: Device) -> Handover | None:
    """The latest hand-over of a device that took place, its own or that of its set."""
    own = Q(device=device)
    of_set = Q(allocation__items__device=device, allocation__items__handed_over_on__isnull=False)
    took_place = Handover.objects.filter(
        own | of_set, stage__in=(HandoverStage.DONE, HandoverStage.RETURNED)
    ).distinct()
    return (
        took_place.select_related("request__programme", "request__partner", "site__organisation")
        .order_by("handed_over_on", "pk")
        .last()
    )


def network() -> Organisation | None:
    """Whom to call when nobody else is known."""
    return Organisation.objects.filter(is_network=True).first()


def network_contact() -> Membership | None:
    """The network's contact for the public, if it named one."""
    return Membership.objects.filter(organisation__is_network=True, is_contact=True).first()


def cases_of(device: Device) -> QuerySet[AfterSalesCase]:
    """What was wrong before, latest first."""
    return AfterSalesCase.objects.filter(device=device).order_by("-pk")


def case_events(case: AfterSalesCase) -> list[Told]:
    """What happened to a case, latest first."""
    entries = list(case.events.select_related("by", "note"))
    lines = told(entries, SENTENCES, CASE_REASONS)
    faults = [entry.details.get("fault", "") for entry in sorted(entries, key=lambda one: -one.seq)]
    return [
        replace(line, detail=" · ".join(filter(None, [str(Fault(code).label) if code else "", line.detail])))
        for line, code in zip(lines, faults, strict=True)
    ]


def cases_like(membership: Membership, wanted: Mapping[str, Any]) -> QuerySet[AfterSalesCase]:
    """The cases this membership sees, narrowed: `stage`, `fault`, `outcome`."""
    found = AfterSalesCase.objects.visible_to(membership)
    return found.filter(**{name: wanted[name] for name in ("stage", "fault", "outcome") if wanted.get(name)})


@dataclass(frozen=True, slots=True)
class Returned:
    """Of one batch, or one refurbisher: devices handed over, those with a case under warranty, those taken back for it."""

    name: str
    handed_over: int
    faulty: int
    taken_back: int

    @property
    def rate(self) -> float:
        return self.faulty / self.handed_over if self.handed_over else 0.0


_BAD = (CaseMove.EXCHANGE, CaseMove.END)
_COUNTED = ("handed_over", "faulty", "taken_back")


def returns_by_batch(since: date, until: date) -> list[Returned]:
    """What was handed over in the period, by the batch it came with."""
    return _returns(since, until, lambda _day: F("device__donation__ref"))


def returns_by_refurbisher(since: date, until: date) -> list[Returned]:
    """The same by who made the device ready last before it was handed over."""

    def body(day: str) -> Any:
        released = DeviceEvent.objects.filter(
            device=OuterRef("device"), move=Move.RELEASE, on__lte=OuterRef(day)
        )
        name = Subquery(released.order_by("-seq").values("for_organisation__name")[:1])
        return Coalesce(name, F("device__site__organisation__name"))

    return _returns(since, until, body)


def _returns(since: date, until: date, body: Callable[[str], Any]) -> list[Returned]:
    """Of persons and of structures, by the day of the hand-over: a return is of what left in the period.

    Warranty and technical reasons only. `body`: what to count by, given the column that holds the day.
    """
    by_person = Handover.objects.exclude(stage=HandoverStage.CANCELLED)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for rows, day in (
        (by_person, "handed_over_on"),
        (CollectiveDevice.objects.all(), "collective__delivered_on"),
    ):
        for row in _counted(rows.filter(**{f"{day}__range": (since, until)}), body(day)):
            counts[row.pop("name")].update(row)
    found = [Returned(name, **{key: row[key] for key in _COUNTED}) for name, row in counts.items()]
    return sorted(found, key=lambda one: (-one.faulty, one.name.casefold()))


def _counted(rows: QuerySet[Any], body: Any) -> list[dict[str, Any]]:
    technical = Q(aftersales__is_under_warranty=True) & ~Q(aftersales__outcome=CaseMove.ADVISE)
    technical &= ~Q(aftersales__stage=CaseStage.MISSING) & ~Q(aftersales__outcome=CaseMove.REGAIN)
    return list(
        rows.order_by()
        .values(name=body)
        .annotate(
            handed_over=Count("pk", distinct=True),
            faulty=Count("pk", distinct=True, filter=technical),
            taken_back=Count("pk", distinct=True, filter=technical & Q(aftersales__outcome__in=_BAD)),
        )
    )
