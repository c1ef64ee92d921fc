"""The register of outgoing waste: what left with which pallet, under which code."""

from decimal import Decimal
from operator import attrgetter

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from inventory import queries
from inventory.forms import RegisterForm
from inventory.queries import Departure
from inventory.queries.endings import Leaving
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.core.tables import Cell
from reuse.lists import views as lists
from reuse.lists.description import Column, Listing, Order, register
from reuse.web.templatetags.look import grouped, mark, number


def _found(form: RegisterForm) -> list[Leaving]:
    return queries.departures(form.membership, form.wanted)


def _words(count: int) -> str:
    return ngettext("%(count)s departure", "%(count)s departures", count) % {"count": number(count)}


def _address(one: Departure) -> str:
    return reverse("inventory:pallet-detail", args=[one.pallet.place.code])


def _slip_address(one: Departure) -> str:
    return reverse("documents:document-download", args=[one.pallet.slip.public_id]) if one.pallet.slip else ""


def _certificate(one: Departure) -> str:
    is_here = one.pallet.certificate_id is not None
    return pgettext("certificate", "received") if is_here else pgettext("certificate", "awaited")


def _drawn_certificate(one: Departure) -> str:
    return format_html("{} {}", mark("ok" if one.pallet.certificate_id else "wait"), _certificate(one))


def _whole(one: Departure) -> Cell:
    return Decimal(one.pallet.weight_g or 0) / 1000


REGISTER = register(
    Listing(
        code="waste",
        title=_("Register of outgoing waste"),
        page="inventory:waste-register",
        permissions=(Permission.DEVICE_VIEW,),
        columns=(
            Column("pallet", _("Pallet"), lambda one: str(one.pallet.place), link=_address),
            Column("left", _("Left on"), attrgetter("pallet.collected_on"), is_default=True),
            Column("code", _("Waste code"), attrgetter("code.code"), css="nw", is_default=True),
            Column("words", _("Kind of waste"), attrgetter("code.words"), is_default=True),
            Column(
                "kg", _("Weight (kg)"), lambda one: Decimal(one.grams) / 1000, is_number=True, is_default=True
            ),
            Column("pieces", _("Pieces"), attrgetter("things"), is_number=True, is_default=True),
            Column(
                "slip",
                _("Our slip"),
                lambda one: str(one.pallet.slip or ""),
                link=_slip_address,
                is_default=True,
            ),
            Column("tracking", _("Carrier's slip"), attrgetter("pallet.tracking"), css="nw", is_default=True),
            Column("carrier", _("Carrier"), attrgetter("pallet.carrier"), is_default=True),
            Column("recycler", _("Recycler"), attrgetter("pallet.recycler"), is_default=True),
            Column(
                "address",
                _("Address of the recycler"),
                attrgetter("pallet.recycler_address"),
                is_default=True,
            ),
            Column("site", _("Site"), lambda one: str(one.pallet.place.site)),
            Column("pallet_code", _("Code"), lambda one: grouped(one.pallet.place.code), css="nw code"),
            Column("whole", _("Whole pallet (kg)"), _whole, is_number=True),
            Column(
                "certificate",
                _("Certificate"),
                _certificate,
                shown=_drawn_certificate,
                css="nw",
                is_default=True,
            ),
        ),
        orders={"": Order(_("Latest first"), ())},
        filters=RegisterForm,
        found=_found,
        words=_words,
        key="key",
        told=lambda rows, _act: queries.departures_of(rows),
        empty=(_("Nothing has left yet."), _("Each pallet appears here once its departure is noted.")),
        unmatched=_("Nothing left in this period, under this code."),
    )
)


@requires(Permission.DEVICE_VIEW)
def waste_register(request: StaffRequest) -> HttpResponse:
    """What left the house as waste: day, code, weight, slips, carrier and recycler."""
    return lists.show(request, REGISTER, "inventory/waste_register.html")
