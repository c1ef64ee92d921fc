"""The public directory, its map and guides; the pages of those who look after it."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.directory import codes, exports, hours, maps, queries, workflow
from reuse.directory.forms import ContactForm, EntryForm, GuideForm, ReferentForm, SearchForm, language_name
from reuse.directory.models import Contact, Entry, Guide, Referent
from reuse.web.departments import NAMES

SHOWN = 40
network = requires(Permission.REQUEST_DECIDE, Permission.CONFIGURE)
own = requires(Permission.ORGANISATION_MANAGE, Permission.REQUEST_DECIDE, Permission.CONFIGURE)


def _acting(request: HttpRequest) -> Membership | None:
    return getattr(request, "acting", None)


def index(request: HttpRequest) -> HttpResponse:
    """Who does what, where, when and for whom: a search, a map, a list. Anyone may read it."""
    form = SearchForm(request.GET)
    wanted = form.wanted()
    found = queries.entries(wanted)
    elsewhere = queries.entries(replace(wanted, department=""))  # the map shows where else there are some
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "previous_url": _page_url(request, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _page_url(request, page.next_page_number()) if page.has_next() else "",
        "lines": [
            (entry, hours.read(entry.opening_hours), codes.in_words("services", entry.services))
            for entry in page
        ],
        "tiles": maps.tiles(queries.by_department(elsewhere)),
        "wanted": wanted,
        "department": NAMES.get(wanted.department, ""),
        "runs": queries.runs_directory(_acting(request)),
        "guides": queries.skills_help(wanted.department, clock.now().date()) if wanted.department else [],
        "exports": exports.NAMES,
    }
    return render(request, "directory/index.html", context)


def _page_url(request: HttpRequest, number: int) -> str:
    parameters = request.GET.copy()
    parameters["page"] = str(number)
    return f"?{parameters.urlencode()}"


def entry_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One place: where, when, what, for whom, whom to write to. Anyone may read it."""
    acting = _acting(request)
    mine = queries.editable(acting) if acting else Entry.objects.none()
    entry = get_object_or_404(Entry.objects.select_related("organisation", "site"), public_id=public_id)
    may_edit = mine.filter(pk=entry.pk).exists()
    if not may_edit:
        entry = get_object_or_404(Entry.objects.public(), public_id=public_id)
    areas, more_areas = queries.areas_in_words(entry)
    context = {
        "entry": entry,
        "hours": hours.read(entry.opening_hours or (entry.site.opening_hours if entry.site else "")),
        "words": {name: codes.in_words(name, getattr(entry, name)) for name in codes.VOCABULARIES},
        "languages": [language_name(code) for code in entry.languages],
        "areas": areas,
        "more_areas": more_areas,
        "referents": entry.referents.all(),
        "may_edit": may_edit,
        "department": NAMES.get(entry.department, ""),
    }
    return render(request, "directory/entry.html", context)


def export(_request: HttpRequest, name: str) -> HttpResponse:
    """Our sites and partners in one of the national formats. Anyone may take it."""
    if name not in exports.WRITERS:
        raise Http404
    answer = HttpResponse(exports.write(name), content_type=exports.media_type(name))
    answer["Content-Disposition"] = content_disposition_header(True, f"reuse-{name}") or ""  # noqa: FBT003
    return answer


@own
def edit(request: StaffRequest, public_id: UUID | None = None) -> HttpResponseBase:
    """A place is added, or changed by those who look after it."""
    entry = get_object_or_404(queries.editable(request.acting), public_id=public_id) if public_id else None
    form = EntryForm(request.POST if request.method == "POST" else None, entry=entry)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            saved = workflow.save_entry(
                entry=entry, facts=form.facts(), areas=form.cleaned_data["areas"], act=act_of(request)
            )
            messages.success(request, _("Saved."))
            return redirect("directory:entry", saved.public_id)
    context = {
        "entry": entry,
        "form": form,
        "referents": entry.referents.all() if entry else (),
        "referent_form": ReferentForm(auto_id="referent_%s"),
    }
    return render(request, "directory/entry_form.html", context)


