"""Pages of targets: progress for everyone; setting, changing and ending them, for coordinators."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core import tables
from reuse.reports import queries, workflow
from reuse.reports.exports import targets as exports
from reuse.reports.forms.targets import EndForm, MilestoneForms, TargetForm, milestones_of
from reuse.reports.models import Target
from reuse.reports.queries import examples, families, openly, suppression
from reuse.reports.queries import foreseen as foreseeing
from reuse.reports.views import forecasts, pieces
from reuse.web import charts


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Every followed target with its bar, parts below their whole. Anyone may read it; nothing in it concerns a person."""
    today = timezone.localdate()
    branches = families.tree(_by_time(queries.targets(), today), as_of=today)
    foreseen = {row.target_id: row for row in foreseeing.all_latest(today)}
    may_set = _may(request, Permission.TARGET_SET)
    declared = queries.declared_hand_overs()
    told = [(branch, _told(request, branch.progress)) for branch in branches]
    context = {
        "aims": [
            (
                shown,
                branch.depth,
                ends := forecasts.drawn(foreseen.get(shown.target.pk), shown),
                _to_come(shown, ends),
            )
            for branch, shown in told
        ],
        "is_foreseen": bool(foreseen),
        "is_stepped": any(shown.is_stepped for _branch, shown in told),
        "least": suppression.LEAST,
        "today": today,
        "declared": declared if _reads_all(request) else list(openly.declared_for_anyone(declared)),
        "may_set": may_set,
        "may_read": _may(request, Permission.REPORT_VIEW),
        "offers_example": may_set and not examples.adopted(),
    }
    return render(request, "reports/progress.html", context)


