"""The list of parts, one by one, below how many of each kind lie where."""

from operator import attrgetter
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.forms import PartFilterForm
from inventory.models import Part, PartQuerySet
from inventory.views.places import sites_of
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.tables import Cell
from reuse.lists import rows
from reuse.lists import views as lists
from reuse.lists.cells import local_day
from reuse.lists.description import NEWEST_FIRST, Column, Listing, register
from reuse.web.templatetags.look import number


def _found(form: PartFilterForm) -> PartQuerySet:
    return queries.parts(form.membership, form.wanted)


def _words(count: int) -> str:
    return ngettext("%(number)s part", "%(number)s parts", count) % {"number": number(count)}


def _address(part: Part) -> str:
    return reverse("inventory:part-detail", args=[part.public_id])


def _source(part: Part) -> str:
    return reverse("inventory:device-detail", args=[part.source.code])


def _machine(part: Part) -> str:
    return reverse("inventory:device-detail", args=[part.fitted_in.code]) if part.fitted_in else ""


def _place(part: Part) -> str:
    return reverse("inventory:place-detail", args=[part.place.code]) if part.place else ""


def _state(part: Part) -> str:
    drawn = render_to_string("inventory/_part_state.html", {"part": part})
    return format_html('<span class="row tight">{}<span>{}</span></span>', drawn, part.get_state_display())


def _taken(part: Part) -> Cell:
    return local_day(part.harvested_at)


PARTS = register(
    Listing(
        code="parts",
        title=_("Parts in stock"),
        page="inventory:part-list",
        permissions=(Permission.DEVICE_VIEW,),
        columns=(
            Column(
                "part",
                _("Part"),
                lambda part: capfirst(str(part)),
                link=_address,
                orders=tuple(NEWEST_FIRST),
            ),
            Column("code", _("Code"), attrgetter("shown_code"), css="nw code", is_default=True),
            Column("serial", _("Serial number"), attrgetter("serial"), css="code", is_default=True),
            Column(
                "state",
                _("State"),
                lambda part: str(part.get_state_display()),
                shown=_state,
                css="nw",
                is_default=True,
            ),
            Column("source", _("Taken from"), lambda part: str(part.source), link=_source, is_default=True),
            Column(
                "fitted",
                _("Fitted in"),
                lambda part: str(part.fitted_in or ""),
                joins=("fitted_in",),
                link=_machine,
                is_default=True,
            ),
            Column(
                "place",
                _("Place"),
                lambda part: str(part.place or ""),
                joins=("place",),
                link=_place,
                is_default=True,
            ),
            Column("site", _("Site"), lambda part: str(part.site), joins=("site",), is_default=True),
            Column("taken", _("Taken out on"), _taken, is_default=True),
            Column("kind", _("Kind of part"), lambda part: capfirst(str(part.kind))),
            Column("spec", _("What exactly"), attrgetter("spec")),
        ),
        orders=NEWEST_FIRST,
        filters=PartFilterForm,
        found=_found,
        words=_words,
        key="public_id",
        joins=("kind", "source"),
        empty=(
            _("No part in stock yet."),
            _("On the page of a device stripped for parts, take a part out: it comes here with its origin."),
        ),
        unmatched=_("No part answers to these filters."),
    )
)


@requires(Permission.DEVICE_VIEW)
def part_list(request: StaffRequest) -> HttpResponse:
    """How many of each kind and spec lie where, then the parts one by one."""
    form: Any = rows.asked(PARTS, request.GET, request.acting, clock.now())
    sites = [site for site in sites_of(request.acting) if form.wanted.site in {"", str(site.public_id)}]
    return lists.show(
        request,
        PARTS,
        "inventory/part_list.html",
        sites=sites,
        stock=queries.part_stock(request.acting, sites, form.wanted),
    )
