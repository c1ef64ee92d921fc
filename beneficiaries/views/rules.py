"""The published rules of the ranking: anyone reads them and comments a draft; coordinators write, simulate and decide."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import workflow
from beneficiaries.forms import RemarkForm, RuleDecisionForm, RuleForm
from beneficiaries.models import RankingRule, RuleRemark
from beneficiaries.queries import equity, rulebook
from beneficiaries.queries.ranking import rule_in_force, weights_of
from beneficiaries.states import RuleStage
from beneficiaries.views.edge import show_errors
from reuse.accounts import throttle
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.refusals import Refusal

REMARKS, SECONDS = 5, 3600  # from one address
MOST_SHIFTS = 200


def _may_write(request: HttpRequest) -> bool:
    acting: Membership | None = getattr(request, "acting", None)
    return acting is not None and acting.may(Permission.REQUEST_DECIDE)


def _found(request: HttpRequest, version: int) -> RankingRule:
    """The version, unless it is still being written and this person writes none."""
    rule = get_object_or_404(RankingRule, version=version)
    if rule.stage == RuleStage.WRITTEN and not _may_write(request):
        raise Http404
    return rule


def index(request: HttpRequest) -> HttpResponse:
    """Every version, the one in force first in sight."""
    today = clock.local_date(clock.now(), clock.HOME_ZONE)
    found = RankingRule.objects.order_by("-version")
    if not _may_write(request):
        found = found.exclude(stage=RuleStage.WRITTEN)
    try:
        current = rule_in_force(today)
    except Refusal:
        current = None
    context = {
        "current": current,
        "drafts": [one for one in found if one.stage in {RuleStage.PUBLIC, RuleStage.WRITTEN}],
        "versions": [one for one in found if one.stage in {RuleStage.ADOPTED, RuleStage.DROPPED}],
        "clauses": rulebook.clauses(current) if current else [],
        "may_write": _may_write(request),
    }
    return render(request, "beneficiaries/rule_list.html", context)


def detail(request: HttpRequest, version: int) -> HttpResponse:
    """One version: what counts, an example, what it changes, what was said of it."""
    return _page(request, _found(request, version), RemarkForm())


def _page(request: HttpRequest, rule: RankingRule, form: RemarkForm) -> HttpResponse:
    today = clock.local_date(clock.now(), clock.HOME_ZONE)
    before = rulebook.version_before(rule)
    remarks = rule.remarks.all() if _may_write(request) else rule.remarks.filter(is_shown=True)
    context: dict[str, Any] = {
        "rule": rule,
        "clauses": rulebook.clauses(rule),
        "lead": weights_of(rule),
        "before": before,
        "changes": rulebook.changes(rule, before),
        "example": rulebook.example(rule),
        "remarks": remarks,
        "form": form,
        "takes_remarks": rule.takes_remarks(today),
        "may_write": _may_write(request),
        "decision_form": RuleDecisionForm(is_adopted=True),
        "is_decided_now": rule.stage == RuleStage.PUBLIC and not rule.takes_remarks(today),
    }
    return render(request, "beneficiaries/rule_detail.html", context)


@require_POST
def remark(request: HttpRequest, version: int) -> HttpResponse:
    """Anyone says something of a draft; nothing is kept of who."""
    rule, form, now = _found(request, version), RemarkForm(request.POST), clock.now()
    if not throttle.may_look(request, "rule-remark", most=REMARKS, seconds=SECONDS):
        return throttle.refused(request)
    acting: Membership | None = getattr(request, "acting", None)
    if form.is_valid():
        with refusals_shown(request, form, "text"):
            workflow.leave_remark(
                rule=rule,
                text=form.cleaned_data["text"],
                on=clock.local_date(now, clock.HOME_ZONE),
                at=now,
                is_from_partner=bool(acting and acting.may(Permission.REQUEST_FILE)),
            )
            messages.success(request, _("Thank you: your remark will be read, then shown here."))
            return redirect("beneficiaries:rule", version=version)
    return _page(request, rule, form)


@requires(Permission.REQUEST_DECIDE)
def write(request: StaffRequest, version: int | None = None) -> HttpResponse:
    """Begin a version from the one in force, or change one nobody else has read."""
    act = act_of(request)
    rule = _found(request, version) if version else None
    start = rule or rule_in_force(act.on)
    initial = {"text": rule.text.get("fr", "")} if rule else {}
    form = RuleForm(request.POST or None, rule=start, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            written = workflow.write_rule(
                weights=form.weights(), text=form.cleaned_data["text"], act=act, rule=rule
            )
            return redirect("beneficiaries:rule-simulation", version=written.version)
    return render(request, "beneficiaries/rule_form.html", {"form": form, "rule": rule, "start": start})


@requires(Permission.REQUEST_DECIDE)
def simulation(request: StaffRequest, version: int) -> HttpResponse:
    """What a version would change of the present queue."""
    rule = _found(request, version)
    comparison = rulebook.compare(rule, on=act_of(request).on)
    context = {
        "rule": rule,
        "comparison": comparison,
        "shifts": comparison.shifts[:MOST_SHIFTS],
        "hidden": max(len(comparison.shifts) - MOST_SHIFTS, 0),
        "least": equity.LEAST,
    }
    return render(request, "beneficiaries/rule_simulation.html", context)


@require_POST
@requires(Permission.REQUEST_DECIDE)
def publish(request: StaffRequest, version: int) -> HttpResponse:
    """Show a version to everyone as a draft."""
    with refusals_shown(request):
        workflow.publish_draft(rule=_found(request, version), act=act_of(request))
        messages.success(request, _("The draft is public: remarks may be left."))
    return redirect("beneficiaries:rule", version=version)


@require_POST
@requires(Permission.REQUEST_DECIDE)
def read(request: StaffRequest, version: int, remark: int) -> HttpResponse:
    """Show a remark, or not."""
    found = get_object_or_404(RuleRemark, pk=remark, rule__version=version)
    workflow.read_remark(remark=found, is_shown=request.POST.get("shown") == "yes", act=act_of(request))
    return redirect("beneficiaries:rule", version=version)


@require_POST
@requires(Permission.REQUEST_DECIDE)
def decide(request: StaffRequest, version: int) -> HttpResponse:
    """Put a draft in force from a day on, or give it up; the answer to the remarks stays with it."""
    rule, act = _found(request, version), act_of(request)
    is_adopted = request.POST.get("decide") == "adopt"
    form = RuleDecisionForm(request.POST, is_adopted=is_adopted)
    if not form.is_valid():
        show_errors(request, form)
        return redirect("beneficiaries:rule", version=version)
    decision = form.cleaned_data["decision"]
    with refusals_shown(request):
        if is_adopted:
            workflow.adopt_rule(rule=rule, since=form.cleaned_data["since"], decision=decision, act=act)
        else:
            workflow.drop_rule(rule=rule, decision=decision, act=act)
        messages.success(request, _("Your decision on this version is recorded."))
    return redirect("beneficiaries:rule", version=version)
