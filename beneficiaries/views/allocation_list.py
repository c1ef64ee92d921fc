"""The list of proposals: which device for which request, and what came of it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from beneficiaries import queries
from beneficiaries.models import Allocation
from beneficiaries.states import AllocationStage
from beneficiaries.views.request_list import PARTNER, of_request, offer_partners
from inventory.codes import shown
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.core.tables import Cell
from reuse.lists import views as lists
from reuse.lists.cells import local, local_day, stage_chip
from reuse.lists.description import NEWEST_FIRST, Column, Listing, register
from reuse.lists.forms import FilterForm
from reuse.web.templatetags.look import number


class AllocationFilterForm(FilterForm):
    """The filters of the list of proposals."""

    first_filters = ("q", "stage", "partner")

    q = forms.CharField(
        label=_("Number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "D26-0042", "autocomplete": "off"}),
    )
    stage = forms.ChoiceField(
        label=_("Stage"),
        required=False,
        choices=[("", pgettext_lazy("filter", "All")), *AllocationStage.choices],
    )
    partner = forms.ChoiceField(label=_("Partner"), required=False)

    def offer(self) -> None:
        offer_partners(self)


def _found(form: AllocationFilterForm) -> QuerySet[Allocation]:
    return queries.allocations_like(form.membership, form.cleaned_data)


def _words(count: int) -> str:
    return ngettext("%(count)s proposal", "%(count)s proposals", count) % {"count": number(count)}


def _address(one: Allocation) -> str:
    return reverse("beneficiaries:allocation-detail", args=[one.public_id])


def _answer(one: Allocation) -> Any:
    match one.answer:
        case None:
            return ""
        case True:
            return _("It suits")
    return _("It does not suit")


def _made(one: Allocation) -> Cell:
    return local_day(one.created_at)


def _since(one: Allocation) -> Cell:
    return local(one.stage_since)


ALLOCATIONS = register(
    Listing(
        code="allocations",
        title=_("Proposals"),
        page="beneficiaries:allocation-list",
        permissions=(Permission.REQUEST_VIEW,),
        columns=(
            Column("request", _("Request"), of_request("ref"), link=_address, orders=tuple(NEWEST_FIRST)),
            Column(
                "stage",
                _("Stage"),
                lambda one: str(one.get_stage_display()),
                shown=stage_chip,
                css="nw",
                is_default=True,
            ),
            Column("code", _("Code"), lambda one: shown(one.device.code), css="nw code", is_default=True),
            Column(
                "device", _("Device"), lambda one: one.device.name, joins=("device__type",), is_default=True
            ),
            PARTNER,
            Column("answer", _("Answer"), lambda one: str(_answer(one)), is_default=True),
            Column("made", _("Made on"), _made, is_default=True),
            Column("since", _("Since"), _since),
            Column("wanted", _("Asked for"), of_request("type"), joins=("request__type",)),
            Column("purpose", _("Use"), of_request("purpose"), joins=("request__purpose",)),
            Column("department", _("Dept."), of_request("department")),
            Column("site", _("Site"), lambda one: str(one.device.site), joins=("device__site",)),
            Column("worker", _("Followed by"), of_request("worker"), joins=("request__worker",)),
        ),
        orders=NEWEST_FIRST,
        filters=AllocationFilterForm,
        found=_found,
        words=_words,
        key="public_id",
        joins=("request", "device"),
        empty=(_("No proposal yet"), _("A device proposed for a request stands here.")),
        unmatched=_("No proposal matches"),
    )
)


@requires(Permission.REQUEST_VIEW)
def allocation_list(request: StaffRequest) -> HttpResponse:
    """Every proposal one may see, narrowed by the address."""
    return lists.show(request, ALLOCATIONS, "beneficiaries/list_beside_requests.html")
