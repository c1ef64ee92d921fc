"""What comes after hand-overs, and what structures ask for together: faults told, one solved, one to answer; four laptops."""

from datetime import datetime

from beneficiaries import workflow
from beneficiaries.models import AfterSalesCase, Handover, PurposeProfile
from beneficiaries.states import HandoverStage
from beneficiaries.states.aftersales import Fault
from beneficiaries.states.collective import CollectiveUse
from reuse.core.models import DeviceType
from reuse.demo.network import Network, act


def tell_faults(network: Network, at: datetime) -> None:
    """Two devices have a fault: one is told at the counter, one on the page behind the label."""
    out = Handover.objects.filter(stage=HandoverStage.DONE).select_related("device", "request__partner")
    for number, handover in enumerate(out.order_by("-handed_over_on", "-pk")[:2]):
        device = handover.device
        if number:
            workflow.tell_fault(device=device, fault=Fault.SLOW, at=at)
        else:
            workflow.open_case(device=device, fault=Fault.BATTERY, act=act(network.coordinator, at))


def solve_one(network: Network, at: datetime) -> None:
    """The first of them needed only an explanation."""
    case = AfterSalesCase.objects.order_by("pk").first()
    if case:
        workflow.advise(case=case, reason_code="explained", act=act(network.coordinator, at))


def ask_together(network: Network, at: datetime) -> None:
    """A structure asks for four laptops for its shared room."""
    workflow.ask_together(
        use=CollectiveUse.ROOM,
        device_type=DeviceType.objects.get(code="laptop"),
        purpose=PurposeProfile.objects.get(code="procedures"),
        quantity=4,
        site=network.counter,
        act=act(network.partners[0], at),
    )
