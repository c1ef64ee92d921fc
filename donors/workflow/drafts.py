"""A batch before it is signed: begun, described, counted."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation, DonationAccessory, DonationEvent, DonationLine, PickupWindow
from donors.states import DonationEventKind, DonationStage, Lane
from donors.workflow.rights import locked, require_draft
from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind, Organisation, Site
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.models import Counter, DeviceType
from reuse.core.refusals import NotPermitted


class Quantity(NamedTuple):
    """So many devices of one type, in one rough state and of about one age."""

    type: DeviceType
    number: int
    note: str = ""
    condition: str = DonationLine.Condition.UNKNOWN
    age: str = DonationLine.Age.UNKNOWN


class Window(NamedTuple):
    """Days on which one may come, and from when to when."""

    first_on: date
    last_on: date
    starts: time | None = None
    ends: time | None = None


def lane_for(donor: Organisation, receiver: Organisation) -> Lane:
    """The legal lane a gift enters by default.

    A public body's gift may be resold at the solidarity price only under CG3P L3212-2 3° (law 2022-217 art. 178):
    the receiver is recognised as of public utility or of general interest, or an ESUS (which then gives it for free).
    """
    if not donor.is_public_body:
        return Lane.PRIVATE_GIFT
    social = {LegalKind.RUP, LegalKind.GENERAL_INTEREST, LegalKind.ESUS}
    return Lane.PUBLIC_GIFT_SOCIAL if receiver.legal_kind in social else Lane.PUBLIC_GIFT_FREE_ONLY


@transaction.atomic
def create(
    *, donor: Organisation, receiver: Organisation, site: Site, act: Act, **description: Any
) -> Donation:
    """Begin a draft; whoever does is its contact. `description`: its descriptive fields (title, data held, pickup…)."""
    act.require(Permission.DONATION_REGISTER)
    if act.organisation != donor:
        raise NotPermitted(_("You announce batches for your own organisation only."))
    number = Counter.take(f"donation {act.at.year}")[0] + 1
    donation = Donation.objects.create(
        ref=f"L{act.at:%y}-{number:04d}",
        donor=donor,
        receiver=receiver,
        site=site,
        lane=lane_for(donor, receiver),
        created_by=act.by,
        created_at=act.at,
        stage=DonationStage.DRAFT,
        stage_since=act.at,
        **{"contact": act.by, **description},
    )
    record(
        DonationEvent, donation, Happening(kind=DonationEventKind.CREATED, to_stage=DonationStage.DRAFT), act
    )
    return donation


@transaction.atomic
def open_stock(*, site: Site, lane: Lane, title: str, act: Act) -> Donation:
    """A batch for what lay at a site before it moved in here: nobody announces it, it is received from the start.

    The caller has checked the right to it, and enters its devices.
    """
    act.require(Permission.DEVICE_CORRECT)
    number = Counter.take(f"opening stock {act.at.year}")[0] + 1
    donation = Donation.objects.create(
        ref=f"S{act.at:%y}-{number:04d}",
        donor=site.organisation,
        receiver=site.organisation,
        site=site,
        lane=lane,
        is_opening_stock=True,
        title=title,
        created_by=act.by,
        created_at=act.at,
        stage="",
        stage_since=act.at,
    )
    opened = Happening(
        kind=DonationEventKind.OPENED, to_stage=DonationStage.CLOSED, details={"lane": lane.value}
    )
    record(DonationEvent, donation, opened, act)
    return donation


@transaction.atomic
def describe(*, donation: Donation, act: Act, **description: Any) -> Donation:
    """Change a draft's descriptive fields."""
    donation = _draft(donation, act)
    for name, value in description.items():
        setattr(donation, name, value)
    donation.lane = lane_for(donation.donor, donation.receiver)
    donation.save(update_fields=[*description, "lane"])
    return donation


@transaction.atomic
def set_lines(*, donation: Donation, lines: Sequence[Quantity], act: Act) -> None:
    """Replace the quantities announced by hand."""
    donation = _draft(donation, act)
    donation.lines.all().delete()
    DonationLine.objects.bulk_create(
        DonationLine(
            donation=donation,
            type=line.type,
            quantity=line.number,
            note=line.note,
            condition=line.condition,
            age=line.age,
        )
        for line in lines
    )


@transaction.atomic
def set_windows(*, donation: Donation, windows: Sequence[Window], act: Act) -> None:
    """Replace the days and hours at which one may come."""
    donation = _draft(donation, act)
    donation.windows.all().delete()
    PickupWindow.objects.bulk_create(PickupWindow(donation=donation, **one._asdict()) for one in windows)


@transaction.atomic
def set_accessories(*, donation: Donation, counts: Mapping[str, int], act: Act) -> None:
    """Replace how many of each kind of accessory come along."""
    donation = _draft(donation, act)
    donation.accessory_counts.all().delete()
    DonationAccessory.objects.bulk_create(
        DonationAccessory(donation=donation, kind=kind, quantity=count)
        for kind, count in counts.items()
        if count
    )


def _draft(donation: Donation, act: Act) -> Donation:
    held = locked(donation)
    require_draft(held, act)
    return held
