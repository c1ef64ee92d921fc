"""One place: the way to it, what is in it, what went in and out, and the gestures that change it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms import MovePlaceForm, RenameForm, free_moves
from inventory.models import DeviceEvent, Place
from inventory.states import RULES, Move, Stage
from inventory.views.places import KEEPERS, place_of, sites_of
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.lists import paging as pages

HISTORY = 20
SHOWN = 100  # places within; the list of the site shows all
MOST_AT_ONCE = 500  # devices handed to one series


class Coming(NamedTuple):
    """A device put in or taken out, as the history shows it."""

    at: datetime
    text: str
    detail: str
    is_bad: bool = False


@requires(Permission.DEVICE_VIEW)
def place_detail(request: StaffRequest, code: str) -> HttpResponse:
    """The page of a place."""
    return render(request, "inventory/place_detail.html", _file(request, place_of(request, code)))


@require_POST
@requires(*KEEPERS)
def rename(request: StaffRequest, code: str) -> HttpResponse:
    """Give it another name."""
    place = place_of(request, code)
    form = RenameForm(request.POST)
    if not form.is_valid():
        return _again(request, place, rename_form=form)
    return carry_out(
        request,
        lambda act: workflow.rename_place(place=place, name=form.cleaned_data["name"], act=act),
        done=_("The name is changed. The label still scans; print it anew when you like."),
        then=redirect("inventory:place-detail", place.code),
    )


@require_POST
@requires(*KEEPERS)
def move(request: StaffRequest, code: str) -> HttpResponse:
    """Put it elsewhere, with all that is in it."""
    place = place_of(request, code)
    form = _move_form(request, place, request.POST)
    if not form.is_valid():
        return _again(request, place, move_form=form)
    return carry_out(
        request,
        lambda act: workflow.move_place(place=place, to=form.target, act=act),
        done=_("Moved into %(place)s, with all that is in it.") % {"place": form.target},
        then=redirect("inventory:place-detail", place.code),
    )


@require_POST
@requires(*KEEPERS)
def close(request: StaffRequest, code: str) -> HttpResponse:
    """No longer used."""
    place = place_of(request, code)
    return carry_out(
        request,
        lambda act: workflow.close_place(place=place, act=act),
        done=_("Closed. Its code still leads here."),
        then=redirect("inventory:place-detail", place.code),
    )


@require_POST
@requires(*KEEPERS)
def reopen(request: StaffRequest, code: str) -> HttpResponse:
    """Used again."""
    place = place_of(request, code)
    return carry_out(
        request,
        lambda act: workflow.reopen_place(place=place, act=act),
        done=_("Used again."),
        then=redirect("inventory:place-detail", place.code),
    )


def _again(request: StaffRequest, place: Place, **forms: object) -> HttpResponse:
    return render(request, "inventory/place_detail.html", {**_file(request, place), **forms}, status=400)


def _move_form(request: StaffRequest, place: Place, data: Any = None) -> MovePlaceForm:
    return MovePlaceForm(data, place=place, sites=sites_of(request.acting), membership=request.acting)


def _file(request: StaffRequest, place: Place) -> dict[str, Any]:
    """What the page shows, in a fixed number of statements."""
    acting, branches = request.acting, queries.tree_in(place)
    devices = queries.devices_in(place)
    listed = devices.select_related("type", "site", "donation", "place").order_by("-stage_since", "-id")
    may_keep = workflow.may_keep(place.kind, acting)
    return {
        "place": place,
        "path": queries.path_of(place)[:-1],
        "branches": branches[:SHOWN],
        "places": len(branches),
        "devices": devices.count(),
        "page": pages.latest_moved_first(
            listed, before=request.GET.get("before", ""), after=request.GET.get("after", "")
        ),
        "lines": "\n".join(devices.order_by("pk").values_list("code", flat=True)[:MOST_AT_ONCE]),
        "moves": [one for one in free_moves(acting) if _is_for_many(one)],
        "may_scan": acting.may(Permission.DEVICE_WORK) and not place.closed_at,
        "may_keep": may_keep,
        "may_print": acting.may(Permission.LABEL_PRINT),
        "rename_form": RenameForm(initial={"name": place.name}),
        "move_form": _move_form(request, place) if may_keep else None,
        **_history(request, place),
    }


def _is_for_many(move: Move) -> bool:
    """What a whole box may be sent to at once: what lies in it was received long ago; leaving takes a reason each."""
    return not workflow.needs_reason(move) and Stage.ANNOUNCED not in RULES[move].sources


def _history(request: StaffRequest, place: Place) -> dict[str, Any]:
    found = queries.comings_and_goings(place)
    if (older := request.GET.get("older", "")).isdecimal() and len(older) < 19:
        found = found.filter(pk__lt=int(older))
    events = list(found[: HISTORY + 1])
    has_more = len(events) > HISTORY
    events = events[:HISTORY]
    return {"events": _told(events, place), "older": events[-1].pk if has_more else ""}


def _told(events: Sequence[DeviceEvent], place: Place) -> list[Coming]:
    """Each with the other place: where the device came from, or went to."""
    others = [_other(event, place) for event in events]
    names = {one.code: one for one in Place.objects.filter(code__in=filter(None, others))}
    return [
        Coming(event.at, _sentence(event, place, names.get(other or "")), _who(event))
        for event, other in zip(events, others, strict=True)
    ]


def _came(event: DeviceEvent, place: Place) -> bool:
    return bool(event.details.get("place") == place.code)


def _other(event: DeviceEvent, place: Place) -> str | None:
    side = event.details.get("before", {}) if _came(event, place) else event.details
    code: str | None = side.get("place")
    return code


def _sentence(event: DeviceEvent, place: Place, other: Place | None) -> str:
    device = format_html(
        '<a class="code" href="{}">{}</a> {}',
        reverse("inventory:device-detail", args=[event.device.code]),
        event.device,
        event.device.name,
    )
    if _came(event, place):
        words = _("%(device)s put in, from %(other)s") if other else _("%(device)s put in")
    else:
        words = _("%(device)s taken out, to %(other)s") if other else _("%(device)s taken out")
    return format_html(words % {"device": "{0}", "other": "{1}"}, device, other)


def _who(event: DeviceEvent) -> str:
    return _("by %(person)s, %(organisation)s") % {"person": event.by, "organisation": event.for_organisation}
