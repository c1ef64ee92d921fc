"""The list of pallets for recycling, and a form for a new one."""

from decimal import Decimal
from operator import attrgetter

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms import OpenPalletForm, PalletFilterForm
from inventory.models import RecyclingPallet
from inventory.queries.endings import CountedPallet, counted_pallets
from inventory.views.places import place_of, sites_of
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.core.tables import Cell
from reuse.lists import views as lists
from reuse.lists.description import NEWEST_FIRST, Column, Listing, register
from reuse.web.templatetags.look import grouped, number


def _found(form: PalletFilterForm) -> QuerySet[RecyclingPallet]:
    found, wanted = queries.pallets(form.membership), form.cleaned_data
    if wanted.get("state"):
        found = found.filter(stage=wanted["state"])
    if wanted.get("site"):
        found = found.filter(place__site=Site.objects.get(public_id=wanted["site"]))
    return found


def _words(count: int) -> str:
    return ngettext("%(count)s pallet", "%(count)s pallets", count) % {"count": number(count)}


def _address(one: CountedPallet) -> str:
    return reverse("inventory:pallet-detail", args=[one.pallet.place.code])


def _state(one: CountedPallet) -> str:
    return render_to_string("inventory/_pallet_state.html", {"pallet": one.pallet})


def _kilograms(one: CountedPallet) -> Cell:
    return Decimal(one.pallet.weight_g) / 1000 if one.pallet.weight_g else None


def _slip_address(one: CountedPallet) -> str:
    return reverse("documents:document-download", args=[one.pallet.slip.public_id]) if one.pallet.slip else ""


PALLETS = register(
    Listing(
        code="pallets",
        title=gettext_lazy("Pallets for recycling"),
        page="inventory:pallet-list",
        permissions=(Permission.DEVICE_VIEW,),
        columns=(
            Column(
                "pallet",
                gettext_lazy("Pallet"),
                lambda one: str(one.pallet.place),
                link=_address,
                orders=tuple(NEWEST_FIRST),
            ),
            Column("code", gettext_lazy("Code"), lambda one: grouped(one.pallet.place.code), css="nw code"),
            Column(
                "state",
                gettext_lazy("State"),
                lambda one: str(one.pallet.state.label),
                shown=_state,
                css="nw",
                is_default=True,
            ),
            Column("site", gettext_lazy("Site"), lambda one: str(one.pallet.place.site), is_default=True),
            Column(
                "devices",
                gettext_lazy("Devices listed"),
                attrgetter("devices"),
                is_number=True,
                is_default=True,
            ),
            Column("weight", gettext_lazy("Weight (kg)"), _kilograms, is_number=True, is_default=True),
            Column(
                "slip",
                gettext_lazy("Slip"),
                lambda one: str(one.pallet.slip or ""),
                link=_slip_address,
                joins=("slip",),
                is_default=True,
            ),
            Column("recycler", gettext_lazy("Recycler"), attrgetter("pallet.recycler"), is_default=True),
            Column("carrier", gettext_lazy("Carrier"), attrgetter("pallet.carrier")),
            Column("tracking", gettext_lazy("Carrier's slip"), attrgetter("pallet.tracking")),
            Column("left", gettext_lazy("Left on"), attrgetter("pallet.collected_on"), is_default=True),
        ),
        orders=NEWEST_FIRST,
        filters=PalletFilterForm,
        found=_found,
        words=_words,
        key="place__code",
        joins=("place__site",),
        told=lambda rows, _act: counted_pallets(rows),
        sizes=(25, 50, 100),
        empty=(
            gettext_lazy("No pallet here."),
            gettext_lazy("Open one, print its label, then scan recycled devices onto it."),
        ),
        unmatched=gettext_lazy("No pallet answers to these filters."),
    )
)


@requires(Permission.DEVICE_VIEW)
def pallet_list(request: StaffRequest) -> HttpResponse:
    """Pallets, latest first; and a form for a new one."""
    return _page(request, _form(request))


@require_POST
@requires(Permission.DEVICE_WORK)
def pallet_new(request: StaffRequest) -> HttpResponse:
    """A new pallet with its code; or, of the place the form names, an existing one."""
    act = act_of(request)
    if code := request.POST.get("place", ""):
        place = place_of(request, code)
        with refusals_shown(request):
            workflow.open_pallet(place=place, act=act)
            return redirect("inventory:pallet-detail", place.code)
        return redirect("inventory:place-detail", place.code)
    form = _form(request, request.POST)
    if form.is_valid():
        with refusals_shown(request, form, field="name"):
            made = workflow.begin_pallet(site=form.site_chosen, name=form.cleaned_data["name"], act=act)
            messages.success(request, _("The pallet is open: print its label, then scan devices onto it."))
            return redirect("inventory:pallet-detail", made.place.code)
    return _page(request, form, status=400)


def _form(request: StaffRequest, *data: object) -> OpenPalletForm:
    return OpenPalletForm(*data, sites=sites_of(request.acting), auto_id="new_%s")


def _page(request: StaffRequest, new: OpenPalletForm, *, status: int = 200) -> HttpResponse:
    may_open = request.acting.may(Permission.DEVICE_WORK) and new.sites
    return lists.show(
        request,
        PALLETS,
        "inventory/pallet_list.html",
        is_free=False,
        status=status,
        new=new if may_open else None,
    )
