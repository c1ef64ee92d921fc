"""What the person is told at each step, ready to be copied, printed or read aloud, in three languages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import LIVE, Allocation, Handover, Request, Voucher
from beneficiaries.queries.handing_over import dearest
from beneficiaries.queries.quick_start import FOLDER
from beneficiaries.states import HandoverStage, RequestStage, Words
from inventory.queries import price_cap
from reuse.directory.queries import contact_for
from reuse.web.templatetags import look

STEPS: Final[Mapping[str, Words]] = {
    "accepted": _("The request is accepted"),
    "proposed": _("A device is proposed"),
    "appointment": _("An appointment is made"),
    "reminder": _("Reminder of the appointment"),
    "missed": _("Nobody came"),
    "released": _("The device is no longer kept"),
    "ready": _("Ready to be collected"),
}
_FIRST = {
    RequestStage.WAITING: "accepted",
    RequestStage.PROPOSED: "proposed",
    RequestStage.RESERVED: "ready",
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the texts of a request speak of, read once."""

    request: Request
    allocation: Allocation | None
    handover: Handover | None
    has_voucher: bool
    cents: int
    contact: str


def step_of(request: Request) -> str:
    """The text that is wanted first, where the request stands."""
    planned = Handover.objects.filter(request=request, stage=HandoverStage.PLANNED).exists()
    return "appointment" if planned else _FIRST.get(RequestStage(request.stage), "accepted")


def ready_texts(request: Request, step: str, on: date) -> dict[str, str]:
    """The text of a step in each language. It bears no name."""
    known = _known(request, on)
    return {
        language: text.format(**_values(known, language)) for language, text in _data()["texts"][step].items()
    }


def _known(request: Request, on: date) -> _Known:
    allocation = Allocation.objects.filter(request=request, stage__in=LIVE).with_labels().first()
    handover = Handover.objects.filter(request=request, stage=HandoverStage.PLANNED).select_related("site")
    device = allocation.device if allocation else None
    contact = contact_for(request.department, on)
    return _Known(
        request=request,
        allocation=allocation,
        handover=handover.first(),
        has_voucher=Voucher.objects.live().filter(request=request).exists(),
        cents=price_cap(device, on=on).cents if device else dearest(request, on),
        contact=f"{contact.role}, {contact.telephone} ({contact.hours})" if contact else "",
    )


def _values(known: _Known, language: str) -> dict[str, str]:
    words = {name: said[language] for name, said in _data()["words"].items()}
    site = known.handover.site if known.handover else known.request.site
    place = ", ".join(filter(None, [site.name, site.address, f"{site.postal_code} {site.city}".strip()]))
    with translation.override("en" if language == "en" else "fr"):
        return {
            "ref": known.request.ref,
            "type": str(known.request.type),
            "device": known.allocation.device.name if known.allocation else words["unknown"],
            "date": look.instant(known.handover.planned_at) if known.handover else words["unknown"],
            "place": place,
            "bring": words["bring"] if known.has_voucher else words["bring_nothing"],
            "price": words["most"].format(amount=look.euros(known.cents)) if known.cents else words["free"],
            "contact": known.contact or words["ask"].format(partner=known.request.partner),
        }


@cache
def _data() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads((FOLDER / "ready_texts.json").read_text(encoding="utf-8"))
    return read
