"""The list of batches: how far the devices of each are, and what it waits for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from donors import workflow as donation_workflow
from donors.models import Donation
from donors.states import DonationMove, Lane
from inventory import queries
from inventory.forms import free_moves
from inventory.forms.donations import DonationFilterForm
from inventory.queries import Funnel
from inventory.views.donation_words import waits_for
from reuse.accounts.acting import Act
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission, Reach
from reuse.core import clock
from reuse.lists import views as lists
from reuse.lists.description import NEWEST_FIRST, Column, Listing, register
from reuse.web.templatetags import look
from reuse.web.templatetags.look import number


@dataclass(frozen=True, slots=True)
class Shown:
    """A batch as a list shows it: how far its devices are, and what it waits for."""

    donation: Donation
    funnel: Funnel
    waits: str
    url: str
    action: str

    @property
    def parts(self) -> tuple[int, int, int]:
        """Handed over; ready or reserved; received and not so far yet."""
        handed_over = self.funnel.handed_over
        ready = max(0, self.funnel.ready - handed_over)
        return handed_over, ready, max(0, self.funnel.received - handed_over - ready)

    @property
    def whole(self) -> int:
        return max(1, self.funnel.announced, self.funnel.received)


def shown(donations: Sequence[Donation], act: Act) -> list[Shown]:
    funnels = queries.funnels(donations)
    return [_one(donation, funnels[donation.pk], act) for donation in donations]


def _one(donation: Donation, funnel: Funnel, act: Act) -> Shown:
    url, action = reverse("inventory:donation-detail", args=[donation.ref]), _("Follow")
    if donation_workflow.can(donation, DonationMove.ANNOUNCE, act):
        url, action = reverse("donors:donation-edit", args=[donation.ref]), _("Go on")
    elif donation_workflow.can(donation, DonationMove.ACCEPT, act):
        action = pgettext("button", "Answer")
    return Shown(donation, funnel, waits_for(donation, funnel, act), url, action)


def _words(count: int) -> str:
    return ngettext("%(count)s batch", "%(count)s batches", count) % {"count": number(count)}


def _address(batch: Shown) -> str:
    return reverse("inventory:donation-detail", args=[batch.donation.ref])


def _count(code: str, label: Any, name: str, *, is_default: bool = False) -> Column:
    return Column(code, label, attrgetter(f"funnel.{name}"), is_number=True, is_default=is_default)


def _day(name: str) -> Callable[[Shown], Any]:
    return attrgetter(f"donation.{name}")


def _decision_expected(batch: Shown) -> Any:
    known = getattr(batch.donation, "deliberation", None)
    return known.expected_on if known and not batch.donation.deliberation_ref else None


def _how_far(batch: Shown) -> str:
    funnel = batch.funnel
    return _("%(received)s received of %(announced)s") % {
        "received": number(funnel.received),
        "announced": number(funnel.announced),
    }


def _drawn_funnel(batch: Shown) -> str:
    funnel = batch.funnel
    words = _(
        "%(announced)s announced, %(received)s received, %(ready)s ready, %(handed_over)s handed over"
    ) % {name: number(getattr(funnel, name)) for name in ("announced", "received", "ready", "handed_over")}
    bar = render_to_string("web/_bar.html", look.bar(*batch.parts, of=batch.whole, label=words))
    return format_html('{}<span class="soft small">{}</span>', bar, _how_far(batch))


def _drawn_wait(batch: Shown) -> str:
    stage = batch.donation.get_stage_display()
    return format_html('<span class="chip">{}</span> {}', stage, batch.waits)


def _drawn_action(batch: Shown) -> str:
    ref = batch.donation.ref
    return format_html(
        '<a class="btn slim" href="{}">{}<span class="vh"> {}</span></a>', batch.url, batch.action, ref
    )


DONATIONS = register(
    Listing(
        code="donations",
        title=gettext_lazy("Batches"),
        page="inventory:donation-list",
        permissions=(Permission.DONATION_VIEW,),
        columns=(
            Column("ref", gettext_lazy("Batch"), _day("ref"), link=_address, orders=tuple(NEWEST_FIRST)),
            Column("title", gettext_lazy("Name"), _day("title"), is_default=True),
            Column(
                "donor",
                gettext_lazy("Donor"),
                attrgetter("donation.donor.name"),
                is_default=True,
                may_see=lambda membership: membership.description.reach != Reach.ORGANISATION,
            ),
            Column("stage", pgettext_lazy("batch", "Stage"), lambda one: one.donation.get_stage_display()),
            Column(
                "waits",
                gettext_lazy("What the batch waits for"),
                attrgetter("waits"),
                shown=_drawn_wait,
                css="msg",
                is_default=True,
            ),
            Column(
                "far", gettext_lazy("How far"), _how_far, shown=_drawn_funnel, css="w-bar", is_default=True
            ),
            _count("announced", gettext_lazy("Announced"), "announced"),
            _count("received", gettext_lazy("Received"), "received"),
            _count("ready", gettext_lazy("Ready"), "ready"),
            _count("handed_over", gettext_lazy("Handed over"), "handed_over", is_default=True),
            Column(
                "action",
                gettext_lazy("Action"),
                attrgetter("action"),
                shown=_drawn_action,
                css="nw",
                is_default=True,
            ),
            Column("lane", gettext_lazy("Legal lane"), lambda one: str(Lane(one.donation.lane).label)),
            Column("site", gettext_lazy("Site"), attrgetter("donation.site.name")),
            Column(
                "begun",
                gettext_lazy("Begun on"),
                lambda one: clock.local_date(one.donation.created_at, one.donation.site.time_zone),
            ),
            Column("decision", gettext_lazy("Decision expected on"), _decision_expected),
            Column("collected", gettext_lazy("Day agreed"), _day("collection_on")),
        ),
        orders=NEWEST_FIRST,
        filters=DonationFilterForm,
        found=attrgetter("found"),
        words=_words,
        key="ref",
        joins=("donor", "receiver", "site", "deliberation"),
        told=shown,
        sizes=(25, 50, 100),
        empty=(
            gettext_lazy("No batch yet."),
            gettext_lazy("A batch appears here when its donor has signed."),
        ),
        unmatched=gettext_lazy("No batch answers to these filters."),
    )
)


@requires(Permission.DONATION_VIEW)
def donation_list(request: StaffRequest) -> HttpResponse:
    """The batches one may see, narrowed by the address."""
    acting = request.acting
    return lists.show(
        request,
        DONATIONS,
        "inventory/donation_list.html",
        is_donor=acting.may(Permission.DONATION_REGISTER),
        may_see_calendar=acting.may(Permission.DEVICE_RECEIVE),
        may_act=bool(free_moves(acting)),
        may_print=acting.may(Permission.LABEL_PRINT),
        bar="inventory/_donation_bar.html",
    )
