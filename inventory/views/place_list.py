"""The list of places: the tree of a site with its counts, or what of it answers to a text."""

from collections.abc import Sequence
from operator import attrgetter

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inventory import codes, queries
from inventory.models import Place
from inventory.queries import Branch
from inventory.views.places import OneSiteForm, may_keep_any, site_of, sites_of
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.core.tables import Cell
from reuse.lists import views as lists
from reuse.lists.description import Column, Listing, Order, register
from reuse.web.templatetags.look import number

MOST_CLOSED = 100


class PlaceFilterForm(OneSiteForm):
    """The filters of the list of places."""

    first_filters = ("q", "kind", "site")

    q = forms.CharField(
        label=_("Name or code"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind of place"), required=False, choices=[("", _("All")), *Place.Kind.choices]
    )

    @property
    def found(self) -> Sequence[Branch]:
        """The tree, or what of it answers."""
        site, kind = self.chosen_site, self.cleaned_data.get("kind")
        text = " ".join(self.cleaned_data.get("q", "").split())
        tree = queries.tree_of(site) if site else []
        return [one for one in tree if (not kind or one.place.kind == kind) and _answers(one.place, text)]


def _answers(place: Place, text: str) -> bool:
    return text.casefold() in place.name.casefold() or codes.bare(text) in place.code


def _words(count: int) -> str:
    return ngettext("%(number)s place", "%(number)s places", count) % {"number": number(count)}


def _address(branch: Branch) -> str:
    return reverse("inventory:place-detail", args=[branch.place.code])


def _made(branch: Branch) -> Cell:
    return timezone.localtime(branch.place.created_at).date()


PLACES = register(
    Listing(
        code="places",
        title=_("Places"),
        page="inventory:place-list",
        permissions=(Permission.DEVICE_VIEW,),
        columns=(
            Column("name", _("Place"), attrgetter("place.name"), link=_address),
            Column(
                "in", _("Lies in"), lambda one: queries.BETWEEN.join(map(str, one.above)), is_default=True
            ),
            Column("devices", _("Devices"), attrgetter("devices"), is_number=True, is_default=True),
            Column("places", _("Places inside"), attrgetter("places"), is_number=True, is_default=True),
            Column(
                "kind", _("Kind of place"), lambda one: str(one.place.get_kind_display()), is_default=True
            ),
            Column("code", _("Code"), attrgetter("place.shown_code"), css="nw code", is_default=True),
            Column("made", _("Made on"), _made),
        ),
        orders={"": Order(_("As they stand"), ())},
        filters=PlaceFilterForm,
        found=attrgetter("found"),
        words=_words,
        key="place__code",
        css=lambda one: f"depth-{one.depth}",
        sizes=(100, 200),
        empty=(
            _("No place yet."),
            _(
                "Make the rooms and shelves first, then a series of boxes: one line makes fifty, with their labels."
            ),
        ),
        unmatched=_("No place answers to this text."),
    )
)


@requires(Permission.DEVICE_VIEW)
def place_list(request: StaffRequest) -> HttpResponse:
    """The places of a site, and those that were closed."""
    site = site_of(request, sites_of(request.acting))
    closed = Place.objects.filter(site=site).exclude(closed_at=None)[:MOST_CLOSED]
    return lists.show(
        request,
        PLACES,
        "inventory/place_list.html",
        site=site,
        closed=list(closed),
        may_keep=may_keep_any(request.acting),
        may_print=request.acting.may(Permission.LABEL_PRINT),
        bar="inventory/_place_bar.html",
    )
