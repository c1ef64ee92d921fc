"""The list of stocktakes: what each expected and what was found; and where to begin one."""

from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms import StocktakeFilterForm, StocktakeForm
from inventory.models import Stocktake
from inventory.queries.stocktakes import CountedStocktake, counted_stocktakes
from inventory.views.places import sites_of
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.core.tables import Cell
from reuse.lists import views as lists
from reuse.lists.cells import local
from reuse.lists.description import NEWEST_FIRST, Column, Listing, register
from reuse.web.templatetags.look import mark, number

_MARKS = {Stocktake.State.CLOSED: "ok", Stocktake.State.OPEN: "wait", Stocktake.State.CANCELLED: "same"}


def _found(form: StocktakeFilterForm) -> QuerySet[Stocktake]:
    found, wanted = queries.stocktakes(form.membership), form.cleaned_data
    if wanted.get("state"):
        found = found.filter(state=wanted["state"])
    if wanted.get("site"):
        found = found.filter(site=Site.objects.get(public_id=wanted["site"]))
    return found


def _words(count: int) -> str:
    return ngettext("%(count)s stocktake", "%(count)s stocktakes", count) % {"count": number(count)}


def _address(one: CountedStocktake) -> str:
    return reverse("inventory:stocktake-detail", args=[one.stocktake.ref])


def _state(one: CountedStocktake) -> str:
    kept = one.stocktake
    return format_html("{} {}", mark(_MARKS[Stocktake.State(kept.state)]), kept.get_state_display())


def _receipt_address(one: CountedStocktake) -> str:
    assert one.stocktake.receipt  # noqa: S101 - asked only where there is a number
    return reverse("documents:document-download", args=[one.stocktake.receipt.public_id])


def _opened(one: CountedStocktake) -> Cell:
    return local(one.stocktake.opened_at)


def _closed(one: CountedStocktake) -> Cell:
    return local(one.stocktake.closed_at)


STOCKTAKES = register(
    Listing(
        code="stocktakes",
        title=_("Stocktakes"),
        page="inventory:stocktake-list",
        permissions=(Permission.DEVICE_VIEW,),
        columns=(
            Column(
                "ref", _("Number"), attrgetter("stocktake.ref"), link=_address, orders=tuple(NEWEST_FIRST)
            ),
            Column("where", _("Where"), attrgetter("stocktake.where"), is_default=True),
            Column("site", _("Site"), lambda one: str(one.stocktake.site)),
            Column(
                "state",
                _("State"),
                lambda one: str(one.stocktake.get_state_display()),
                shown=_state,
                css="nw",
                is_default=True,
            ),
            Column("opened", _("Opened"), _opened, is_default=True),
            Column("by", _("By"), lambda one: str(one.stocktake.opened_by)),
            Column("expected", _("Expected"), attrgetter("expected"), is_number=True, is_default=True),
            Column("found", _("Found"), attrgetter("found"), is_number=True, is_default=True),
            Column("besides", _("Found besides"), attrgetter("others"), is_number=True, is_default=True),
            Column("closed", _("Closed"), _closed),
            Column(
                "receipt",
                _("Receipt"),
                lambda one: str(one.stocktake.receipt or ""),
                link=_receipt_address,
                is_default=True,
            ),
        ),
        orders=NEWEST_FIRST,
        filters=StocktakeFilterForm,
        found=_found,
        words=_words,
        key="ref",
        joins=("site", "place", "opened_by", "receipt"),
        told=lambda rows, _act: counted_stocktakes(rows),
        empty=(
            _("No stocktake yet."),
            _("Begin with one shelf or one box: several people may scan at once."),
        ),
        unmatched=_("No stocktake answers to these filters."),
    )
)


@requires(Permission.DEVICE_VIEW)
def stocktake_list(request: StaffRequest) -> HttpResponse:
    """Every stocktake, latest first; and where to begin one."""
    return _page(request, _form(request, initial={"place": request.GET.get("place", "")}))


def _page(request: StaffRequest, begin: StocktakeForm, *, status: int = 200) -> HttpResponse:
    return lists.show(
        request,
        STOCKTAKES,
        "inventory/stocktake_list.html",
        status=status,
        is_free=False,
        begin=begin,
        may_count=request.acting.may(Permission.DEVICE_WORK),
    )


def _form(request: StaffRequest, data: Any = None, **more: Any) -> StocktakeForm:
    own = [site for site in sites_of(request.acting) if site.pk == request.acting.site_id]
    sites = [*own, *(site for site in sites_of(request.acting) if site not in own)]
    return StocktakeForm(data, sites=sites, membership=request.acting, auto_id="begin_%s", **more)


@require_POST
@requires(Permission.DEVICE_WORK)
def stocktake_open(request: StaffRequest) -> HttpResponse:
    """Freeze the expected list."""
    form = _form(request, request.POST)
    if form.is_valid() and form.target:
        with refusals_shown(request, form, field="place"):
            made = workflow.open_stocktake(
                site=form.target, place=form.cleaned_data["place"], act=act_of(request)
            )
            return redirect("inventory:stocktake-detail", made.ref)
    return _page(request, form, status=400)
