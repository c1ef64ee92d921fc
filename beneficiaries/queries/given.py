"""With whom a device left: with a person by a hand-over, or with a structure by its slip; the same questions for both."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from beneficiaries.models import AfterSalesCase, CollectiveDevice, Handover
from beneficiaries.queries.aftersales import last_handover, part_out
from beneficiaries.queries.followups import before
from beneficiaries.queries.pages import programme_in_force
from beneficiaries.states import HandoverStage
from beneficiaries.states.collective import CollectiveStage
from inventory.models import Device
from reuse.accounts.models import Organisation, Site


@dataclass(frozen=True, slots=True)
class Given:
    """One of the two, and what a page says of it. `is_out`: it has not been taken back since."""

    handover: Handover | None
    item: CollectiveDevice | None
    handed_over_on: date | None
    site: Site
    partner: Organisation
    warranty_until: date | None
    is_out: bool

    @classmethod
    def by_handover(cls, handover: Handover, device: Device) -> Self:
        """The device may be a part of the set that was handed over, and come back alone."""
        is_part = handover.device_id != device.pk
        return cls(
            handover=handover,
            item=None,
            handed_over_on=handover.handed_over_on,
            site=handover.site,
            partner=handover.request.partner,
            warranty_until=handover.warranty_until,
            is_out=part_out(device) is not None if is_part else handover.stage == HandoverStage.DONE,
        )

    @classmethod
    def by_slip(cls, item: CollectiveDevice) -> Self:
        """The warranty is that of the programme in force on the day of the delivery."""
        collective = item.collective
        on = collective.delivered_on
        programme = programme_in_force(on) if on else None
        return cls(
            handover=None,
            item=item,
            handed_over_on=on,
            site=collective.site,
            partner=collective.partner,
            warranty_until=before(on, -programme.warranty_months) if on and programme else None,
            is_out=item.released_at is None and collective.stage == CollectiveStage.DELIVERED,
        )


def last_given(device: Device) -> Given | None:
    """How a device left last; None when it never did."""
    handover = last_handover(device)
    item = (
        device.collective_items.filter(collective__stage=CollectiveStage.DELIVERED)
        .select_related("collective__partner", "collective__site__organisation")
        .order_by("collective__delivered_on", "pk")
        .last()
    )
    found = [Given.by_handover(handover, device)] if handover else []
    found += [Given.by_slip(item)] if item else []
    return max(found, key=lambda one: (one.is_out, one.handed_over_on or date.min), default=None)


def given_of(case: AfterSalesCase) -> Given:
    """The hand-over a case is about."""
    if case.handover:
        return Given.by_handover(case.handover, case.device)
    assert case.item is not None  # noqa: S101 - a constraint says so
    return Given.by_slip(case.item)
