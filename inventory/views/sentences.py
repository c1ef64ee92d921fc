"""Events of a device as sentences, made when they are read. Every kind has one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import codes
from inventory.models import CheckedDevice, DeviceEvent, Evidence, Identifier, PrintReason
from inventory.states import (
    CATEGORY_REASONS,
    REASONS,
    REFUSAL_REASONS,
    SCRAP_REASONS,
    WASTE_REASONS,
    EventKind,
    Move,
    Stage,
)
from inventory.views import part_words, report_words
from reuse.web.templatetags.look import number


@dataclass(frozen=True, slots=True)
class Told:
    """An event as the timeline shows it."""

    at: datetime
    text: str
    detail: str
    is_bad: bool = False


def told(event: DeviceEvent) -> Told:
    """The event in the reader's language: what happened, then by whom, where and why."""
    who = _("by %(person)s, %(organisation)s") % {"person": event.by, "organisation": event.for_organisation}
    note = event.note.text if hasattr(event, "note") else ""
    detail = ". ".join(filter(None, [_reason(event), note]))
    return Told(
        at=event.at,
        text=SENTENCES[EventKind(event.kind)](event),
        detail=" · ".join(filter(None, [detail, who])),
        is_bad=event.kind in {EventKind.MEDIUM_FAILED, EventKind.RESET_REFUSED, EventKind.TRANSFER_MISSED}
        or event.details.get("verdict") == CheckedDevice.Verdict.NON_CONFORMING
        or event.details.get("state") == Evidence.State.OTHER_DEVICE,
    )


def _reason(event: DeviceEvent) -> str:
    if event.kind == EventKind.BECAME_WASTE:  # said in its sentence
        return ""
    if event.kind == EventKind.PART_SCRAPPED and event.reason_code in SCRAP_REASONS:
        return str(SCRAP_REASONS[event.reason_code])
    if event.kind == EventKind.CATEGORISED:
        return str(CATEGORY_REASONS.get(event.reason_code, ""))
    if event.kind == EventKind.REFUSED:
        return str(REFUSAL_REASONS.get(event.reason_code, ""))
    if event.reason_code in _OWN_REASONS:
        return str(_OWN_REASONS[event.reason_code])
    words = REASONS.get(Move(event.move), {}) if event.move in Move.values else {}
    return str(words.get(event.reason_code, event.reason_code))


_OWN_REASONS = {
    "undo": gettext_lazy("Undone at once"),
    "medium_open": gettext_lazy("A storage medium is not proven erased"),
    "found": gettext_lazy("Found again"),
    "import_undone": gettext_lazy("The donor's list was withdrawn"),
}

_FIELDS = {
    "type": gettext_lazy("type"),
    "manufacturer": gettext_lazy("maker"),
    "model": gettext_lazy("model"),
    "cpu": gettext_lazy("processor"),
    "ram_mb": gettext_lazy("memory"),
    "storage_gb": gettext_lazy("storage"),
    "screen": gettext_lazy("screen"),
    "battery_percent": gettext_lazy("battery"),
    "grade": gettext_lazy("grade"),
    "functional_grade": gettext_lazy("functional grade"),
    "comment": gettext_lazy("comment"),
}


def _plain(event: DeviceEvent) -> str:
    return str(EventKind(event.kind).label)


def _moved(event: DeviceEvent) -> str:
    stage = Stage(event.to_stage).label
    if event.move == Move.RECEIVE and event.site:
        return _("Received at %(site)s") % {"site": event.site}
    if event.move == Move.GIVE_BACK:
        return _("Repaired and given back")
    return _("Moved to “%(stage)s”") % {"stage": stage}


def _opened(event: DeviceEvent) -> str:
    return _("Opening stock: enters at “%(stage)s”") % {"stage": Stage(event.to_stage).label}


def _corrected(event: DeviceEvent) -> str:
    return _("Last move taken back: “%(stage)s” again") % {"stage": Stage(event.to_stage).label}


