"""Printing labels: whose, what they say, on which paper, and why; with the first label and the sheet before one's eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import labels
from donors import queries as donation_queries
from donors.models import Donation
from donors.states import DonationStage
from inventory import codes, queries, workflow
from inventory.forms import MOST_CODES, LabelForm
from inventory.models import Device, Identifier, LabelPrint, Place, Series
from inventory.states import Stage
from inventory.workflow import Paper
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Badge, Membership
from reuse.accounts.roles import Permission
from reuse.accounts.workstations import badged_for, workstation_of
from reuse.core import clock
from reuse.jobs.models import Job

Subject = LabelPrint.Subject
CHOICES = (Subject.CODES, Subject.BADGES, Subject.COMMANDS, Subject.SLIPS)
LABELLED = (DonationStage.ACCEPTED, DonationStage.IN_RECEPTION, DonationStage.CLOSED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The devices named, in the order given, the places, and the texts that name none or several."""

    devices: Sequence[Device] = ()
    places: Sequence[Place] = ()
    unknown: Sequence[str] = ()

    @property
    def count(self) -> int:
        return len(self.devices) + len(self.places)


@requires(Permission.LABEL_PRINT)
def print_labels(request: StaffRequest) -> HttpResponse:
    """Choose and preview; `do=print` asks for the labels and goes to the job's page."""
    is_sent = request.method == "POST"
    data: Any = request.POST if is_sent else _begin(request)
    form = LabelForm(data, membership=request.acting, badges=_badges(request.acting))
    is_valid = form.is_valid()
    found = form.cleaned_data
    what = Subject(found.get("what") or Subject.CODES)
    donation = _donation(request, found.get("donation", ""))
    chosen = _chosen(request, found.get("codes") or []) if what == Subject.CODES else Chosen()
    paper = form.paper(workstation_of(request)) if is_valid else Paper()
    if is_sent and request.POST.get("do") == "print" and is_valid:
        if chosen.unknown:
            texts = ", ".join(chosen.unknown[:20])
            form.add_error("codes", _("These name no device of yours: %(texts)s") % {"texts": texts})
        elif what == Subject.CODES and not chosen.count:
            form.add_error("codes", _("Choose at least one device."))
        else:
            with refusals_shown(request, form):
                job = _ask(request, form, what, chosen, donation, paper)
                return redirect("jobs:job-detail", job.public_id)
    count = {
        Subject.CODES: chosen.count,
        Subject.BADGES: len(found.get("people") or ()),
        Subject.COMMANDS: len(found.get("orders") or ()),
        Subject.SLIPS: found.get("pallets") or 0,
    }.get(what, 0)
    context = {
        "form": form,
        "what": what,
        "choices": [one for one in CHOICES if one != Subject.BADGES or _may_badge(request.acting)],
        "chosen": chosen,
        "donation": donation,
        "batches": donation_queries.donations_for(request.acting).at_stage(*LABELLED)[:20],
        **_drawn(request, form, what, chosen, donation, paper, count * paper.copies),
    }
    return render(request, "inventory/labels.html", context)


def _ask(
    request: StaffRequest, form: LabelForm, what: str, chosen: Chosen, donation: Donation | None, paper: Paper
) -> Job:
    act, found = act_of(request), form.cleaned_data
    match what:
        case Subject.BADGES:
            named = [badge.code for badge in found["people"]]
            return workflow.print_badges(badges=named, paper=paper, act=act)
        case Subject.COMMANDS:
            return workflow.print_commands(texts=found["orders"], paper=paper, act=act)
        case Subject.SLIPS:
            if donation is None:
                raise workflow.NothingToPrint(_("Choose the batch first."))
            count = found.get("pallets") or 0
            return workflow.print_slips(donation=donation, count=count, paper=paper, act=act)
    return workflow.print_labels(
        devices=chosen.devices, places=chosen.places, paper=paper, donation=donation, act=act
    )


def _begin(request: StaffRequest) -> dict[str, Any]:
    """What the address asks for, on the paper last used here: codes, a batch, a series, the unlabelled, a print again."""
    last = queries.last_print(request.user, workstation_of(request))
    begun: dict[str, Any] = {"format": labels.DEFAULT.name, "lines": list(queries.USUAL_LINES)}
    if last:
        begun |= {"format": last.format, "symbols": last.symbols, "output": last.output}
        begun |= {"lines": last.lines} if last.subject == Subject.CODES else {}
        begun |= {"printer": last.printer.public_id} if last.printer and not last.printer.ended_at else {}
    begun |= {name: request.GET[name] for name in ("format", "what", "donation") if request.GET.get(name)}
    if last and begun["format"] != last.format:
        begun.pop("output")  # a sheet takes no ZPL
    wanted: Sequence[str] = request.GET.get("codes", "").split()
    if (again := _uuid(request.GET.get("reprint", ""))) and (printed := _printed(request, again)):
        wanted, begun["format"], begun["what"] = printed.codes, printed.format, printed.subject
        begun |= {"people": printed.codes, "orders": printed.codes, "pallets": len(printed.codes)}
        begun |= {"donation": printed.donation.ref} if printed.donation else {}
    elif series := _uuid(request.GET.get("series", "")):
        row = Series.objects.filter(public_id=series, organisation=request.acting.organisation).first()
        wanted = queries.received_in(row) if row else ()
    elif ref := request.GET.get("donation"):
        found = queries.devices(request.acting, queries.DeviceFilter(donation=ref))
        wanted = _codes(found.exclude(stage=Stage.NOT_DELIVERED))
    elif request.GET.get("unlabelled"):
        wanted = _codes(queries.without_label(request.acting))
    return {**begun, "codes": "\n".join(wanted)}


