"""What a blank label leads to at reception: it waits for its device, becomes a new one, or goes on the one just received."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from donors.models import Donation
from inventory import codes
from inventory.models import BlankLabel, Device, ScanRecord, Series
from inventory.states import Action
from inventory.workflow import moves, rolls
from inventory.workflow.devices import find_unlisted
from inventory.workflow.items import Item
from inventory.workflow.refusals import LabelVoid, NotADevice
from reuse.accounts.acting import Act
from reuse.core.models import DeviceType

ITEM = "item"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A blank label whose device is to follow; `scan`: the scan that asked which."""

    label: BlankLabel
    scan: str = ""


def named(text: str, act: Act) -> BlankLabel:
    """The blank label of ours that a text names."""
    code = codes.in_address(text) or codes.parse(text) or ""
    own = BlankLabel.objects.usable_by(act.organisation)
    label = own.filter(code=code).select_related("roll").first()
    if label is None:
        raise NotADevice(_("“%(text)s” is no blank label.") % {"text": text[:60]})
    return label


def answer(
    record: ScanRecord, label: BlankLabel, series: Series | None, params: Mapping[str, Any], act: Act
) -> None:
    """A blank label was scanned where a device was expected."""
    if label.void:
        raise LabelVoid(
            _("Label %(label)s was voided: %(why)s. Take another one.")
            % {"label": label, "why": label.get_void_display()}
        )
    if record.move != Action.RECEIVE:
        raise NotADevice(_("Label %(label)s is blank: give it to a device at reception.") % {"label": label})
    if wanted := params.get("device"):
        _stick(record, label, str(wanted), act)
    elif series and series.donation and (item := _alike(series)):
        create(record, series.donation, item, label, act)
    else:
        _ask(record, label, series, act)


def _alike(series: Series) -> Item | None:
    """What every blank label of the series becomes: as described once, or of the type the series counts."""
    if kept := series.blanks.get(ITEM):
        return Item(**kept)
    return Item(type=series.params["type"]) if series.params.get("type") else None


def _stick(record: ScanRecord, label: BlankLabel, code: str, act: Act) -> None:
    device = moves.locking().visible_to(act.membership).filter(code=code).first()
    if device is None:
        raise NotADevice(_("No device of yours answers to “%(text)s”.") % {"text": code[:60]})
    event = rolls.claim_label(label=label, device=device, act=act)
    record.device = event.device
    record.result = ScanRecord.Result.DONE
    record.outcome = {"stage": "", "seq": event.seq, "from": "", "label": label.code}


def _ask(record: ScanRecord, label: BlankLabel, series: Series | None, act: Act) -> None:
    """Which device? The next one scanned, a new one, or the one this person received just before."""
    record.result = ScanRecord.Result.UNKNOWN
    record.outcome = {
        "blank": label.code,
        "reason": "blank_label",
        "message": _("This label is blank. Scan the device it goes on, or create the device."),
    }
    if series is None:
        return
    before = series.scans.filter(by=act.by, result=ScanRecord.Result.DONE, settled_at=None)
    last = (
        before.filter(device__isnull=False, move=Action.RECEIVE)
        .select_related("device__type")
        .order_by("-pk")
    )
    record.outcome["choices"] = [choice(one.device) for one in last[:1] if one.device]
    _keep(series, str(act.by.pk), {"label": label.code, "scan": str(record.scan)})


def create(record: ScanRecord, donation: Donation, item: Item, label: BlankLabel | None, act: Act) -> None:
    """A device of the batch, made and received, with the label's code if there is one."""
    device = find_unlisted(donation=donation, item=item, act=act, label=label)
    received = device.events.filter(to_stage=device.stage).latest("seq")
    record.device = device
    record.result = ScanRecord.Result.DONE
    record.outcome = {"stage": received.to_stage, "seq": received.seq, "from": received.from_stage}
    if label:
        record.outcome["label"] = label.code


def waiting(series: Series | None, params: Mapping[str, Any], act: Act) -> Waiting | None:
    """The blank label that goes on the device scanned now: named with it, or scanned before it by the same person."""
    if text := params.get("label"):
        return Waiting(named(str(text), act))
    kept = series.blanks.get(str(act.by.pk)) if series else None
    if kept is None:
        return None
    label = BlankLabel.objects.filter(code=kept["label"], device=None, void="").first()
    return Waiting(label, kept["scan"]) if label else None


def forget_waiting(series: Series, act: Act) -> None:
    """Its device has come."""
    if str(act.by.pk) in series.blanks:
        _keep(series, str(act.by.pk), None)


def repeat(series: Series, item: Item | None) -> None:
    """What every further blank label of the series becomes by itself; None: each is asked about again."""
    if item is None and "type" in series.params:
        series.params = {name: value for name, value in series.params.items() if name != "type"}
        series.save(update_fields=["params"])
    alike = asdict(item) | {"identifiers": {}, "row": None, "extra": {}} if item else None
    _keep(series, ITEM, alike)


def alike(series: Series) -> str:
    """What blank labels of the series become, in a word; empty where each is asked about."""
    item = _alike(series)
    if not item:
        return ""
    described = item.description
    named = f"{described.get('manufacturer', '')} {described.get('model', '')}".strip()
    type_of = DeviceType.objects.filter(code=item.type).first()
    return " ".join(filter(None, (str(type_of or ""), named)))


def _keep(series: Series, name: str, value: Any) -> None:
    held = Series.objects.select_for_update().get(pk=series.pk)
    held.blanks = (
        {**held.blanks, name: value} if value else {k: v for k, v in held.blanks.items() if k != name}
    )
    held.save(update_fields=["blanks"])
    series.blanks = held.blanks


def choice(device: Device, *, of_batch: bool = False) -> dict[str, str]:
    """A device one may mean; in a reception, with its batch."""
    told = {"code": device.code, "name": device.name, "stage": device.stage}
    return {**told, "batch": device.donation.ref} if of_batch else told
