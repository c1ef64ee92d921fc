"""The page of any list, its file, and the views of it that people keep under a name."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import clock, tables
from reuse.lists import description, rows, workflow
from reuse.lists.cells import drawn
from reuse.lists.description import Found, Listing
from reuse.lists.forms import FilterForm, SavedViewForm
from reuse.lists.models import FirstView, SavedView

STRAIGHT = 2000  # rows of a file made while one waits; beyond, it is a job
LONGEST_QUERY = 1000
FIT = 10  # columns of which a table fits a page


@dataclass(frozen=True, slots=True)
class Tab:
    """A view kept under a name, above its list."""

    view: SavedView
    is_current: bool
    is_own: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the table shows it: the key that chooses it, its name, its cells."""

    key: str
    name: str
    head: str
    css: str
    cells: Sequence[str]


def show(
    request: StaffRequest, listing: Listing, template: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a list as its address asks; opened bare, the view the person begins with."""
    tabs = _tabs(request, listing)
    first = next((tab.view.query for tab in tabs if tab.is_first), "")
    if first and not request.GET and request.method == "GET":
        return redirect(f"{request.path}?{first}")
    form = rows.asked(listing, request.GET, request.acting, clock.now())
    return render(request, template, {**page_context(request, form, tabs), **more}, status=status)


def page_context(request: StaffRequest, form: FilterForm, tabs: Sequence[Tab]) -> dict[str, Any]:
    """What `lists/list.html` shows."""
    listing, query = form.listing, form.query()
    found = rows.rows_of(form)
    page = rows.page_of(form, found, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    told = rows.told(listing, page.rows, act_of(request))
    has_first = any(tab.is_first for tab in tabs)
    return {
        "listing": listing,
        "form": form,
        "order": form.order.label,
        "page": page,
        "rows": told,
        "columns": form.columns,
        "headings": [_heading(form, column) for column in form.columns],
        "lines": [_line(form, row, one) for row, one in zip(page.rows, told, strict=True)],
        "counted": rows.counted(listing, found),
        "query": query,
        "kept": [one for one in parse_qsl(query) if one[0] != "c"],
        "clear_url": f"{request.path}?all=1" if has_first else request.path,
        "tabs": [Tab(tab.view, tab.view.query == query, tab.is_own, tab.is_first) for tab in tabs],
        "save_form": SavedViewForm(),
        "may_choose": True,
        "body": "lists/_table.html",
        "is_free": len(form.columns) <= FIT,
        "bar": "",
    }


def _tabs(request: StaffRequest, listing: Listing) -> list[Tab]:
    """The views this person may use, their own and shared ones."""
    acting = request.acting
    views = SavedView.objects.visible_to(acting).filter(list=listing.code)
    first = set(FirstView.objects.filter(owner=acting.user, view__in=views).values_list("view", flat=True))
    return [Tab(view, False, view.owner_id == acting.user_id, view.pk in first) for view in views]  # noqa: FBT003


def _heading(form: FilterForm, column: description.Column) -> dict[str, Any]:
    """A column's title; where it orders the rows, the way it does and the address of the other way."""
    current = form.cleaned_data.get("order", "")
    ways = column.orders
    other = next((code for code in ways if code != current), None) if ways else None
    keys = form.order.keys if current in ways else ()
    return {
        "column": column,
        "url": f"?{form.query(order=other)}" if other is not None else "",
        "sort": ("descending" if keys[0].startswith("-") else "ascending") if keys else "",
    }


def _line(form: FilterForm, row: Any, told: Any) -> Line:
    first, *others = form.columns
    return Line(
        key=str(description.key_of(form.listing, row)),
        name=str(first.value(told)),
        head=format_html('<a class="code" href="{}">{}</a>', first.link(told), first.value(told))
        if first.link
        else str(first.value(told)),
        css=form.listing.css(told),
        cells=[drawn(column, told) for column in others],
    )


LISTED = tuple(Permission)  # each list asks for its own


@requires(*LISTED)
def index(request: StaffRequest) -> HttpResponse:
    """Every list this person may open, with the views of each they may use."""
    views: dict[str, list[SavedView]] = {}
    for view in SavedView.objects.visible_to(request.acting):
        views.setdefault(view.list, []).append(view)
    listings = [one for one in description.known().values() if one.may_open(request.acting)]
    found = [(one, reverse(one.page), views.get(one.code, [])) for one in listings]
    found.sort(key=lambda row: str(row[0].title).casefold())
    return render(request, "lists/index.html", {"found": found})


# Files


@require_POST
@requires(*LISTED)
def export(request: StaffRequest, list_name: str) -> HttpResponseBase:
    """Exactly the rows and columns of the list, all its pages or the rows chosen, as a file."""
    listing, kind, act = _listing(request, list_name), request.POST.get("do", ""), act_of(request)
    if kind not in tables.WRITERS:
        return redirect(listing.page)
    form = _asked(request, listing)
    found = chosen_rows(request, listing) if "row" in request.POST else rows.rows_of(form)
    day = clock.local_date(clock.now(), request.acting.time_zone)
    name = f"{slugify(str(listing.title))}-{day}"
    if rows.number_of(found, STRAIGHT + 1) > STRAIGHT:
        job = workflow.export(listing=listing, query=form.query(), kind=kind, name=name, act=act)
        return redirect("jobs:job-detail", job.public_id)
    workflow.record_reading(listing=listing, columns=form.columns, act=act)
    return file_of(rows.table(listing, form.columns, found, act), name=name, kind=kind)


def chosen_rows(request: StaffRequest, listing: Listing) -> Found:
    """What a gesture is for: the rows ticked, or all of the filters of the page; nothing where neither is said."""
    form = _asked(request, listing)
    if request.POST.get("all"):
        return rows.rows_of(form)
    return rows.chosen(form, request.POST.getlist("row"))


def _asked(request: StaffRequest, listing: Listing) -> FilterForm:
    return rows.asked(listing, request.POST.get("query", ""), request.acting, clock.now())


def file_of(found: Iterable[Sequence[tables.Cell]], *, name: str, kind: str) -> HttpResponseBase:
    """The rows as a file to download, written beside memory."""
    to = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    tables.WRITERS[kind](found, to)
    to.seek(0)
    answer = FileResponse(to, content_type=tables.MEDIA_TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    return answer


# Views kept under a name


@require_POST
@requires(*LISTED)
def save(request: StaffRequest, list_name: str) -> HttpResponse:
    """Keep the filters in force under a name."""
    listing = _listing(request, list_name)
    query = _asked(request, listing).query()
    form = SavedViewForm(request.POST)
    if not form.is_valid() or len(query) > LONGEST_QUERY:
        messages.error(request, _("Give the view a name of at most 40 letters."))
        return _back(listing, query)
    named = form.cleaned_data
    return carry_out(
        request,
        lambda act: workflow.save_view(list_name=list_name, query=query, act=act, **named),
        done=_("The view “%(name)s” is kept.") % {"name": named["name"]},
        then=_back(listing, query),
    )


@require_POST
@requires(*LISTED)
def change(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Rename one's own view, share it or keep it to oneself."""
    view, listing = _view(request, public_id)
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 40 letters."))
        return _back(listing, view.query)
    return carry_out(
        request,
        lambda act: workflow.rename_view(view=view, act=act, **form.cleaned_data),
        done=_("The view is changed."),
        then=_back(listing, view.query),
    )


@require_POST
@requires(*LISTED)
def delete(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Forget one's own view."""
    view, listing = _view(request, public_id)
    return carry_out(
        request,
        lambda act: workflow.delete_view(view=view, act=act),
        done=_("The view “%(name)s” is deleted.") % {"name": view.name},
        then=_back(listing, ""),
    )


@require_POST
@requires(*LISTED)
def begin_with(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Open the list with this view from now on, or no longer."""
    view, listing = _view(request, public_id)
    is_wanted = request.POST.get("wanted") == "1"
    return carry_out(
        request,
        lambda act: workflow.begin_with(view=view, act=act, is_wanted=is_wanted),
        done=_("The list opens with “%(name)s” from now on.") % {"name": view.name}
        if is_wanted
        else _("The list opens with all of its rows again."),
        then=_back(listing, view.query),
    )


def _listing(request: StaffRequest, code: str) -> Listing:
    listing = description.find(code)
    if listing is None:
        raise Http404
    if not listing.may_open(request.acting):
        raise PermissionDenied
    return listing


def _view(request: StaffRequest, public_id: UUID) -> tuple[SavedView, Listing]:
    view = get_object_or_404(SavedView.objects.visible_to(request.acting), public_id=public_id)
    return view, _listing(request, view.list)


def _back(listing: Listing, query: str) -> HttpResponse:
    return redirect(f"{reverse(listing.page)}?{query or 'all=1'}")
