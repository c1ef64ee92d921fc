"""The devices behind a number: which milestones it counts, by day, for those who may see them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from inventory import codes
from inventory.models import Device
from inventory.states import Stage
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission, Reach
from reuse.core import clock
from reuse.lists import views as lists
from reuse.lists.description import Column, Listing, Order, register
from reuse.lists.forms import FilterForm
from reuse.reports.forms.figures import WhichForm
from reuse.reports.models import Milestone
from reuse.reports.queries import milestones
from reuse.reports.queries.definitions import DEFINITIONS
from reuse.web.templatetags.look import number, stage

NAMED = {
    milestones.MADE_READY: "yield",
    milestones.CAME_BACK: "non_conformity",
    milestones.NEARBY: "short_circuit",
}
NAMED |= {milestones.CONNECTED: "with_connection", milestones.ACCOMPANIED: "with_help"}
OF_WHOM = ("partner", "programme")  # said by requests: for those who see them


class FigureDevicesForm(FilterForm, WhichForm):
    """One figure, a period, and what the figures are narrowed to."""

    first_filters = ("figure", "period", "since", "until")

    figure = forms.ChoiceField(
        label=_("Figure"),
        required=False,
        choices=[(code, DEFINITIONS[NAMED.get(code, code)].label) for code in milestones.FIGURES],
    )

    def offer(self) -> None:
        """Partners and programmes are for those who see requests."""
        self.offer_places()
        if not self.membership.may(Permission.REQUEST_VIEW):
            for name in OF_WHOM:
                del self.fields[name]

    @property
    def code(self) -> str:
        return str(self.cleaned_data.get("figure") or milestones.RECEIVED)


def _found(form: FigureDevicesForm) -> QuerySet[Milestone]:
    period = form.wanted_period(clock.local_date(form.now, form.membership.time_zone))
    found = Milestone.objects.filter(figure=form.code, on__range=(period.since, period.until))
    found = found.filter(**form.narrowing().filters)
    if form.membership.description.reach == Reach.NETWORK:
        return found
    return found.filter(device__in=Device.objects.visible_to(form.membership))


def _words(count: int) -> str:
    return ngettext("%(count)s device", "%(count)s devices", count) % {"count": number(count)}


def _with_sites(rows: Any, _act: object) -> Any:
    names = dict(Site.objects.filter(pk__in={row.site_id for row in rows}).values_list("pk", "name"))
    for row in rows:
        row.site_name = names.get(row.site_id, "")
    return rows


DEVICES_OF_FIGURE = register(
    Listing(
        code="figure-devices",
        title=_("Devices behind a figure"),
        page="reports:figure-devices",
        permissions=(Permission.DEVICE_VIEW,),
        columns=(
            Column(
                "code",
                _("Code"),
                lambda row: codes.shown(row.device.code),
                link=lambda row: f"/d/{row.device.code}/",
                is_default=True,
            ),
            Column("on", _("Day"), lambda row: row.on, css="nw", is_default=True, orders=("", "oldest")),
            Column(
                "type",
                pgettext_lazy("device", "Type"),
                lambda row: str(row.device.type),
                joins=("device__type",),
                is_default=True,
            ),
            Column(
                "model",
                _("Model"),
                lambda row: f"{row.device.manufacturer} {row.device.model}".strip(),
                is_default=True,
            ),
            Column("site", _("Site"), lambda row: row.site_name, is_default=True),
            Column(
                "stage",
                _("Stage today"),
                lambda row: str(Stage(row.device.stage).label),
                shown=lambda row: stage(row.device.stage, str(Stage(row.device.stage).label)),
                is_default=True,
            ),
            Column("days", _("Days"), lambda row: row.days, is_number=True, is_default=True),
            Column("batch", _("Batch"), lambda row: row.device.donation.ref, joins=("device__donation",)),
        ),
        orders={
            "": Order(_("Newest first"), ("-on", "-device_id")),
            "oldest": Order(_("Oldest first"), ("on", "device_id")),
        },
        filters=FigureDevicesForm,
        found=_found,
        words=_words,
        key="device__code",
        joins=("device",),
        told=_with_sites,
        empty=(
            _("No device counts in it yet"),
            _("A device stands here as soon as it counts in the figure."),
        ),
        unmatched=_("No device counts in it"),
    )
)


@requires(Permission.DEVICE_VIEW)
def figure_devices(request: StaffRequest) -> HttpResponse:
    """The devices one may see among those a number counts, page by page, and as a file."""
    code = request.GET.get("figure", milestones.RECEIVED)
    told = DEFINITIONS.get(NAMED.get(code, code), DEFINITIONS[milestones.RECEIVED])
    query = request.GET.copy()
    query.pop("figure", None)
    return lists.show(
        request,
        DEVICES_OF_FIGURE,
        "reports/figure_devices.html",
        definition=told,
        query_back=query.urlencode(),
        may_sample=request.acting.may(Permission.AUDIT_SAMPLE),
    )
