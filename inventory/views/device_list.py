"""The list of devices."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.forms import DeviceFilterForm, free_moves
from inventory.models import Device, DeviceQuerySet
from inventory.states import Stage
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.lists import views as lists
from reuse.lists.description import Listing, Order, register
from reuse.web.templatetags.look import number, stage


def _found(form: DeviceFilterForm) -> DeviceQuerySet:
    return queries.devices(form.membership, form.wanted)


def _words(count: int) -> str:
    return ngettext("%(count)s device", "%(count)s devices", count) % {"count": number(count)}


def _batch(device: Device) -> str:
    return reverse("inventory:donation-detail", args=[device.donation.ref])


def _address(device: Device) -> str:
    return f"/d/{device.code}/"


def _stage(device: Device) -> str:
    return stage(device.stage, str(Stage(device.stage).label))


_DRAWN: dict[str, dict[str, Any]] = {
    "code": {"link": _address},
    "stage": {"shown": _stage},
    "batch": {"link": _batch},
}
DEVICES = register(
    Listing(
        code="devices",
        title=_("Devices"),
        page="inventory:device-list",
        permissions=(Permission.DEVICE_VIEW,),
        columns=tuple(replace(column, **_DRAWN.get(column.code, {})) for column in queries.COLUMNS),
        orders={
            "": Order(_("Latest moved first"), ("-stage_since", "-id")),
            "oldest": Order(_("Waiting longest first"), ("stage_since", "id")),
            "code": Order(_("By code"), ("code",)),
        },
        filters=DeviceFilterForm,
        found=_found,
        words=_words,
        joins=("type",),
        empty=(_("No device yet."), _("They appear as soon as a donor's batch is announced.")),
        unmatched=_("No device answers to these filters."),
    )
)


@requires(Permission.DEVICE_VIEW)
def device_list(request: StaffRequest) -> HttpResponse:
    """The devices one may see, narrowed by the address, page by page, under the columns chosen."""
    acting = request.acting
    return lists.show(
        request,
        DEVICES,
        "inventory/device_list.html",
        may_move=bool(free_moves(acting)),
        may_print=acting.may(Permission.LABEL_PRINT),
        may_attach=acting.may(Permission.EVIDENCE_ADD),
        bar="inventory/_device_bar.html",
    )
