"""The list of after-sales cases: by device and fault. No person is in any of its columns."""

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from beneficiaries.models import AfterSalesCase
from beneficiaries.queries import aftersales
from beneficiaries.states.aftersales import CaseMove, CaseStage, Fault
from inventory.codes import shown
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.lists import views as lists
from reuse.lists.cells import stage_chip
from reuse.lists.description import NEWEST_FIRST, Column, Listing, register
from reuse.lists.forms import FilterForm
from reuse.web.templatetags.look import number

_ANYWHERE = (Permission.HAND_OVER, Permission.DEVICE_RECEIVE)
_ALL = ("", pgettext_lazy("filter", "All"))


class CaseFilterForm(FilterForm):
    """The filters of the list of cases."""

    first_filters = ("stage", "fault")

    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[_ALL, *CaseStage.choices])
    fault = forms.ChoiceField(label=_("Fault"), required=False, choices=[_ALL, *Fault.choices])
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=[_ALL, *CaseMove.choices])


def _found(form: CaseFilterForm) -> QuerySet[AfterSalesCase]:
    return aftersales.cases_like(form.membership, form.cleaned_data)


def _words(count: int) -> str:
    return ngettext("%(count)s case", "%(count)s cases", count) % {"count": number(count)}


def _address(one: AfterSalesCase) -> str:
    return reverse("beneficiaries:aftersales-case", args=[one.ref])


CASES = register(
    Listing(
        code="aftersales",
        title=_("After-sales"),
        page="beneficiaries:aftersales-list",
        permissions=_ANYWHERE,
        columns=(
            Column("ref", _("Case"), lambda one: one.ref, link=_address, orders=("", "oldest")),
            Column(
                "stage",
                _("Stage"),
                lambda one: str(one.get_stage_display()),
                shown=stage_chip,
                css="nw",
                is_default=True,
            ),
            Column("fault", _("Fault"), lambda one: str(one.get_fault_display()), is_default=True),
            Column("code", _("Code"), lambda one: shown(one.device.code), css="nw code", is_default=True),
            Column(
                "device", _("Device"), lambda one: one.device.name, joins=("device__type",), is_default=True
            ),
            Column("opened", _("Opened on"), lambda one: one.opened_at.date(), is_default=True),
            Column(
                "warranty",
                _("Under warranty"),
                lambda one: str(_("yes") if one.is_under_warranty else _("no")),
                is_default=True,
            ),
            Column("outcome", _("Outcome"), lambda one: str(one.get_outcome_display()), is_default=True),
            Column("closed", _("Closed on"), lambda one: one.closed_on),
            Column("site", _("Site"), lambda one: str(one.device.site), joins=("device__site",)),
        ),
        orders=NEWEST_FIRST,
        filters=CaseFilterForm,
        found=_found,
        words=_words,
        key="ref",
        joins=("device",),
        empty=(_("No case"), _("A case is opened from the code of a device that was handed over.")),
        unmatched=_("No case matches"),
    )
)


@requires(*_ANYWHERE)
def case_list(request: StaffRequest) -> HttpResponse:
    """Every case one may see, and the search that opens one."""
    return lists.show(request, CASES, "beneficiaries/aftersales_list.html")
