"""The sanitization report of a batch: every medium with its proof, found by scanning, finalised when none is open."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from donors import queries as donation_queries
from donors.models import Donation
from inventory import exports, queries, workflow
from inventory.views import report_words
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import tables
from reuse.documents.kinds import Kind
from reuse.jobs.models import Job
from reuse.web.templatetags.look import number

SIZE = 100
VIEWS = {
    "": gettext_lazy("All"),
    "open": gettext_lazy("To do"),
    "failed": gettext_lazy("Erasure failed"),
    "removed": gettext_lazy("Removed, to be accounted for"),
}

DONE = {
    "erased": pgettext_lazy("media", "erased and verified"),
    "destroyed": pgettext_lazy("media", "destroyed"),
    "stated": pgettext_lazy("media", "no storage, as stated"),
}
TO_DO = {
    "present": pgettext_lazy("media", "to erase"),
    "attested": pgettext_lazy("media", "resets to check"),
    "failed": pgettext_lazy("media", "failed"),
    "unknown": pgettext_lazy("media", "storage not stated"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the lines, and how many it holds."""

    code: str
    label: object
    count: int


@requires(Permission.DONATION_VIEW)
def report(request: StaffRequest, ref: str) -> HttpResponse:
    """The batch's media, narrowed by a view or by a scanned serial number. A donor reads it without any name."""
    donation = _donation(request, ref)
    accounts = queries.accounts(donation)
    view = request.GET.get("view", "")
    wanted = view if view in queries.NARROWED else ""
    text = request.GET.get("q", "").strip()
    seen = queries.sighted(donation, text) if text else None
    devices = queries.to_account(donation)
    if seen:
        devices, wanted = devices.filter(pk__in=seen.devices), ""
    page = queries.page_of_devices(queries.narrowed(devices, wanted), after=_place(request), size=SIZE + 1)
    is_staff = request.acting.may(Permission.DEVICE_VIEW)
    return render(
        request,
        "inventory/sanitization.html",
        {
            "donation": donation,
            "accounts": accounts,
            "lines": queries.lines_of(page[:SIZE], wanted),
            "after": page[SIZE - 1].pk if len(page) > SIZE else "",
            "continued": bool(_place(request)),
            "tabs": _tabs(accounts),
            "done_parts": _parts(accounts, DONE),
            "open_parts": _parts(accounts, TO_DO),
            "view": wanted,
            "text": text,
            "seen": seen,
            "is_staff": is_staff,
            "opens_reports_of": [
                holder
                for holder in {device.holder_id for device in page}
                if is_staff and report_words.may_open_originals(holder, act_of(request))
            ],
            "may_finalise": _may_finalise(request, donation),
            "waiting": _first_waiting(donation) if accounts.unaccounted else [],
            "certificates": donation.documents.filter(kind=Kind.BATCH_ERASURE_CERTIFICATE).order_by(
                "-issued_at"
            ),
        },
    )


@require_POST
@requires(Permission.EVIDENCE_ADD)
def finalise(request: StaffRequest, ref: str) -> HttpResponse:
    """Issue the certificate of the batch once every medium is accounted for; a large one by a job."""
    donation = _donation(request, ref)
    with refusals_shown(request):
        made = workflow.finalise_batch(donation=donation, act=act_of(request))
        if isinstance(made, Job):
            return redirect("jobs:job-detail", made.public_id)
        messages.success(
            request,
            _("The certificate of the batch is issued, no. %(number)s; the donor has it too.")
            % {"number": made.number},
        )
    return redirect("inventory:sanitization", ref)


@requires(Permission.DONATION_VIEW)
def table(request: StaffRequest, ref: str) -> HttpResponseBase:
    """The whole report as CSV, read and sent page by page; names only for those who see devices."""
    donation = _donation(request, ref)
    rows = exports.sanitization_rows(donation, with_people=request.acting.may(Permission.DEVICE_VIEW))
    answer = StreamingHttpResponse(tables.csv_lines(rows), content_type=tables.MEDIA_TYPES[tables.CSV])
    answer["Content-Disposition"] = f'attachment; filename="effacement-{donation.ref}.csv"'
    return answer


def _tabs(accounts: queries.Accounts) -> list[Tab]:
    counts = {
        "": accounts.lines,
        "open": accounts.open,
        "failed": accounts.failed,
        "removed": accounts.removed,
    }
    return [Tab(code, label, counts[code]) for code, label in VIEWS.items()]


def _parts(accounts: queries.Accounts, words: Mapping[str, object]) -> str:
    """What a number is made of, the empty parts left out."""
    counts = {name: getattr(accounts, name) for name in words}
    told = _("%(what)s: %(count)s")
    return ", ".join(
        told % {"what": words[name], "count": number(count)} for name, count in counts.items() if count
    )


def _first_waiting(donation: Donation) -> list[queries.Line]:
    waiting = queries.narrowed(queries.to_account(donation), "unaccounted")
    return queries.lines_of(queries.page_of_devices(waiting, size=3), "unaccounted")[:3]


def _may_finalise(request: StaffRequest, donation: Donation) -> bool:
    acting = request.acting
    is_here = acting.organisation == donation.receiver or acting.organisation.is_network
    return is_here and acting.may(Permission.EVIDENCE_ADD)


def _place(request: StaffRequest) -> int:
    after = request.GET.get("after", "")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0


def _donation(request: StaffRequest, ref: str) -> Donation:
    return get_object_or_404(
        donation_queries.donations_for(request.acting).select_related("site__organisation"), ref=ref
    )
