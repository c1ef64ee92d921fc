"""The list of parts that devices in repair wait for, and what could be fitted or harvested now."""

from operator import attrgetter

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inventory import queries
from inventory.forms import NeedFilterForm
from inventory.models import PartNeed
from inventory.queries.parts import Wait
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.core.tables import Cell
from reuse.lists import views as lists
from reuse.lists.cells import local_day
from reuse.lists.description import Column, Listing, Order, register
from reuse.web.templatetags.look import mark, number

MOST = 200  # needs looked at to tell how many have arrived


def _found(form: NeedFilterForm) -> QuerySet[PartNeed]:
    found = queries.open_needs(form.membership, form.cleaned_data.get("kind", ""))
    if form.cleaned_data.get("site"):
        found = found.filter(device__site__public_id=form.cleaned_data["site"])
    return found


def _words(count: int) -> str:
    return ngettext("%(count)s part awaited", "%(count)s parts awaited", count) % {"count": number(count)}


def _address(wait: Wait) -> str:
    return f"{reverse('inventory:device-detail', args=[wait.need.device.code])}#parts"


def _since(wait: Wait) -> Cell:
    return local_day(wait.need.since)


def _step(wait: Wait) -> str:
    """What can be done now."""
    if wait.in_stock:
        return _("Arrived: fit it")
    return _("Take one out") if wait.givers else _("To be found")


def _drawn_step(wait: Wait) -> str:
    if not (wait.in_stock or wait.givers):
        return format_html('<span class="row tight">{}<span>{}</span></span>', mark("wait"), _step(wait))
    url = f"{reverse('inventory:part-givers')}?need={wait.need.public_id}"
    return format_html(
        '<span class="row tight">{}<a href="{}">{}</a></span>',
        mark("ok" if wait.in_stock else "ask"),
        _address(wait) if wait.in_stock else url,
        _step(wait),
    )


NEEDS = register(
    Listing(
        code="needs",
        title=gettext_lazy("Waiting for a part"),
        page="inventory:part-needs",
        permissions=(Permission.DEVICE_VIEW,),
        columns=(
            Column("device", gettext_lazy("Device"), lambda wait: str(wait.need.device), link=_address),
            Column("model", gettext_lazy("Model"), attrgetter("need.device.name"), is_default=True),
            Column(
                "kind",
                gettext_lazy("Kind of part"),
                lambda wait: capfirst(str(wait.need.kind)),
                is_default=True,
            ),
            Column(
                "spec", gettext_lazy("What exactly"), lambda wait: wait.need.spec or _("any"), is_default=True
            ),
            Column("since", gettext_lazy("Since"), _since, orders=("", "latest"), is_default=True),
            Column("step", gettext_lazy("What can be done"), _step, shown=_drawn_step, is_default=True),
            Column(
                "stock", gettext_lazy("In stock"), attrgetter("in_stock"), is_number=True, is_default=True
            ),
            Column(
                "givers",
                gettext_lazy("Could give one"),
                attrgetter("givers"),
                is_number=True,
                is_default=True,
            ),
            Column("site", gettext_lazy("Site"), lambda wait: str(wait.need.device.site)),
            Column("by", gettext_lazy("By"), lambda wait: str(wait.need.by), joins=("by",)),
        ),
        orders={
            "": Order(gettext_lazy("Waiting longest first"), ("since", "id")),
            "latest": Order(gettext_lazy("Latest first"), ("-since", "-id")),
        },
        filters=NeedFilterForm,
        found=_found,
        words=_words,
        key="public_id",
        joins=("kind", "device__type", "device__site"),
        told=lambda needs, act: queries.waits(act.membership, needs),
        empty=(
            gettext_lazy("No device waits for a part."),
            gettext_lazy(
                "On the page of a device in repair, say which part it waits for: it comes here, and is told when one arrives."
            ),
        ),
        unmatched=gettext_lazy("No device waits for a part."),
    )
)


@requires(Permission.DEVICE_VIEW)
def part_needs(request: StaffRequest) -> HttpResponse:
    """Who waits for which part, and what could be fitted or harvested now."""
    waits = queries.waits(request.acting, list(queries.open_needs(request.acting)[:MOST]))
    arrived = sum(1 for wait in waits if wait.in_stock)
    return lists.show(request, NEEDS, "inventory/part_needs.html", waits=waits, arrived=arrived)
