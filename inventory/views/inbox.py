"""Reports of many devices: dropped together, read by a job; those without a device wait here for a person."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from donors import queries as donation_queries
from inventory import queries, workflow
from inventory.forms.evidence import AssignForm, InboxForm, SetAsideForm
from inventory.models import Device, Evidence, EvidenceDecision
from inventory.views import report_words
from inventory.views.evidence import original_of
from reuse.accounts.acting import Act
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.jobs import queries as job_queries
from reuse.jobs.models import Job

SIZE = 25


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report without a device: what was read, why it waits, and the devices it may belong to."""

    report: report_words.Shown
    why: list[str]
    candidates: list[Device]
    decision: EvidenceDecision | None


@requires(Permission.EVIDENCE_ADD)
def inbox(request: StaffRequest) -> HttpResponse:
    """Drop reports; see what waits, or what was set aside, page by page."""
    state = Evidence.State.SET_ASIDE if request.GET.get("state") == "set_aside" else Evidence.State.WAITING
    found = queries.waiting_reports(request.acting, state)
    if (before := request.GET.get("before", "")).isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found.prefetch_related("decisions__by")[: SIZE + 1])
    context = {
        "form": InboxForm(initial={"donation": request.GET.get("donation", "")}),
        "batch": _batch(request, request.GET.get("donation", "")),
        "is_aside": state == Evidence.State.SET_ASIDE,
        "rows": _rows(rows[:SIZE], act_of(request)),
        "after": rows[SIZE - 1].pk if len(rows) > SIZE else "",
        "arrival": _arrival(request),
    }
    return render(request, "inventory/evidence_inbox.html", context)


def _rows(kept: list[Evidence], act: Act) -> list[Waiting]:
    found = queries.matches([one.extract for one in kept], act.membership)
    return [
        Waiting(
            report=report_words.shown(one, act),
            why=report_words.why_waiting(one, match),
            candidates=[device for devices in match.rivals.values() for device in devices][:6],
            decision=next(iter(one.decisions.all()), None),
        )
        for one, match in zip(kept, found, strict=True)
    ]


def _batch(request: StaffRequest, ref: str) -> Any:
    return donation_queries.donations_for(request.acting).filter(ref=ref).first() if ref else None


def _arrival(request: StaffRequest) -> dict[str, Any] | None:
    """What became of the files of the job this page was reached from."""
    try:
        job = job_queries.job_of(request.acting, uuid.UUID(request.GET.get("job", "")))
    except ValueError:
        return None
    if job is None or job.kind != workflow.EVIDENCE or job.is_unfinished:
        return None
    return {"words": _counted(job), "bad": job.result.get("bad", [])}


def _counted(job: Job) -> str:
    total = job.result.get("reports", 0)
    tied, waiting = job.result.get("attached", 0), job.result.get("waiting", 0)
    said = [
        ngettext("%(count)d report was read", "%(count)d reports were read", total) % {"count": total},
        ngettext("%(count)d has found its device", "%(count)d have found their devices", tied)
        % {"count": tied},
    ]
    if waiting:
        said.append(
            ngettext("%(count)d waits for you", "%(count)d wait for you", waiting) % {"count": waiting}
        )
    return ", ".join(said) + "."


@require_POST
@requires(Permission.EVIDENCE_ADD)
def receive(request: StaffRequest) -> HttpResponse:
    """Keep what was dropped at once, and go to the page of the job that reads it."""
    form = InboxForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("inventory:evidence-inbox")
    uploads = [(file.name or "report", file.read()) for file in form.cleaned_data["reports"]]
    job = workflow.receive_reports(
        uploads=uploads, donation=_batch(request, form.cleaned_data["donation"]), act=act_of(request)
    )
    return redirect("jobs:job-detail", job.public_id)


@require_POST
@requires(Permission.EVIDENCE_ADD)
def again(request: StaffRequest) -> HttpResponse:
    """Try everything that waits once more: devices were received or described since."""
    count = workflow.look_again_all(act=act_of(request))
    said = ngettext(
        "%(count)d report has found its device.", "%(count)d reports have found their devices.", count
    )
    messages.success(request, said % {"count": count})
    return redirect("inventory:evidence-inbox")


@require_POST
@requires(Permission.EVIDENCE_ADD)
def assign(request: StaffRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a waiting report to the device that was scanned or typed."""
    form = AssignForm(request.POST)
    named = form.cleaned_data["text"] if form.is_valid() else ""
    devices = workflow.resolve(named, membership=request.acting).devices if named else ()
    if not devices:
        messages.error(request, _("No device of yours answers to “%(text)s”.") % {"text": named})
    elif len(devices) > 1:
        answering = ", ".join(map(str, devices))
        messages.warning(
            request, _("Several devices answer: %(devices)s. Scan the label of one.") % {"devices": answering}
        )
    else:
        _decide(
            request, public_id, lambda kept, act: workflow.assign(evidence=kept, device=devices[0], act=act)
        )
    return redirect("inventory:evidence-inbox")


@require_POST
@requires(Permission.EVIDENCE_ADD)
def set_aside(request: StaffRequest, public_id: uuid.UUID) -> HttpResponse:
    """Stop waiting, with a reason; the report stays kept."""
    form = SetAsideForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    _decide(request, public_id, lambda kept, act: workflow.set_aside(evidence=kept, reason=reason, act=act))
    return redirect("inventory:evidence-inbox")


@require_POST
@requires(Permission.EVIDENCE_ADD)
def bring_back(request: StaffRequest, public_id: uuid.UUID) -> HttpResponse:
    """Wait for its device again."""
    _decide(request, public_id, lambda kept, act: workflow.bring_back(evidence=kept, act=act))
    return redirect("inventory:evidence-inbox")


def _decide(request: StaffRequest, public_id: uuid.UUID, verb: Callable[[Evidence, Act], Evidence]) -> None:
    """Carry out one decision, and say what became of the report."""
    with refusals_shown(request):
        decided = verb(_kept(request, public_id), act_of(request))
        sentences = {
            Evidence.State.WAITING: _("“%(name)s” waits for its device again."),
            Evidence.State.SET_ASIDE: _("“%(name)s” is set aside; it stays kept."),
            Evidence.State.UNREADABLE: _("“%(name)s” is kept with %(device)s, though it was not understood."),
        }
        said = sentences.get(Evidence.State(decided.state), _("“%(name)s” belongs to %(device)s now."))
        messages.success(request, said % {"name": decided.name, "device": decided.device})


@requires(Permission.EVIDENCE_ADD)
def open_original(request: StaffRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The file as it was dropped, always as a download; each opening is recorded."""
    kept = _kept(request, public_id)
    return original_of(request, kept, otherwise=redirect("inventory:evidence-inbox"))


def _kept(request: StaffRequest, public_id: uuid.UUID) -> Evidence:
    states = (Evidence.State.WAITING, Evidence.State.SET_ASIDE)
    return get_object_or_404(queries.waiting_reports(request.acting, *states), public_id=public_id)
