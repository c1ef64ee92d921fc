"""The list of accessories: how many of each kind lie at a site, one more or one less by a key or a barcode."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from django import forms
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.models import AccessoryKind
from inventory.views.places import OneSiteForm, site_of, sites_of
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.lists import views as lists
from reuse.lists.description import Column, Listing, Order, register
from reuse.web.templatetags.look import mark, number

LATEST = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A kind with how many lie at the site shown."""

    site: Site
    kind: AccessoryKind
    here: int
    elsewhere: int
    is_low: bool


class AccessoryFilterForm(OneSiteForm):
    """The filters of the list of accessories."""

    first_filters = ("site", "level")

    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All")), ("low", _("Running low"))]
    )

    @property
    def found(self) -> Sequence[Row]:
        """Every kind, those never counted too."""
        site, is_low_wanted = self.chosen_site, self.cleaned_data.get("level") == "low"
        counted = queries.quantities(self.membership, site) if site else []
        return [
            Row(site, one.kind, one.here, one.elsewhere, one.is_low)
            for one in counted
            if site and (one.is_low or not is_low_wanted)
        ]


def _words(count: int) -> str:
    return ngettext("%(count)s kind", "%(count)s kinds", count) % {"count": number(count)}


def _address(row: Row) -> str:
    return f"{reverse('inventory:accessory-detail', args=[row.kind.code])}?site={row.site.public_id}"


def _here(row: Row) -> str:
    low = format_html('{} <span class="vh">{}</span> ', mark("warn"), _("low:")) if row.is_low else ""
    return format_html("{}<b>{}</b>", low, number(row.here))


def _step(row: Row) -> str:
    return render_to_string("inventory/_accessory_step.html", {"kind": row.kind, "site": row.site})


ACCESSORIES = register(
    Listing(
        code="accessories",
        title=_("Accessories"),
        page="inventory:accessory-list",
        permissions=(Permission.DEVICE_VIEW,),
        columns=(
            Column("kind", _("Accessory"), lambda row: capfirst(str(row.kind)), link=_address),
            Column("here", _("Here"), attrgetter("here"), shown=_here, is_number=True, is_default=True),
            Column(
                "step",
                _("One less, one more"),
                lambda _row: "",
                shown=_step,
                css="nw",
                may_see=lambda membership: membership.may(Permission.DEVICE_WORK),
                is_gesture=True,
                is_default=True,
            ),
            Column("elsewhere", _("Other sites"), attrgetter("elsewhere"), is_number=True, is_default=True),
            Column("low", _("Low below"), attrgetter("kind.low_at"), is_number=True),
            Column("site", _("Site"), lambda row: str(row.site)),
        ),
        orders={"": Order(_("As they stand"), ())},
        filters=AccessoryFilterForm,
        found=attrgetter("found"),
        words=_words,
        key="kind__code",
        css=lambda _row: "",
        sizes=(100,),
        empty=(_("No workshop site yet."), ""),
        unmatched=_("Nothing runs low."),
    )
)


@requires(Permission.DEVICE_VIEW)
def accessory_list(request: StaffRequest) -> HttpResponse:
    """How many of each kind lie at a site, a box to scan into, and the latest movements."""
    site = site_of(request, sites_of(request.acting))
    found = queries.quantities(request.acting, site) if site else []
    return lists.show(
        request,
        ACCESSORIES,
        "inventory/accessory_list.html",
        is_free=False,
        site=site,
        low=[one for one in found if one.is_low],
        movements=list(queries.movements(site)[:LATEST]) if site else [],
        may_work=request.acting.may(Permission.DEVICE_WORK),
        may_choose=False,  # Enter on a row chosen would press the first button: one less
    )
