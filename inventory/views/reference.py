"""Reference data kept up by an administrator: real fields, a version at a time, every version readable and a file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inventory import queries, workflow
from inventory.forms.reference import RowsFileForm, SinceForm, rows_in, rows_of
from inventory.models import ReferenceVersion
from inventory.queries.reference import TABLES, Table
from inventory.queries.shipped import seen_rows, shipped_elsewhere
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission


@require_safe
@requires(Permission.CONFIGURE)
def tables(request: StaffRequest) -> HttpResponse:
    """Every table, with how many rows are in use."""
    context = {
        "tables": [(table, table.model._base_manager.count()) for table in TABLES.values()],
        "others": [
            (one, one.model._meta.model_name, one.model._base_manager.count()) for one in shipped_elsewhere()
        ],
    }
    return render(request, "inventory/reference.html", context)


@require_safe
@requires(Permission.CONFIGURE)
def seen(request: StaffRequest, name: str) -> HttpResponse:
    """A table that ships and is not changed here: its rows with their dates and sources."""
    of = next((one for one in shipped_elsewhere() if one.model._meta.model_name == name), None)
    if of is None:
        raise Http404
    rows = seen_rows(of)
    context = {
        "of": of,
        "may_open": bool(of.kept_at) and _may_open(of.kept_at, request.acting),
        "rows": rows,
        "is_dated": any(row.since for row in rows),
        "has_end": any(row.until for row in rows),
        "has_source": any(row.source for row in rows),
    }
    return render(request, "inventory/reference_seen.html", context)


@requires(Permission.CONFIGURE)
def table(request: StaffRequest, code: str) -> HttpResponse:
    """The rows in use, to write the next version from; a file only fills the fields."""
    of = _named(code)
    day = SinceForm(initial={"since": act_of(request).on})
    file = RowsFileForm(table=of)
    rows = rows_of(of, rows=queries.reference_rows(of))
    if request.method == "POST" and "file" in request.FILES:
        file = RowsFileForm(request.POST, request.FILES, table=of)
        if file.is_valid():
            rows = rows_of(of, rows=file.cleaned_data["file"])
            messages.info(request, _("The file is read: look at its rows, then publish them."))
    elif request.method == "POST":
        rows, day = rows_of(of, data=request.POST), SinceForm(request.POST)
        if rows.is_valid() and day.is_valid():
            with refusals_shown(request, day):
                workflow.publish_reference(
                    table=of, rows=rows_in(rows), since=day.cleaned_data["since"], act=act_of(request)
                )
                messages.success(request, _("Published: it never changes again."))
                return redirect("inventory:reference-table", code)
    context: dict[str, Any] = {
        "table": of,
        "rows": rows,
        "day": day,
        "file": file,
        "versions": queries.reference_versions(of),
    }
    return render(request, "inventory/reference_table.html", context)


@require_safe
@requires(Permission.CONFIGURE)
def version(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """A version as it was written."""
    of = _named(code)
    one = get_object_or_404(ReferenceVersion.objects.select_related("by"), table=code, number=number)
    lines = [[_shown(row.get(field.name)) for field in of.fields] for row in one.rows]
    context = {"table": of, "version": one, "lines": lines}
    return render(request, "inventory/reference_version.html", context)


@require_safe
@requires(Permission.CONFIGURE)
def version_file(_request: StaffRequest, code: str, number: int) -> HttpResponse:
    """The version as a file another installation can read."""
    one = get_object_or_404(ReferenceVersion, table=_named(code).code, number=number)
    content = {"table": one.table, "number": one.number, "since": one.since.isoformat(), "rows": one.rows}
    return JsonResponse(
        content,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Content-Disposition": f'attachment; filename="{one.table}-{one.number}.json"'},
    )


def _may_open(name: str, membership: Membership) -> bool:
    """Whether the page of that name is for this person."""
    asked = getattr(resolve(reverse(name)).func, "permissions", ())
    return not asked or any(membership.may(one) for one in asked)


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else ""
        case dict():
            return " / ".join(map(str, value.values()))
        case list():
            return ", ".join(map(str, value))
    return str(value)


def _named(code: str) -> Table:
    if code not in TABLES:
        raise Http404
    return TABLES[code]
