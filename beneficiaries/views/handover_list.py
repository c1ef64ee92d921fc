"""The list of hand-overs: planned, done, come back; at which price. Who signed is in none of its columns."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from beneficiaries import queries
from beneficiaries.models import Handover
from beneficiaries.states import HandoverStage
from beneficiaries.views.request_list import PARTNER, of_request, offer_partners
from inventory.codes import shown
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.core.tables import Cell
from reuse.lists import views as lists
from reuse.lists.cells import local, stage_chip
from reuse.lists.description import Column, Listing, Order, register
from reuse.lists.forms import FilterForm
from reuse.web.templatetags.look import euros, number


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class HandoverFilterForm(FilterForm):
    """The filters of the list of hand-overs."""

    first_filters = ("stage", "since", "until", "partner")

    stage = forms.ChoiceField(
        label=_("Stage"),
        required=False,
        choices=[("", pgettext_lazy("filter", "All")), *HandoverStage.choices],
    )
    since = DayField(label=_("Handed over from"), required=False)
    until = DayField(label=_("Until"), required=False)
    partner = forms.ChoiceField(label=_("Partner"), required=False)

    def offer(self) -> None:
        offer_partners(self)


def _found(form: HandoverFilterForm) -> QuerySet[Handover]:
    return queries.handovers_like(form.membership, form.cleaned_data)


def _words(count: int) -> str:
    return ngettext("%(count)s hand-over", "%(count)s hand-overs", count) % {"count": number(count)}


def _address(one: Handover) -> str:
    return reverse("beneficiaries:handover-detail", args=[one.public_id])


def _document(one: Handover) -> str:
    return reverse("documents:document-download", args=[one.document.public_id]) if one.document else ""


def _planned(one: Handover) -> Cell:
    return local(one.planned_at)


def _price(one: Handover) -> Cell:
    return None if one.price_cents is None else Decimal(one.price_cents) / 100


def _drawn_price(one: Handover) -> str:
    return "" if one.price_cents is None else euros(one.price_cents)


HANDOVERS = register(
    Listing(
        code="handovers",
        title=_("Hand-overs"),
        page="beneficiaries:handover-list",
        permissions=(Permission.REQUEST_VIEW,),
        columns=(
            Column("request", _("Request"), of_request("ref"), link=_address, orders=("", "oldest")),
            Column(
                "stage",
                _("Stage"),
                lambda one: str(one.get_stage_display()),
                shown=stage_chip,
                css="nw",
                is_default=True,
            ),
            Column("planned", _("Planned for"), _planned, orders=("planned", "last"), is_default=True),
            Column("site", _("Site"), lambda one: str(one.site), joins=("site",), is_default=True),
            Column("code", _("Code"), lambda one: shown(one.device.code), css="nw code", is_default=True),
            Column(
                "device", _("Device"), lambda one: one.device.name, joins=("device__type",), is_default=True
            ),
            PARTNER,
            Column("done", _("Handed over on"), lambda one: one.handed_over_on, is_default=True),
            Column("price", _("Price (€)"), _price, shown=_drawn_price, is_number=True, is_default=True),
            Column("lent", _("Lent until"), of_request("loan_until")),
            Column("warranty", _("Warranty until"), lambda one: one.warranty_until),
            Column(
                "form",
                pgettext_lazy("document", "Hand-over form"),
                lambda one: str(one.document or ""),
                joins=("document",),
                link=_document,
            ),
            Column("department", _("Dept."), of_request("department")),
            Column("worker", _("Followed by"), of_request("worker"), joins=("request__worker",)),
        ),
        orders={
            "": Order(_("Newest first"), ("-id",)),
            "oldest": Order(_("Oldest first"), ("id",)),
            "planned": Order(_("First planned first"), ("planned_at", "id")),
            "last": Order(_("Last planned first"), ("-planned_at", "-id")),
        },
        filters=HandoverFilterForm,
        found=_found,
        words=_words,
        key="public_id",
        joins=("request", "device"),
        empty=(_("No hand-over yet"), _("A hand-over stands here from the day it is planned.")),
        unmatched=_("No hand-over matches"),
    )
)


@requires(Permission.REQUEST_VIEW)
def handover_list(request: StaffRequest) -> HttpResponse:
    """Every hand-over one may see, narrowed by the address."""
    may_hand_over = request.acting.may(Permission.HAND_OVER)
    template = "beneficiaries/list_beside_requests.html"
    return lists.show(request, HANDOVERS, template, may_hand_over=may_hand_over)
