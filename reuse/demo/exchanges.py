"""What workshops send each other, with a check on arrival; and a stocktake that finds a difference."""

from datetime import datetime

from django.db.models import Count

from beneficiaries.models import Allocation
from inventory import queries, workflow
from inventory.models import ArrivalCheck, Device, NonConformityReason, Place, StocktakeLine, Transfer
from inventory.states import Action
from reuse.accounts.acting import Act
from reuse.core import chance
from reuse.demo.network import Workshop, act

LOAD = 4  # devices a transfer carries
COUNTED = 8  # devices a stocktake scans at most


def send(sender: Workshop, receiver: Workshop, at: datetime) -> None:
    """Some ready devices nobody is promised leave for the other workshop."""
    promised = Allocation.objects.values("device")
    free = queries.ready_devices().filter(site=sender.site, transfer_lines=None).exclude(pk__in=promised)
    devices = list(free.order_by("pk")[:LOAD])
    if not devices:
        return
    doer = act(sender.technicians[0], at)
    _scan(devices, Action.TRANSFER, {"site": str(receiver.site.public_id)}, doer)
    transfer = Transfer.objects.get(from_site=sender.site, state=Transfer.State.DRAFT)
    workflow.send_transfer(transfer=transfer, carrier="Transports Belledonne", act=act(sender.manager, at))


def receive(receiver: Workshop, at: datetime) -> None:
    """What came is received and checked whole; one device does not conform, and is to go back."""
    transfer = Transfer.objects.filter(to_site=receiver.site, state=Transfer.State.SENT).first()
    if transfer is None:
        return
    doer, boss = act(receiver.technicians[0], at), act(receiver.manager, at)
    devices = list(Device.objects.filter(transit=transfer).order_by("pk"))
    _scan(devices, Action.ARRIVE, {"transfer": transfer.ref}, doer)
    workflow.close_transfer(transfer=transfer, decisions={}, act=boss)
    check = workflow.open_check(transfer=transfer, is_whole=True, act=doer)
    worn = NonConformityReason.objects.get(code="screen")
    for device in devices:
        reason = worn if device == devices[0] else None
        workflow.record_verdict(check=check, device=device, reason=reason, act=doer)
    workflow.decide_check(check=check, decision=ArrivalCheck.Decision.PARTLY, act=boss)


def take_stock(workshop: Workshop, at: datetime) -> None:
    """The fullest box is counted: one device does not turn up, one lies there that belongs elsewhere."""
    boxes = Place.objects.filter(code__in=workshop.boxes, devices__transit=None)
    filled = boxes.annotate(count=Count("devices")).order_by("-count", "pk")[:2]
    if len(filled) < 2:
        return
    box, other = filled
    doer, boss = act(workshop.technicians[0], at), act(workshop.manager, at)
    stocktake = workflow.open_stocktake(site=workshop.site, place=box, act=doer)
    expected = list(queries.expected_at(workshop.site, box).order_by("pk"))
    strays = list(queries.expected_at(workshop.site, other).order_by("pk")[:1])
    _scan([*expected[1:], *strays], Action.COUNT, {"stocktake": stocktake.ref}, doer)
    for lines, decision in (
        (stocktake.lines.filter(is_expected=False), StocktakeLine.Decision.PUT_HERE),
        (stocktake.lines.filter(found_at=None), StocktakeLine.Decision.IGNORED),
    ):
        keys = list(lines.values_list("pk", flat=True))
        workflow.decide_difference(stocktake=stocktake, lines=keys, decision=decision, act=boss)
    workflow.close_stocktake(stocktake=stocktake, act=boss)


def _scan(devices: list[Device], action: Action, params: dict[str, str], doer: Act) -> None:
    for device in devices:
        workflow.scan(scan_id=chance.new_uuid(), text=device.code, move=action, params=params, act=doer)