def _described(event: DeviceEvent) -> str:
    names = [str(_FIELDS.get(name, name)) for name in event.details.get("fields", [])]
    names += [str(Identifier.Kind(kind).label) for kind in event.details.get("identifiers", [])]
    return _("Description completed: %(fields)s") % {"fields": ", ".join(names)} if names else _plain(event)


def _identified(event: DeviceEvent) -> str:
    kind = event.details.get("kind", "")
    label = Identifier.Kind(kind).label if kind in Identifier.Kind.values else kind
    return _("Identifier added: %(kind)s") % {"kind": label}


def _labelled(event: DeviceEvent) -> str:
    details = event.details
    if "blank" in details:
        return _("Blank label %(label)s stuck on it") % {"label": codes.shown(details["blank"])}
    named = {"format": details.get("format", ""), "printer": details.get("printer", "")}
    if reason := details.get("reason"):
        return _("Label printed again, format %(format)s: %(reason)s") % {
            **named,
            "reason": PrintReason(reason).label if reason in PrintReason.values else reason,
        }
    if named["printer"]:
        return _("Label printed, format %(format)s, printer %(printer)s") % named
    return _("Label printed, sheet %(format)s") % named


def _evidence(event: DeviceEvent) -> str:
    state = event.details.get("state", "")
    if state == Evidence.State.OTHER_DEVICE:
        return _("Report kept, but it speaks of another device")
    if state == Evidence.State.UNREADABLE:
        return _("Report kept, but not understood")
    told = _("Report attached: %(format)s") % {"format": event.details.get("format", "")}
    changed = report_words.changed_parts(event)
    return f"{told} ({' · '.join(changed)})" if changed else told


def _medium(event: DeviceEvent) -> str:
    """The kind's own label, the medium's serial number and the method."""
    serial = event.details.get("serial") or _("medium without serial number")
    told = _("%(what)s: %(medium)s") % {"what": _plain(event), "medium": serial}
    method = event.details.get("method")
    return _("%(told)s, method %(method)s") % {"told": told, "method": method} if method else told


def _checked(event: DeviceEvent) -> str:
    if not event.details.get("passed"):
        return _("Checklist filled in: at least one fault")
    grade = event.details.get("grade")
    return _("Checklist passed, grade %(grade)s") % {"grade": grade} if grade else _("Checklist passed")


def _placed(event: DeviceEvent) -> str:
    place = event.details.get("place")
    return _("Put in place %(code)s") % {"code": codes.shown(place)} if place else _("Taken out of its place")


def _weighed(event: DeviceEvent) -> str:
    grams = event.details.get("weight_g")
    return _("Weighed: %(kilograms)s kg") % {"kilograms": number(grams / 1000, 1)} if grams else _plain(event)


def _graded(event: DeviceEvent) -> str:
    return _("Graded %(grade)s") % {"grade": event.details.get("grade") or "–"}


def _transfer_listed(event: DeviceEvent) -> str:
    return _plain(event) if event.details.get("to") else _("Taken off a transfer")


def _transfer_sent(event: DeviceEvent) -> str:
    return _("Left with transfer %(transfer)s") % {"transfer": event.details.get("transfer", "")}


def _transferred(event: DeviceEvent) -> str:
    if event.reason_code == "undo" and "transit" in event.details:
        return _("Reception taken back")
    transfer = event.details.get("transfer")
    return _("Arrived with transfer %(transfer)s") % {"transfer": transfer} if transfer else _plain(event)


def _transfer_missed(event: DeviceEvent) -> str:
    names = {"transfer": event.details.get("transfer", "")}
    if event.to_stage:
        return _("Lost on the way with transfer %(transfer)s") % names
    return _("Listed on transfer %(transfer)s, it never left") % names


def _transfer_recalled(event: DeviceEvent) -> str:
    told = _("Called back from transfer %(transfer)s") % {"transfer": event.details.get("transfer", "")}
    place = event.details.get("place")
    back = _("Put in place %(code)s") % {"code": codes.shown(place)} if place else ""
    return " · ".join(filter(None, [told, back]))


