"""The lists there are, their versions, and the next one while it is written."""

from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms import ITEMS, ItemForm, PublishForm, items_in, lines_of
from inventory.models import Checklist
from inventory.models.quality import CHECK_STAGES, PICTURES
from inventory.states import Stage
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core.models import DeviceType
from reuse.core.refusals import Refusal

READERS = (Permission.CONFIGURE, Permission.DEVICE_WORK)


@requires(*READERS)
def checklists(request: StaffRequest) -> HttpResponse:
    """Every type's list at each stage."""
    context = {"lists": queries.checklists(act_of(request).on)}
    return render(request, "inventory/checklists.html", context)


@requires(*READERS)
def checklist(request: StaffRequest, kind: str, stage: str) -> HttpResponse:
    """One list: what is in force, every version, and for those who may, the next one."""
    return _page(request, *_named(kind, stage))


@require_POST
@requires(Permission.CONFIGURE)
def write(request: StaffRequest, kind: str, stage: str) -> HttpResponse:
    """Begin the next version from the last."""
    of, at = _named(kind, stage)
    workflow.write_checklist(type=of, stage=at, act=act_of(request))
    return redirect("inventory:checklist", kind, stage)


@require_POST
@requires(Permission.CONFIGURE)
def change(request: StaffRequest, kind: str, stage: str) -> HttpResponse:
    """Keep the items of the version that is written; `do=publish` gives it its day."""
    of, at = _named(kind, stage)
    act = act_of(request)
    draft = get_object_or_404(Checklist, type=of, stage=at, since=None)
    lines, day = ITEMS(request.POST), PublishForm(request.POST)
    is_last = request.POST.get("do") == "publish"
    if not lines.is_valid() or (is_last and not day.is_valid()):
        return _page(request, of, at, lines=lines, day=day)
    try:
        workflow.change_checklist(checklist=draft, items=items_in(lines), act=act)
        if is_last:
            workflow.publish_checklist(checklist=draft, since=day.cleaned_data["since"], act=act)
    except Refusal as refusal:
        return _page(request, of, at, lines=lines, day=day, refusal=refusal.message)
    messages.success(
        request, _("Published: it never changes again.") if is_last else _("Kept, not in force yet.")
    )
    return redirect("inventory:checklist", kind, stage)


def _named(kind: str, stage: str) -> tuple[DeviceType, Stage]:
    if stage not in CHECK_STAGES:
        raise Http404
    return get_object_or_404(DeviceType, code=kind), Stage(stage)


def _page(
    request: StaffRequest,
    kind: DeviceType,
    stage: Stage,
    *,
    lines: "BaseFormSet[ItemForm] | None" = None,
    day: PublishForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    today = act_of(request).on
    versions = queries.versions_of(kind, stage, today)
    may_write = request.acting.may(Permission.CONFIGURE)
    context: dict[str, Any] = {
        "versions": versions,
        "may_write": may_write,
        "lines": (lines or lines_of(versions.draft)) if versions.draft and may_write else None,
        "day": day or PublishForm(initial={"since": today}),
        "refusal": refusal,
        "pictures": [(name, f"inventory/checks/{name}.svg") for name in PICTURES],
    }
    return render(request, "inventory/checklist.html", context, status=400 if lines is not None else 200)
