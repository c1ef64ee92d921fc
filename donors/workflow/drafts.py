"""A batch before it is signed: begun, described, counted."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation, DonationEvent, DonationLine
from donors.states import DonationEventKind, DonationStage, Lane
from donors.workflow.rights import locked, require_draft
from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind, Organisation, Site
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.models import Counter, DeviceType
from reuse.core.refusals import NotPermitted


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
    """Begin a draft. `description`: the donation's descriptive fields (title, condition, pickup…)."""
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
        **description,
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
    donation = locked(donation)
    require_draft(donation, act)
    for name, value in description.items():
        setattr(donation, name, value)
    donation.lane = lane_for(donation.donor, donation.receiver)
    donation.save(update_fields=[*description, "lane"])
    return donation


@transaction.atomic
def set_lines(*, donation: Donation, lines: Sequence[tuple[DeviceType, int, str]], act: Act) -> None:
    """Replace the quantities announced by hand: (type, quantity, note)."""
    donation = locked(donation)
    require_draft(donation, act)
    donation.lines.all().delete()
    DonationLine.objects.bulk_create(
        DonationLine(donation=donation, type=kind, quantity=quantity, note=note)
        for kind, quantity, note in lines
    )