def _arrival_checked(event: DeviceEvent) -> str:
    if event.details.get("verdict") == CheckedDevice.Verdict.CONFORMING:
        return _("Checked on arrival: conforming")
    return _("Checked on arrival: non-conforming")


def _counted(event: DeviceEvent) -> str:
    ref = event.details.get("stocktake") or event.details.get("before", {}).get("stocktake", "")
    if event.reason_code == "undo":
        return _("Count of stocktake %(ref)s taken back") % {"ref": ref}
    return _("Counted at stocktake %(ref)s") % {"ref": ref}


def _became_waste(event: DeviceEvent) -> str:
    why = WASTE_REASONS.get(event.reason_code, "")
    return _("Became waste: %(why)s") % {"why": why} if why else _plain(event)


def _left_waste(event: DeviceEvent) -> str:
    return _("Left waste status, record %(reference)s") % {"reference": event.details.get("reference", "–")}


def _collected(event: DeviceEvent) -> str:
    return _("Collected for recycling, slip %(number)s") % {"number": event.details.get("slip", "–")}


def _categorised(event: DeviceEvent) -> str:
    category, rules = event.details.get("category"), event.details.get("rules", "")
    if not category:
        return _("No category any more: something is missing")
    if event.details.get("by_hand"):
        return _("Category %(category)s, chosen by a person") % {"category": category}
    return _("Category %(category)s under the rules %(rules)s") % {"category": category, "rules": rules}


SENTENCES: Mapping[EventKind, Callable[[DeviceEvent], str]] = {
    EventKind.ANNOUNCED: _plain,
    EventKind.FOUND: _plain,
    EventKind.REFUSED: _plain,
    EventKind.KEPT: _plain,
    EventKind.OPENED: _opened,
    EventKind.MOVED: _moved,
    EventKind.CORRECTED: _corrected,
    EventKind.DESCRIBED: _described,
    EventKind.IDENTIFIED: _identified,
    EventKind.LABELLED: _labelled,
    EventKind.EVIDENCE_ADDED: _evidence,
    EventKind.MEDIUM_FOUND: _medium,
    EventKind.RESET_ATTESTED: _medium,
    EventKind.RESET_REFUSED: _medium,
    EventKind.MEDIUM_ERASED: _medium,
    EventKind.MEDIUM_FAILED: _medium,
    EventKind.MEDIUM_REMOVED: _medium,
    EventKind.MEDIUM_DESTROYED: _medium,
    EventKind.NO_STORAGE: _plain,
    EventKind.PLACED: _placed,
    EventKind.WEIGHED: _weighed,
    EventKind.GRADED: _graded,
    EventKind.CATEGORISED: _categorised,
    EventKind.CHECKED: _checked,
    EventKind.SIGNED_OFF: _plain,
    EventKind.EXEMPTED: _plain,
    EventKind.BECAME_WASTE: _became_waste,
    EventKind.LEFT_WASTE: _left_waste,
    EventKind.COLLECTED: _collected,
    EventKind.LANE_CORRECTED: _plain,
    EventKind.TRANSFER_LISTED: _transfer_listed,
    EventKind.TRANSFER_SENT: _transfer_sent,
    EventKind.TRANSFERRED: _transferred,
    EventKind.TRANSFER_MISSED: _transfer_missed,
    EventKind.TRANSFER_RECALLED: _transfer_recalled,
    EventKind.ARRIVAL_CHECKED: _arrival_checked,
    EventKind.COUNTED: _counted,
    EventKind.MERGED: _plain,
    EventKind.PART_HARVESTED: part_words.told,
    EventKind.PART_FITTED: part_words.told,
    EventKind.PART_RETURNED: part_words.told,
    EventKind.PART_SCRAPPED: part_words.told,
    EventKind.PART_AWAITED: part_words.awaited,
    EventKind.ACCESSORY_ATTACHED: part_words.accessory,
    EventKind.NOT_GOING_BACK: _plain,
    EventKind.ACCESSORY_DETACHED: part_words.accessory,
}
