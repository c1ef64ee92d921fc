"""Printing labels: whose, on which sheet, from which label on; and the journal of what was printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

import labels
from donors import queries as donation_queries
from donors.models import Donation
from donors.states import DonationStage
from inventory import codes, queries, workflow
from inventory.forms import MOST_CODES, LabelForm
from inventory.models import Device, Identifier, LabelPrint, Place
from inventory.states import Stage
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core.refusals import Refusal

JOURNAL = 10
LABELLED = (DonationStage.ACCEPTED, DonationStage.IN_RECEPTION, DonationStage.CLOSED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The devices named, in the order given, the places, and the texts that name none or several."""

    devices: Sequence[Device]
    places: Sequence[Place]
    unknown: Sequence[str]

    @property
    def count(self) -> int:
        return len(self.devices) + len(self.places)


@requires(Permission.LABEL_PRINT)
def print_labels(request: StaffRequest) -> HttpResponse:
    """Choose and preview; `do=print` asks for the sheet and goes to the job's page."""
    is_sent = request.method == "POST"
    form = LabelForm(request.POST if is_sent else _begin(request))
    is_valid = form.is_valid()
    donation = _donation(request, form.cleaned_data.get("donation", ""))
    chosen = _chosen(request, form.cleaned_data.get("codes") or [])
    sheet = labels.find(form.cleaned_data.get("format") or labels.DEFAULT.name)
    start_at = min(form.cleaned_data.get("start_at") or 1, sheet.per_sheet)
    if is_sent and request.POST.get("do") == "print" and is_valid:
        if chosen.unknown:
            form.add_error(
                "codes",
                _("These name no device of yours: %(texts)s") % {"texts": ", ".join(chosen.unknown[:20])},
            )
        else:
            try:
                job = workflow.print_labels(
                    devices=chosen.devices,
                    places=chosen.places,
                    format_name=sheet.name,
                    start_at=start_at,
                    donation=donation,
                    act=act_of(request),
                )
            except Refusal as refusal:
                form.add_error("codes", refusal.message)
            else:
                return redirect("jobs:job-detail", job.public_id)
    return render(
        request,
        "inventory/labels.html",
        {"form": form, **_preview(request, chosen, donation, sheet, start_at)},
    )


def _begin(request: StaffRequest) -> dict[str, Any]:
    """What the address asks for: given codes, a batch, the devices without a label, or an earlier print."""
    begun: dict[str, Any] = {"format": request.GET.get("format", labels.DEFAULT.name), "start_at": 1}
    wanted: Sequence[str] = request.GET.get("codes", "").split()
    if reprint := request.GET.get("reprint"):
        printed = _journal(request).filter(job__public_id=_uuid(reprint)).first()
        if printed:
            wanted, begun["format"] = printed.codes, printed.format
    elif ref := request.GET.get("donation"):
        begun["donation"] = ref
        found = queries.devices(request.acting, queries.DeviceFilter(donation=ref))
        printable = found.exclude(stage=Stage.NOT_DELIVERED).order_by("pk")
        wanted = list(printable.values_list("code", flat=True)[:MOST_CODES])
    elif request.GET.get("unlabelled"):
        wanted = list(
            queries.without_label(request.acting).order_by("pk").values_list("code", flat=True)[:MOST_CODES]
        )
    return {**begun, "codes": "\n".join(wanted)}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _donation(request: StaffRequest, ref: str) -> Donation | None:
    return donation_queries.donations_for(request.acting).filter(ref=ref).first() if ref else None


def _chosen(request: StaffRequest, texts: Sequence[str]) -> Chosen:
    """Two statements whatever the number: a code in its own order; a serial number only if it names one device."""
    wanted = {text: codes.normalised(text) for text in texts}
    hits = Identifier.objects.filter(
        normalised__in=set(wanted.values()), device__in=Device.objects.visible_to(request.acting)
    ).select_related("device__type")
    named: dict[str, dict[int, Device]] = {}
    for hit in hits:
        named.setdefault(hit.normalised, {})[hit.device_id] = hit.device
    found: dict[int, Device] = {}
    unknown = []
    for text, bare in wanted.items():
        devices = named.get(bare, {})
        if len(devices) == 1:
            found.update(devices)
        else:
            unknown.append(text)
    places = Place.objects.visible_to(request.acting).in_bulk(unknown, field_name="code") if unknown else {}
    return Chosen(
        list(found.values()),
        [places[text] for text in unknown if text in places],
        [text for text in unknown if text not in places],
    )


def _journal(request: StaffRequest) -> Any:
    return LabelPrint.objects.filter(
        job__membership__organisation=request.acting.organisation
    ).select_related("by", "job", "donation")


def _preview(
    request: StaffRequest, chosen: Chosen, donation: Donation | None, sheet: labels.Format, start_at: int
) -> dict[str, Any]:
    count = chosen.count
    return {
        "chosen": chosen,
        "donation": donation,
        "sheet": sheet,
        "start_at": start_at,
        "places": range(1, sheet.per_sheet + 1),
        "count": count,
        "sheets": -(-(start_at - 1 + count) // sheet.per_sheet) if count else 0,
        "batches": donation_queries.donations_for(request.acting).at_stage(*LABELLED)[:20],
        "journal": _journal(request)[:JOURNAL],
    }
