"""Pages that show figures: progress toward the targets, for everyone; setting them, for coordinators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core import tables
from reuse.reports import queries, workflow
from reuse.reports.exports import targets as exports
from reuse.reports.forms.targets import TargetForm
from reuse.reports.models import Target
from reuse.web import charts


def progress(request: HttpRequest) -> HttpResponse:
    """Every followed target with its bar. Anyone may read it; nothing in it concerns a person."""
    today = timezone.localdate()
    shown = [queries.progress(target, as_of=today) for target in queries.targets()]
    context = {
        "shown": shown,
        "today": today,
        "declared": queries.declared_hand_overs(),
        "may_set": _may_set(request),
    }
    return render(request, "reports/progress.html", context)


def target(request: HttpRequest, public_id: str) -> HttpResponse:
    """One target: number, bar, burn-up, what blocks. Anyone may read it."""
    row = get_object_or_404(Target.objects.select_related("funder", "campaign"), public_id=public_id)
    shown = queries.progress(row, as_of=timezone.localdate())
    chart = charts.burn_up(
        start=row.since,
        end=row.until,
        target=row.quantity,
        achieved=[charts.Achieved(day.on, day.total) for day in shown.days],
    )
    context = {
        "shown": shown,
        "target": row,
        "chart": chart,
        "blockers": [_blocker_item(request, one) for one in shown.blockers],
        "figures": queries.figures(row.since, min(row.until, shown.as_of))[0],
        "lead_time": queries.mean_lead_time(row.since, min(row.until, shown.as_of)),
        "may_set": _may_set(request),
    }
    return render(request, "reports/target.html", context)


def target_file(_request: HttpRequest, public_id: str) -> HttpResponse:
    """The same figures as a CSV. Anyone may read it."""
    row = get_object_or_404(Target, public_id=public_id)
    shown = queries.progress(row, as_of=timezone.localdate())
    rows = tables.csv_lines(exports.progress_rows(shown))
    name = content_disposition_header(as_attachment=True, filename=f"{row}.csv") or "attachment"
    return HttpResponse(
        "".join(rows),
        content_type=tables.MEDIA_TYPES[tables.CSV],
        headers={"Content-Disposition": name},
    )


@requires(Permission.TARGET_SET)
def target_new(request: StaffRequest) -> HttpResponseBase:
    """Set a target."""
    form = TargetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        language = (get_language() or "fr").split("-")[0]
        name, programme = facts.pop("name"), facts.pop("programme")
        with refusals_shown(request, form):
            row = workflow.set_target(
                act=act_of(request),
                types=list(facts.pop("types")),
                name={language: name},
                programme={language: programme} if programme else {},
                **facts,
            )
            messages.success(request, _("The target is set: its progress shows from now on."))
            return redirect("reports:target", public_id=row.public_id)
    return render(request, "reports/target_new.html", {"form": form})


def _may_set(request: HttpRequest) -> bool:
    acting: Membership | None = getattr(request, "acting", None)
    return acting is not None and acting.may(Permission.TARGET_SET)


def _blocker_item(request: HttpRequest, blocker: queries.Blocker) -> dict[str, object]:
    """A line of the list of what blocks; those who see devices get the way to them."""
    acting: Membership | None = getattr(request, "acting", None)
    may_see = acting is not None and acting.may(Permission.DEVICE_VIEW)
    title = ngettext("device waits at “%(stage)s”", "devices wait at “%(stage)s”", blocker.count) % {
        "stage": blocker.stage.label
    }
    detail = ngettext("For %(days)d day on average.", "For %(days)d days on average.", blocker.mean_days) % {
        "days": blocker.mean_days
    }
    url = f"{reverse('inventory:device-list')}?stage={blocker.stage}" if may_see else ""
    return {
        "number": blocker.count,
        "title": title,
        "detail": detail,
        "url": url,
        "action": _("See the devices"),
    }
