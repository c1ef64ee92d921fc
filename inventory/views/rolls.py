"""Rolls of blank labels: printed ahead, claimed by the first scan, voided when spoiled."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

import labels
from inventory import codes, queries, workflow
from inventory.forms import RollForm, VoidForm
from inventory.models import BlankLabel, Device, LabelRoll
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.accounts.workstations import workstation_of

SHOWN = 100


@requires(Permission.LABEL_PRINT)
def rolls(request: StaffRequest) -> HttpResponse:
    """The rolls printed so far; the form prints one more."""
    last = queries.last_print(request.user, workstation_of(request))
    form = RollForm(
        request.POST or None,
        membership=request.acting,
        sites=queries.sites_of(request.acting),
        initial={
            "format": last.format if last else labels.DEFAULT.name,
            "printer": last.printer.public_id if last and last.printer else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            found = form.cleaned_data
            roll = workflow.print_roll(
                site=found["site"],
                count=found["count"],
                purpose=found["purpose"],
                paper=form.paper(workstation_of(request)),
                act=act_of(request),
            )
            return redirect("jobs:job-detail", roll.print.drawing.public_id)
    return render(
        request, "inventory/label_rolls.html", {"form": form, "rolls": queries.rolls(request.acting)}
    )


@requires(Permission.LABEL_PRINT)
def roll(request: StaffRequest, roll: UUID) -> HttpResponse:
    """One roll: what was claimed last, what was voided, and a form to void more."""
    return _page(request, _roll(request, roll), VoidForm())


@require_POST
@requires(Permission.LABEL_PRINT)
def void(request: StaffRequest, roll: UUID) -> HttpResponse:
    """Labels of the roll, from one code to another, are of no use any more."""
    row = _roll(request, roll)
    form = VoidForm(request.POST)
    if form.is_valid():
        found = form.cleaned_data
        ends = [_label(row, found["first"]), _label(row, found["last"] or found["first"])]
        first, last = (one.position if one else 0 for one in ends)
        chosen = list(row.labels.filter(position__range=(first, last))) if first and last else []
        with refusals_shown(request, form):
            count = workflow.void_labels(labels=chosen, why=found["why"], act=act_of(request))
            messages.success(
                request,
                ngettext("%(count)d label voided.", "%(count)d labels voided.", count) % {"count": count},
            )
            return redirect("inventory:label-roll", roll)
    return _page(request, row, form)


@require_POST
@requires(Permission.DEVICE_RECEIVE)
def relabel(request: StaffRequest, code: str) -> HttpResponse:
    """A device gets another label from a roll; it answers to the old one for ever."""
    device = get_object_or_404(Device.objects.visible_to(request.acting), code=code)
    with refusals_shown(request):
        act = act_of(request)
        label = workflow.blank_named(request.POST.get("label", ""), act)
        workflow.claim_label(label=label, device=device, act=act)
        messages.success(request, f"{label} → {device}")
    return redirect("inventory:device-detail", device.code)


def _roll(request: StaffRequest, public_id: UUID) -> LabelRoll:
    return get_object_or_404(
        LabelRoll.objects.visible_to(request.acting).select_related("site", "by", "print__job"),
        public_id=public_id,
    )


def _label(roll: LabelRoll, text: str) -> BlankLabel | None:
    code = codes.in_address(text) or codes.parse(text) or ""
    return roll.labels.filter(code=code).first()


def _page(request: StaffRequest, row: LabelRoll, form: VoidForm) -> HttpResponse:
    used = row.labels.select_related("device__type", "claimed_by", "voided_by")
    context = {
        "roll": row,
        "form": form,
        "claimed": used.exclude(device=None).order_by("-claimed_at", "-pk")[:SHOWN],
        "voided": used.exclude(void="").order_by("-voided_at", "-pk")[:SHOWN],
        "count": queries.roll_count(row),
    }
    return render(request, "inventory/label_roll.html", context)