@require_POST
@own
def verify(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """What is said of the place is right today."""
    entry = get_object_or_404(queries.editable(request.acting), public_id=public_id)
    return carry_out(
        request,
        lambda act: workflow.verify_entry(entry=entry, act=act),
        done=_("Thank you: checked today."),
        then=redirect("directory:entry", public_id),
    )


@require_POST
@own
def close(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """The place is there no more, or again."""
    entry = get_object_or_404(queries.editable(request.acting), public_id=public_id)
    return carry_out(
        request,
        lambda act: workflow.close_entry(entry=entry, act=act),
        done=_("Saved."),
        then=redirect("directory:entry", public_id),
    )


@require_POST
@own
def referent(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """Somebody's role is named for a theme."""
    entry = get_object_or_404(queries.editable(request.acting), public_id=public_id)
    form = ReferentForm(request.POST)
    if form.is_valid():
        with refusals_shown(request):
            workflow.set_referent(entry=entry, act=act_of(request), **form.cleaned_data)
            messages.success(request, _("Saved."))
    else:
        for texts in form.errors.values():
            messages.error(request, " ".join(map(str, texts)))
    return redirect("directory:entry-edit", public_id)


@require_POST
@own
def drop_referent(request: StaffRequest, public_id: UUID, pk: int) -> HttpResponseBase:
    """Nobody is named for the theme any more."""
    entry = get_object_or_404(queries.editable(request.acting), public_id=public_id)
    named = get_object_or_404(Referent.objects.select_related("entry"), pk=pk, entry=entry)
    return carry_out(
        request,
        lambda act: workflow.drop_referent(referent=named, act=act),
        done=_("Saved."),
        then=redirect("directory:entry-edit", public_id),
    )


@own
def desk(request: StaffRequest) -> HttpResponseBase:
    """What is to be looked at: places nobody checked lately, links nobody followed, ours that are not listed."""
    today = act_of(request).on
    mine = queries.editable(request.acting)
    runs = queries.runs_directory(request.acting)
    context = {
        "runs": runs,
        "stale": queries.stale(today).filter(pk__in=mine.values("pk"))[:SHOWN],
        "mine": mine.open().order_by("name")[:SHOWN] if not runs else (),
        "hidden": mine.open().filter(is_public=False)[:SHOWN],
        "stale_guides": queries.stale_guides(today)[:SHOWN] if runs else (),
        "missing": queries.missing_sites().count() + queries.missing_partners().count() if runs else 0,
        "count": mine.open().count(),
    }
    return render(request, "directory/desk.html", context)


@require_POST
@network
def gather(request: StaffRequest) -> HttpResponseBase:
    """Our own sites and partners join the directory."""
    return carry_out(
        request,
        lambda act: workflow.gather(on=act.on),
        done=_("Our sites and partners are in the directory, as they are called and where they are."),
        then=redirect("directory:desk"),
    )


@network
def contacts(request: StaffRequest) -> HttpResponseBase:
    """Whom every refusing page names, everywhere and by department."""
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.add_contact(act=act_of(request), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("directory:contacts")
    context = {"form": form, "contacts": Contact.objects.all()[:SHOWN], "today": act_of(request).on}
    return render(request, "directory/contacts.html", context)


def guides(request: HttpRequest) -> HttpResponse:
    """Links to help and guides, of a department and for everywhere. Anyone may read it."""
    department = request.GET.get("department", "")
    department = department if department in NAMES else ""
    today = clock.now().date()
    found = queries.guides(department, today)
    themes = [
        (theme.label, [one for one in found if one.theme == theme])
        for theme in (codes.Theme.SKILLS, *(one for one in codes.Theme if one != codes.Theme.SKILLS))
    ]
    context = {
        "themes": [(label, rows) for label, rows in themes if rows],
        "departments": NAMES,
        "department": department,
        "runs": queries.runs_directory(_acting(request)),
        "old": {one.pk for one in queries.stale_guides(today)},
    }
    return render(request, "directory/guides.html", context)


@network
def guide_edit(request: StaffRequest, pk: int | None = None) -> HttpResponseBase:
    """A link is added, changed, or ended by its last day."""
    guide = get_object_or_404(Guide, pk=pk) if pk else None
    form = GuideForm(request.POST or None, guide=guide)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.save_guide(guide=guide, facts=form.cleaned_data, act=act_of(request))
            messages.success(request, _("Saved."))
            return redirect("directory:guides")
    return render(request, "directory/guide_form.html", {"form": form, "guide": guide})


@require_POST
@network
def guide_check(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Somebody followed the link: it leads where it says."""
    guide = get_object_or_404(Guide, pk=pk)
    return carry_out(
        request,
        lambda act: workflow.check_guide(guide=guide, act=act),
        done=_("Thank you: checked today."),
        then=redirect("directory:desk"),
    )
