"""The list of donors: how much each gave, and how far their devices came."""

from operator import attrgetter

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inventory.queries.donors import Giver, donors_like, givers_among
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.models import LegalKind, OrganisationQuerySet
from reuse.accounts.roles import Permission
from reuse.lists import views as lists
from reuse.lists.description import Column, Listing, Order, register
from reuse.lists.forms import FilterForm
from reuse.web.templatetags.look import number


class DonorFilterForm(FilterForm):
    """The filters of the list of donors."""

    first_filters = ("q", "legal", "department")

    q = forms.CharField(
        label=_("Name, SIRET or RNA"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    legal = forms.ChoiceField(
        label=_("Legal kind"), required=False, choices=[("", _("All")), *LegalKind.choices]
    )
    department = forms.CharField(label=_("Department"), required=False, max_length=3)


def _found(form: DonorFilterForm) -> OrganisationQuerySet:
    wanted = form.cleaned_data
    return donors_like(
        form.membership,
        text=wanted.get("q", "").strip(),
        legal_kind=wanted.get("legal", ""),
        department=wanted.get("department", ""),
    )


def _words(count: int) -> str:
    return ngettext("%(count)s donor", "%(count)s donors", count) % {"count": number(count)}


def _batches(one: Giver) -> str:
    return f"{reverse('inventory:donation-list')}?donor={one.donor.public_id}"


DONORS = register(
    Listing(
        code="donors",
        title=_("Donors"),
        page="inventory:donor-list",
        permissions=(Permission.DONATION_VIEW,),
        columns=(
            Column("name", _("Name"), attrgetter("donor.name"), link=_batches, orders=("", "z")),
            Column(
                "legal", _("Legal kind"), lambda one: str(one.donor.get_legal_kind_display()), is_default=True
            ),
            Column("city", _("City"), attrgetter("donor.city"), is_default=True),
            Column("department", _("Dept."), attrgetter("donor.department")),
            Column("siret", "SIRET", attrgetter("donor.siret"), css="nw"),
            Column("rna", "RNA", attrgetter("donor.rna"), css="nw"),
            Column("batches", _("Batches"), attrgetter("batches"), is_number=True, is_default=True),
            Column("last", _("Last batch on"), attrgetter("last_on"), is_default=True),
            Column("received", _("Received"), attrgetter("received"), is_number=True, is_default=True),
            Column(
                "handed_over", _("Handed over"), attrgetter("handed_over"), is_number=True, is_default=True
            ),
        ),
        orders={
            "": Order(_("By name"), ("name", "id")),
            "z": Order(_("By name, from Z to A"), ("-name", "-id")),
        },
        filters=DonorFilterForm,
        found=_found,
        words=_words,
        key="public_id",
        told=lambda rows, act: givers_among(rows, act.membership),
        empty=(_("No donor yet."), _("A donor stands here from the day they announce a batch.")),
        unmatched=_("No donor answers to these filters."),
    )
)


@requires(Permission.DONATION_VIEW)
def donor_list(request: StaffRequest) -> HttpResponse:
    """Whoever gave what one may see, narrowed by the address."""
    return lists.show(request, DONORS, "inventory/donor_list.html")
