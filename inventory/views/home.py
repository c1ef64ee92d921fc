"""The workshop's home: what to do now, where the chain stands, what one scanned last."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from donors import queries as donation_queries
from donors.models import Donation
from donors.states import DonationStage
from inventory import queries
from inventory.models import Device, Evidence
from inventory.states import WORK, Move, Stage
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.web import charts
from reuse.web.templatetags.look import duration

LATE = timedelta(days=10)
SHORTCUTS = (Move.RECEIVE, Move.TRIAGE, Move.AUDIT, Move.ERASE, Move.SET_UP, Move.CHECK)


@dataclass(frozen=True, slots=True)
class Task:
    """One line of what is to be done: the number and the title read as one sentence."""

    number: int
    title: str
    url: str
    action: str
    detail: str = ""
    late: str = ""
    is_primary: bool = False


@requires(Permission.DEVICE_RECEIVE, Permission.DEVICE_WORK)
def workshop_home(request: StaffRequest) -> HttpResponse:
    """Everything a technician needs to begin, in a fixed number of statements."""
    now, acting = clock.now(), request.acting
    counts = queries.stage_counts(
        Device.objects.visible_to(acting).at_stage(Stage.RECEIVED, *WORK, Stage.READY)
    )
    in_work = [count for count in counts if count.stage != Stage.READY]
    return render(
        request,
        "inventory/workshop_home.html",
        {
            "first_name": str(acting.user).split(" ")[0],
            "today": clock.local_date(now, acting.time_zone),
            "in_work": sum(count.count for count in in_work),
            "moved_today": queries.moved_on(acting, clock.local_date(now, acting.time_zone)),
            "tasks": _with_first_step([task for task in _tasks(acting, counts, now) if task.number]),
            "chain": charts.bars([_row(count, now) for count in counts]),
            "scans": queries.scans_of(acting).exclude(device=None)[:6],
            "shortcuts": SHORTCUTS,
            "arriving": queries.arriving(acting).count(),
            "may_manage": acting.may(Permission.WORKSTATION_MANAGE),
            "may_decide": acting.may(Permission.DONATION_DECIDE),
            "may_exit": acting.may(Permission.DEVICE_EXIT),
            "may_correct": acting.may(Permission.DEVICE_CORRECT),
        },
    )


def _row(count: queries.StageCount, now: datetime) -> charts.Row:
    waiting = now - count.oldest_at if count.oldest_at else None
    return charts.Row(
        label=str(count.stage.label),
        value=count.count,
        detail=duration(waiting),
        is_late=bool(waiting and waiting >= LATE and count.stage != Stage.READY),
        url=f"{reverse('inventory:device-list')}?{urlencode({'stage': count.stage.value})}",
        stage=count.stage.value,
    )


def _tasks(acting: Membership, counts: list[queries.StageCount], now: datetime) -> Iterator[Task]:
    if acting.may(Permission.DONATION_DECIDE):
        yield _to_accept(acting)
    batches = donation_queries.donations_for(acting).at_stage(DonationStage.IN_RECEPTION)
    for reception in queries.receptions(list(batches.order_by("stage_since")[:5])):
        yield _to_receive(reception, now)
    yield _to_sign(acting)
    yield _to_confirm(acting)
    yield _failed(acting)
    yield from (_to_erase(count, now) for count in counts if count.stage == Stage.ERASURE)
    yield _to_label(acting)
    yield _to_match(acting)


def _with_first_step(tasks: list[Task]) -> list[Task]:
    """One filled button a page: that of the first line."""
    return [replace(task, is_primary=position == 0) for position, task in enumerate(tasks)]


def _to_accept(acting: Membership) -> Task:
    count = donation_queries.donations_to_decide(acting).count()
    return Task(
        number=count,
        title=ngettext("batch waits for your answer", "batches wait for your answer", count),
        detail=_("The donor has signed; your signature accepts the gift."),
        url=_batches_to_decide(),
        action=_("See the batches"),
    )


def _batches_to_decide() -> str:
    try:
        return f"{reverse('inventory:donation-list')}?{urlencode({'stage': DonationStage.ANNOUNCED.value})}"
    except NoReverseMatch:
        return ""


def _to_receive(reception: queries.Reception, now: datetime) -> Task:
    donation: Donation = reception.donation
    return Task(
        number=reception.missing,
        title=ngettext(
            "device of batch %(ref)s has not been seen",
            "devices of batch %(ref)s have not been seen",
            reception.missing,
        )
        % {"ref": donation.ref},
        late=_("Reception open for %(duration)s.") % {"duration": duration(now - donation.stage_since)}
        if now - donation.stage_since >= timedelta(days=1)
        else "",
        detail=_("%(donor)s: %(seen)s seen of %(expected)s announced.")
        % {"donor": donation.donor, "seen": reception.seen, "expected": reception.expected},
        url=_address("inventory:scan", move=Move.RECEIVE.value, donation=donation.ref),
        action=_("Go on receiving"),
    )


def _to_sign(acting: Membership) -> Task:
    checks = list(queries.checks_to_sign(acting)[:100])
    return Task(
        number=len(checks),
        title=ngettext(
            "quality control waits for your signature",
            "quality controls wait for your signature",
            len(checks),
        ),
        detail=_("Tested by a colleague: a second person signs."),
        url=_address("inventory:device-detail", checks[0].device.code)
        if len(checks) == 1
        else _address("inventory:device-list", stage=Stage.QUALITY_CHECK.value),
        action=_("Check and sign"),
    )


def _to_confirm(acting: Membership) -> Task:
    resets = list(queries.resets_to_check(acting)[:100])
    first = resets[0].device if resets else None
    return Task(
        number=len(resets),
        title=ngettext("reset waits for a second person", "resets wait for a second person", len(resets)),
        detail=_("A colleague reset the device: look at it, then confirm or refuse."),
        url=f"{reverse('inventory:device-detail', args=[first.code])}#media" if first else "",
        action=_("Check the device"),
    )


def _failed(acting: Membership) -> Task:
    media = list(queries.failed_media(acting).order_by("pk")[:100])
    return Task(
        number=len(media),
        title=ngettext("medium failed its erasure", "media failed their erasure", len(media)),
        detail=_("It blocks its device: to be removed, then destroyed."),
        url=reverse("inventory:device-detail", args=[media[0].device.code]) if media else "",
        action=_("See the device"),
    )


def _to_erase(count: queries.StageCount, now: datetime) -> Task:
    waiting = now - count.oldest_at if count.oldest_at else timedelta()
    return Task(
        number=count.count,
        title=ngettext("device waits at erasure", "devices wait at erasure", count.count),
        late=_("The oldest for %(duration)s.") % {"duration": duration(waiting)} if waiting >= LATE else "",
        detail="" if waiting >= LATE else _("The oldest for %(duration)s.") % {"duration": duration(waiting)},
        url=_address("inventory:device-list", stage=Stage.ERASURE.value),
        action=_("See the devices"),
    )


def _to_label(acting: Membership) -> Task:
    count = queries.without_label(acting).count()
    return Task(
        number=count,
        title=ngettext("received device has no label yet", "received devices have no label yet", count),
        url=_address("inventory:labels", unlabelled="1"),
        action=_("Print the labels"),
    )


def _to_match(acting: Membership) -> Task:
    count = queries.waiting_reports(acting, Evidence.State.WAITING).count()
    return Task(
        number=count,
        title=ngettext("report waits for its device", "reports wait for their device", count),
        detail=_("It names none that you have, or several."),
        url=_address("inventory:evidence-inbox"),
        action=_("See the reports"),
    )


def _address(name: str, *args: str, **parameters: str) -> str:
    return reverse(name, args=args) + (f"?{urlencode(parameters)}" if parameters else "")
