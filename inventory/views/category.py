"""A device's category on its page: what was decided and why, what is missing, and the gestures to change it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import workflow
from inventory.forms import CategoryForm, ProcessorForm
from inventory.models import CategoryDecision, Device
from inventory.queries import grading
from inventory.states import CATEGORY_REASONS, FUNCTIONAL_GRADES
from inventory.views.subjects import device_of
from reuse.accounts.acting import Act
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core.translated import in_language


def category_of(device: Device, act: Act, *, may_work: bool) -> dict[str, Any]:
    """What the section about the category shows. The rules are asked again: what is stored may be older than the facts."""
    rules = grading.rules_in_force(act.on)
    parsed = grading.parsed(rules) if rules else None
    table = parsed.table_for(device.type.code) if parsed else None
    latest = grading.latest_decision(device)
    context: dict[str, Any] = {
        "category_decision": latest,
        "functional_words": FUNCTIONAL_GRADES.get(device.functional_grade, ""),
    }
    if rules is None or parsed is None or table is None:
        return context
    found = grading.graded(device, parsed)
    is_known = latest is not None and not latest.is_by_hand
    return context | {
        "category_rules": rules,
        "category_words": {one.code: in_language(one.label) for one in table.categories}.get(
            device.category, ""
        ),
        "category_reasons": _reasons(latest)
        if is_known and latest
        else list(map(str, found.decision.reasons)),
        "category_missing": list(map(str, found.decision.missing)),
        "category_why": CATEGORY_REASONS.get(latest.reason_code, "") if latest else "",
        "category_now": found.decision.category,
        "category_is_old": bool(latest and _differs(latest, found.decision, rules.pk)),
        "processor": found.match,
        "processor_text": device.cpu if table.mark_of == "processor" else device.name,
        "may_categorise": may_work,
        "category_form": CategoryForm(table=table, initial={"category": device.category})
        if may_work
        else None,
    }


def _reasons(decision: CategoryDecision) -> list[str]:
    return [str(grading.kept_reason(one)) for one in decision.reasons]


def _differs(latest: CategoryDecision, now: grading.Decision, rules: int) -> bool:
    return (latest.category, latest.rules_id) != (now.category or "", rules)


@require_POST
@requires(Permission.DEVICE_WORK)
def categorise(request: StaffRequest, code: str) -> HttpResponse:
    """Decide by the rules in force."""
    device = device_of(request, code)
    return carry_out(
        request,
        lambda act: workflow.categorise(device=device, act=act),
        done=_("The rules in force were applied."),
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def choose(request: StaffRequest, code: str) -> HttpResponse:
    """A person's own choice, with a reason."""
    device = device_of(request, code)
    table = _table(device, act_of(request))
    form = CategoryForm(request.POST, table=table)
    found = form.cleaned_data if form.is_valid() else {"category": "", "reason_code": "", "note": ""}
    return carry_out(
        request,
        lambda act: workflow.choose_category(device=device, act=act, **found),
        done=_("The category is the one you chose."),
        then=redirect("inventory:device-detail", device.code),
    )


@require_POST
@requires(Permission.DEVICE_WORK)
def choose_processor(request: StaffRequest, code: str) -> HttpResponse:
    """Say which processor a spelling names; it is remembered."""
    device = device_of(request, code)
    form = ProcessorForm(request.POST, kind=_table(device, act_of(request)).mark_of)
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for one in form.errors.get("mark", [])))
        return redirect("inventory:device-detail", device.code)
    return carry_out(
        request,
        lambda act: workflow.choose_processor(device=device, mark=form.cleaned_data["mark"], act=act),
        done=_("This spelling is known from now on."),
        then=redirect("inventory:device-detail", device.code),
    )


def _table(device: Device, act: Act) -> grading.Table:
    rules = grading.rules_in_force(act.on)
    table = grading.parsed(rules).table_for(device.type.code) if rules else None
    if table is None:
        raise Http404
    return table
