"""The category rules: the versions, one version with its tables, what it would change, and its publication."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from donors.sheets.refusal import Refused
from donors.sheets.source import open_source
from inventory import workflow
from inventory.forms import MarksForm, PublishRulesForm, RulesForm
from inventory.models import CategoryRules, CpuAlias, CpuMark
from inventory.queries import grading
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core.models import DeviceType
from reuse.core.refusals import Refusal
from reuse.core.translated import in_language
from reuse.jobs import queries as job_queries

AT_ONCE = 1000  # devices simulated while the person waits
SHOWN = 500  # changes a page tells one by one
READERS = (Permission.DEVICE_CORRECT, Permission.CONFIGURE)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table of a version as the page shows it."""

    types: str
    table: grading.Table
    categories: Sequence[tuple[str, str, int | None]]


@requires(*READERS)
def rules_list(request: StaffRequest) -> HttpResponse:
    """The versions, and the one in force."""
    return render(request, "inventory/grading_rules.html", _list_context(request))


def _list_context(request: StaffRequest, **forms: Any) -> dict[str, Any]:
    in_force = grading.rules_in_force(act_of(request).on)
    return {
        "versions": list(CategoryRules.objects.select_related("added_by", "published_by")),
        "in_force": in_force,
        "may_configure": request.acting.may(Permission.CONFIGURE),
        "may_recategorise": request.acting.may(Permission.DEVICE_CORRECT),
        "rules_form": RulesForm(),
        "marks_form": MarksForm(),
        "marks": CpuMark.objects.count(),
        "aliases": CpuAlias.objects.count(),
        **forms,
    }


@requires(*READERS)
def rules_detail(request: StaffRequest, version: str) -> HttpResponse:
    """One version: its tables, and what it would make of the stock."""
    rules = get_object_or_404(CategoryRules, version=version)
    act = act_of(request)
    in_force = grading.rules_in_force(act.on)
    return render(
        request,
        "inventory/grading_version.html",
        {
            "rules": rules,
            "parsed": grading.parsed(rules),
            "tables": _tables(grading.parsed(rules)),
            "is_in_force": in_force is not None and in_force.pk == rules.pk,
            "may_configure": request.acting.may(Permission.CONFIGURE),
            "publish_form": PublishRulesForm.for_today(act.on),
        },
    )


def _tables(rules: grading.Rules) -> list[ShownTable]:
    names = {one.code: str(one) for one in DeviceType.objects.all()}
    return [
        ShownTable(
            types=", ".join(names.get(code, code) for code in table.types),
            table=table,
            categories=[(one.code, in_language(one.label), one.start) for one in reversed(table.categories)],
        )
        for table in rules.tables
    ]


