"""The list of transfers, coming and going: how many devices each carries, and how many of them came."""

from operator import attrgetter
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.forms import TransferFilterForm
from inventory.models import TransferQuerySet
from inventory.queries.transfers import CountedTransfer, counted_transfers
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.core.tables import Cell
from reuse.lists import views as lists
from reuse.lists.cells import local
from reuse.lists.description import NEWEST_FIRST, Column, Listing, register
from reuse.web.templatetags.look import number


def _found(form: TransferFilterForm) -> TransferQuerySet:
    wanted: dict[str, Any] = form.cleaned_data
    return queries.transfers(form.membership, state=wanted.get("state", ""), side=wanted.get("side", ""))


def _words(count: int) -> str:
    return ngettext("%(count)s transfer", "%(count)s transfers", count) % {"count": number(count)}


def _address(one: CountedTransfer) -> str:
    return reverse("inventory:transfer-detail", args=[one.transfer.ref])


def _state(one: CountedTransfer) -> str:
    return render_to_string("inventory/_transfer_state.html", {"transfer": one.transfer})


def _since(one: CountedTransfer) -> Cell:
    return local(one.transfer.state_since)


def _sent(one: CountedTransfer) -> Cell:
    return local(one.transfer.sent_at)


TRANSFERS = register(
    Listing(
        code="transfers",
        title=_("Transfers"),
        page="inventory:transfer-list",
        permissions=(Permission.DEVICE_VIEW,),
        columns=(
            Column("ref", _("Number"), attrgetter("transfer.ref"), link=_address, orders=tuple(NEWEST_FIRST)),
            Column("from", _("From"), lambda one: str(one.transfer.from_site), is_default=True),
            Column("to", _("To"), lambda one: str(one.transfer.to_site), is_default=True),
            Column(
                "state",
                _("State"),
                lambda one: str(one.transfer.get_state_display()),
                shown=_state,
                css="nw",
                is_default=True,
            ),
            Column("since", _("Since"), _since, is_default=True),
            Column("devices", _("Devices"), attrgetter("devices"), is_number=True, is_default=True),
            Column("received", _("Received"), attrgetter("arrived"), is_number=True, is_default=True),
            Column("carrier", _("Carrier"), attrgetter("transfer.carrier"), is_default=True),
            Column("slip", _("Slip"), lambda one: str(one.transfer.slip or ""), joins=("slip",)),
            Column("sent", _("Sent"), _sent),
            Column("by", _("By"), lambda one: str(one.transfer.sent_by or ""), joins=("sent_by",), css="nw"),
        ),
        orders=NEWEST_FIRST,
        filters=TransferFilterForm,
        found=_found,
        words=_words,
        key="ref",
        joins=("from_site", "to_site"),
        told=lambda rows, _act: counted_transfers(rows),
        empty=(
            _("No transfer yet."),
            _(
                "Choose “Send to another site”, then scan the devices or a whole box: the first scan begins the transfer."
            ),
        ),
        unmatched=_("No transfer answers to these filters."),
    )
)


@requires(Permission.DEVICE_VIEW)
def transfer_list(request: StaffRequest) -> HttpResponse:
    """Those of one's organisation, coming and going."""
    return lists.show(
        request,
        TRANSFERS,
        "inventory/transfer_list.html",
        arriving=queries.arriving(request.acting).count(),
        may_list=request.acting.may(Permission.DEVICE_WORK),
    )