@require_safe
def target(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One target: number, bar, burn-up, its parts, what is declared beside, its journal. Anyone may read it."""
    row = _target(public_id)
    shown = _told(request, queries.progress(row, as_of=row.followed_until(timezone.localdate())))
    foreseen = forecasts.section(request, shown)
    figures = queries.figures(row.since, shown.last_day)[0]
    context = {
        "today": timezone.localdate(),
        "shown": shown,
        "target": row,
        "coverage": _covered(request, shown),
        "line": list(reversed(families.line(row))),
        "figures": figures,
        "tells_days": not suppression.is_small(figures.handed_over) or _reads_all(request),
        "least": suppression.LEAST,
        "spoken": shown.step if shown.is_few else shown.achieved,
        "may_read": _may(request, Permission.REPORT_VIEW),
        "blockers": [pieces.blocker_item(request, one) for one in shown.blockers],
        "may_set": _may(request, Permission.TARGET_SET),
        "foreseen": foreseen,
        **pieces.of_target(shown, foreseen.drawn if foreseen else None),
    }
    return render(request, "reports/target.html", context)


@require_safe
def target_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same figures as a CSV. Anyone may read it."""
    row = _target(public_id)
    shown = _told(request, queries.progress(row, as_of=row.followed_until(timezone.localdate())))
    rows = tables.csv_lines(exports.progress_rows(shown, _covered(request, shown)))
    name = content_disposition_header(as_attachment=True, filename=f"{row}.csv") or "attachment"
    return HttpResponse(
        "".join(rows),
        content_type=tables.MEDIA_TYPES[tables.CSV],
        headers={"Content-Disposition": name},
    )


@requires(Permission.TARGET_SET)
def target_new(request: StaffRequest) -> HttpResponseBase:
    """Set a target, maybe as a part of the one named in the address."""
    parent = _parent(request.GET.get("part-of", ""))
    form = TargetForm(request.POST or None, parent=parent)

    def save(facts: dict[str, Any]) -> Target:
        row = workflow.set_target(act=act_of(request), **facts)
        messages.success(request, _("The target is set: its progress shows from now on."))
        return row

    return _written(request, form, MilestoneForms(request.POST or None, prefix="milestones"), save)


@requires(Permission.TARGET_SET)
def target_change(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """Say a target otherwise, and why."""
    row = _target(public_id)
    form = TargetForm(request.POST or None, target=row)
    kept = [{"on": one.on, "quantity": one.quantity, "words": one.words} for one in row.steps]

    def save(facts: dict[str, Any]) -> Target:
        reason = form.cleaned_data["reason"]
        # What was written in another language stays written so.
        for name in ("name", "programme"):
            facts[name] = {**getattr(row, name), **facts[name]} if facts[name] else {}
        changed = workflow.change_target(target=row, reason=reason, act=act_of(request), **facts)
        messages.success(request, _("The target is changed; what it said before stays in its journal."))
        return changed

    rows = MilestoneForms(request.POST or None, prefix="milestones", initial=kept)
    return _written(request, form, rows, save, target=row)


def _written(
    request: StaffRequest,
    form: TargetForm,
    rows: Any,
    save: Callable[[dict[str, Any]], Target],
    *,
    target: Target | None = None,
) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        language = (get_language() or "fr").split("-")[0]
        with refusals_shown(request, form):
            row = save({**form.facts(language), "milestones": milestones_of(rows)})
            return redirect("reports:target", public_id=row.public_id)
    return render(request, "reports/target_form.html", {"form": form, "rows": rows, "target": target})


@require_POST
@requires(Permission.TARGET_SET)
def target_end(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """Follow a target no more."""
    form = EndForm(request.POST)
    with refusals_shown(request):
        if form.is_valid():
            workflow.end_target(
                target=_target(public_id), reason=form.cleaned_data["reason"], act=act_of(request)
            )
            messages.success(request, _("The target is followed no more; its page stays."))
        else:
            messages.error(request, _("Say why: the reason is shown with the change."))
    return redirect("reports:target", public_id=public_id)


@requires(Permission.TARGET_SET)
def example_list(request: StaffRequest) -> HttpResponse:
    """Targets of national texts, each with its wordings, to adopt with one click."""
    return render(
        request, "reports/examples.html", {"goals": examples.goals(), "adopted": examples.adopted()}
    )


@require_POST
@requires(Permission.TARGET_SET)
def example_adopt(request: StaffRequest, code: str) -> HttpResponseBase:
    """Follow an example from today on."""
    with refusals_shown(request):
        row = workflow.adopt_example(code=code, act=act_of(request))
        messages.success(request, _("The target is set: its progress shows from now on."))
        return redirect("reports:target", public_id=row.public_id)
    return redirect("reports:examples")


def _target(public_id: UUID | str) -> Target:
    rows = Target.objects.select_related("funder", "campaign", "parent__parent").prefetch_related("types")
    return get_object_or_404(rows, public_id=public_id)


def _parent(text: str) -> Target | None:
    try:
        return Target.objects.filter(public_id=UUID(text)).first() if text else None
    except ValueError:
        return None


def _to_come(shown: queries.Progress, ends: charts.Forecast | None) -> int:
    """What is most likely still to come, as its bar draws it."""
    return max(ends.middle - shown.achieved, 0) if ends else 0


def _by_time(followed: Sequence[Target], today: date) -> list[Target]:
    """Those that run first, then those to come, then those that are over."""
    return sorted(followed, key=lambda one: (one.until < today, one.since > today))


def _told(request: HttpRequest, shown: queries.Progress) -> queries.Progress:
    """Every number to those who read figures of the network or of their sites; to all others, as anyone may know them."""
    return shown if _reads_all(request) else openly.for_anyone(shown)


def _covered(request: HttpRequest, shown: queries.Progress) -> families.Coverage | None:
    found = families.coverage(shown.target, as_of=shown.as_of)
    return found if _reads_all(request) else openly.parts_for_anyone(found)


def _reads_all(request: HttpRequest) -> bool:
    return openly.reads_all(getattr(request, "acting", None))


def _may(request: HttpRequest, permission: Permission) -> bool:
    acting: Membership | None = getattr(request, "acting", None)
    return acting is not None and acting.may(permission)