@requires(*READERS)
def rules_export(request: StaffRequest, version: str) -> HttpResponse:
    """The version as the one file it is."""
    rules = get_object_or_404(CategoryRules, version=version)
    answer = HttpResponse(rules.content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{rules.version}.json"'
    return answer


@require_POST
@requires(Permission.CONFIGURE)
def rules_import(request: StaffRequest) -> HttpResponse:
    """Keep a version dropped as a file; every mistake in it is told with its place."""
    form = RulesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            made = workflow.add_rules(content=form.cleaned_data["file"], act=act_of(request))
        except grading.RulesInvalid as invalid:
            for problem in invalid.problems[:50]:
                form.add_error("file", problem)
        except Refusal as refusal:
            form.add_error("file", refusal.message)
        else:
            messages.success(
                request, _("“%(title)s” is kept: simulate it, then publish it.") % {"title": made}
            )
            return redirect("inventory:category-rules-version", made.version)
    return render(
        request, "inventory/grading_rules.html", _list_context(request, rules_form=form), status=400
    )


@require_POST
@requires(Permission.CONFIGURE)
def rules_publish(request: StaffRequest, version: str) -> HttpResponse:
    """Put a version in force from a day on."""
    rules = get_object_or_404(CategoryRules, version=version)
    form = PublishRulesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a day."))
        return redirect("inventory:category-rules-version", rules.version)
    with refusals_shown(request):
        job = workflow.publish_rules(rules=rules, since=form.cleaned_data["since"], act=act_of(request))
        messages.success(request, _("The version is published."))
        return redirect("jobs:job-detail", job.public_id) if job else redirect("inventory:category-rules")
    return redirect("inventory:category-rules-version", rules.version)


@require_POST
@requires(Permission.DEVICE_CORRECT)
def stock_categorise(request: StaffRequest) -> HttpResponse:
    """Apply the rules in force to the whole stock."""
    job = workflow.start_categorising(act=act_of(request))
    return redirect("jobs:job-detail", job.public_id)


@requires(Permission.DEVICE_CORRECT)
def simulation(request: StaffRequest, version: str) -> HttpResponse:
    """What a version would make of the present stock: at once for a small one, by a job for a large one."""
    rules = get_object_or_404(CategoryRules, version=version)
    stock = grading.stock(request.acting)
    if request.method == "POST":
        job = workflow.start_simulation(rules=rules, act=act_of(request))
        return redirect("jobs:job-detail", job.public_id)
    told = _of_job(request, rules) if request.GET.get("job") else None
    count = stock.count() if told is None else 0
    if told is None and count <= AT_ONCE:
        found = grading.simulate(grading.parsed(rules), stock, grading.Simulation(), grading.Marks())
        told = grading.told(found, most=SHOWN)
    context = {"rules": rules, "count": count, **(_shown(told, grading.parsed(rules)) if told else {})}
    return render(request, "inventory/grading_simulation.html", context)


def _of_job(request: StaffRequest, rules: CategoryRules) -> Mapping[str, Any]:
    try:
        job = job_queries.job_of(request.acting, UUID(request.GET["job"]))
    except ValueError:
        job = None
    if job is None or job.params.get("version") != rules.version or "counts" not in job.result:
        raise Http404
    result: Mapping[str, Any] = job.result
    return result


def _shown(told: Mapping[str, Any], rules: grading.Rules) -> dict[str, Any]:
    """The table from → to, better categories first, and the changes."""
    counts = {(before, after): number for before, after, number in told["counts"]}
    known = [*reversed(rules.categories), ""]
    befores = sorted({before for before, _after in counts}, key=lambda one: _place(one, known))
    afters = [one for one in known if any(after == one for _before, after in counts)]
    afters += sorted({after for _before, after in counts} - set(afters))
    matrix = [
        (before, [(after, counts.get((before, after), 0), before == after) for after in afters])
        for before in befores
    ]
    changes = [{**one, "reasons": _said(one["reasons"])} for one in told["changes"]]
    return {
        "matrix": matrix,
        "afters": afters,
        "changes": changes,
        "total": sum(counts.values()),
        "changed": sum(number for (before, after), number in counts.items() if before != after),
    }


def _place(code: str, known: Sequence[str]) -> tuple[int, str]:
    return (known.index(code) if code in known else len(known), code)


def _said(reasons: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(grading.kept_reason(one)) for one in reasons]


@require_POST
@requires(Permission.CONFIGURE)
def marks_import(request: StaffRequest) -> HttpResponse:
    """Take over a table of marks."""
    form = MarksForm(request.POST, request.FILES)
    if form.is_valid():
        found = form.cleaned_data
        marks = workflow.marks_in(_rows(found["file"]))
        if marks:
            count = workflow.add_marks(
                marks=marks,
                kind=found["kind"],
                source=found["source"],
                dated=found["dated"],
                act=act_of(request),
            )
            messages.success(
                request, ngettext("%(count)d mark kept.", "%(count)d marks kept.", count) % {"count": count}
            )
            return redirect("inventory:category-rules")
        form.add_error("file", _("No column of names and no column of marks were found."))
    return render(
        request, "inventory/grading_rules.html", _list_context(request, marks_form=form), status=400
    )


def _rows(content: bytes) -> list[list[str]]:
    """The rows of a dropped table; none when it is no table."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "marks"
        path.write_bytes(content)
        try:
            return [row for sheet in open_source(path).sheets for row in sheet.rows()]
        except Refused:
            return []