def _codes(devices: models.QuerySet[Device]) -> list[str]:
    return list(devices.order_by("pk").values_list("code", flat=True)[:MOST_CODES])


def _printed(request: StaffRequest, job: UUID) -> LabelPrint | None:
    found = LabelPrint.objects.visible_to(request.acting).filter(job__public_id=job, subject__in=CHOICES)
    return found.select_related("donation").first()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _donation(request: StaffRequest, ref: str) -> Donation | None:
    found = donation_queries.donations_for(request.acting).select_related("receiver", "site")
    return found.filter(ref=ref).first() if ref else None


def _may_badge(membership: Membership) -> bool:
    return membership.may(Permission.WORKSTATION_MANAGE)


def _badges(membership: Membership) -> models.QuerySet[Badge]:
    if not _may_badge(membership):
        return Badge.objects.none()
    people = badged_for(membership, clock.now().date()).prefetch_related(None).order_by().values("pk")
    live = Badge.objects.filter(ended_at=None, membership__in=people)
    return live.select_related("membership__user").order_by("membership__user__name")


def _chosen(request: StaffRequest, texts: Sequence[str]) -> Chosen:
    """Two statements whatever the number: a code in its own order; a serial number only if it names one device."""
    wanted = {text: codes.normalised(text) for text in texts}
    hits = Identifier.objects.filter(
        normalised__in=set(wanted.values()), device__in=Device.objects.visible_to(request.acting)
    ).select_related("device__type", "device__site", "device__donation")
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
    places = Place.objects.visible_to(request.acting).select_related("site")
    known = places.in_bulk(unknown, field_name="code") if unknown else {}
    return Chosen(
        list(found.values()),
        [known[text] for text in unknown if text in known],
        [text for text in unknown if text not in known],
    )


def _drawn(
    request: StaffRequest,
    form: LabelForm,
    what: str,
    chosen: Chosen,
    donation: Donation | None,
    paper: Paper,
    count: int,
) -> dict[str, Any]:
    """The first label in its real size, the sheet to mark what is used, and how many sheets it takes."""
    sheet = queries.format_named(paper.format, request.acting.organisation)
    used = {*range(1, min(paper.start_at, sheet.per_sheet)), *paper.skip}
    context: dict[str, Any] = {"sheet": sheet, "count": count, "preview": "", "too_small": ""}
    try:
        dpi = paper.printer.dpi if paper.printer else None
        label = _first(form, what, chosen, donation, paper)
        drawn = labels.svg_preview(label, format=sheet, dpi=dpi, symbols=paper.symbols)
        context["preview"] = mark_safe(drawn)  # noqa: S308 - drawn by us, its texts escaped
    except (labels.SymbolTooLarge, labels.Unencodable) as wrong:
        context["too_small"] = str(wrong)
    free = max(sheet.per_sheet - len(used), 0)
    more = -(-max(count - free, 0) // sheet.per_sheet)
    spots = [(number, number in used) for number in range(1, sheet.per_sheet + 1)]
    carried: SafeString | str = labels.Symbols(labels.symbols_of(sheet)).value
    return {**context, "sheets": (1 + more) if count else 0, "spots": spots, "carried": carried}


@require_safe
@requires(Permission.LABEL_PRINT)
def sheet_style(request: StaffRequest) -> HttpResponse:
    """A stylesheet: where the labels of `format` lie on their sheet."""
    try:
        sheet = queries.format_named(request.GET.get("format", ""), request.acting.organisation)
    except labels.UnknownFormat as unknown:
        raise Http404 from unknown
    return HttpResponse(labels.sheet_css(sheet, of=".spots"), content_type="text/css")


def _first(
    form: LabelForm, what: str, chosen: Chosen, donation: Donation | None, paper: Paper
) -> labels.Label:
    """The first label that will be printed; before anything is chosen, one for practice."""
    found = form.cleaned_data
    if what == Subject.SLIPS and donation:
        return queries.slip_labels(donation, found.get("pallets") or 1)[0]
    if what == Subject.BADGES and found.get("people"):
        return queries.badge_label(found["people"][0])
    if what == Subject.COMMANDS and found.get("orders"):
        return next(queries.command_labels(found["orders"][:1], form.membership))
    if chosen.devices:
        return queries.device_label(chosen.devices[0], paper.lines)
    if chosen.places:
        return queries.place_label(chosen.places[0])
    return queries.blank_label(codes.practice_code(1))
