"""Donations brought to a stage by the moves that lead there."""

from contextlib import nullcontext
from datetime import datetime
from typing import Any

from donors import workflow
from donors.models import Donation
from donors.states import DonationStage, Party
from reuse.accounts import mails
from reuse.accounts.models import LegalKind
from reuse.core.models import DeviceType
from tests import people


def donation_at(
    stage: str = DonationStage.DRAFT,
    *,
    kind: LegalKind = LegalKind.COMPANY,
    at: datetime | None = None,
    is_told: bool = False,
    **description: Any,
) -> Donation:
    """A donation of two laptops by hand, at the given stage. `is_told`: letters tell of the road that led there."""
    with nullcontext() if is_told else mails.silent():
        return _brought(stage, kind, at, description)


def _brought(stage: str, kind: LegalKind, at: datetime | None, description: dict[str, Any]) -> Donation:
    giver = people.donor(kind)
    receiver, site = people.workshop()
    if giver.organisation.is_public_body:
        description = {"unit_value_attested": True, "deliberation_ref": "2026-42", **description}
    description.setdefault("pickup_address", "1 rue de la Paix, 38000 Grenoble")
    donation = workflow.create(
        donor=giver.organisation, receiver=receiver, site=site, act=people.act(giver, at), **description
    )
    laptop = DeviceType.objects.get(code="laptop")
    workflow.set_lines(donation=donation, lines=[workflow.Quantity(laptop, 2)], act=people.act(giver, at))
    if stage == DonationStage.DRAFT:
        return donation
    if stage == DonationStage.CANCELLED:
        workflow.cancel(donation=donation, act=people.act(giver, at))
        return _again(donation)
    workflow.announce(
        donation=donation,
        devices=0,
        signer_name="Dora Directrice",
        signer_function="DSI",
        statements=workflow.STATEMENTS[Party.DONOR],
        act=people.act(giver, at),
    )
    if stage == DonationStage.DECLINED:
        workflow.decline(donation=donation, reason="Plus de place.", act=people.act(people.manager(), at))
    if stage in {DonationStage.ANNOUNCED, DonationStage.DECLINED}:
        return _again(donation)
    workflow.accept(
        donation=donation,
        signer_name="Sonia Manager",
        signer_function="Responsable",
        statements=workflow.STATEMENTS[Party.RECEIVER],
        facts={},
        act=people.act(people.manager(), at),
    )
    if stage == DonationStage.ACCEPTED:
        return _again(donation)
    workflow.start_reception(donation=donation, act=people.act(people.technician(), at))
    if stage == DonationStage.CLOSED:
        workflow.close_reception(donation=donation, details={}, act=people.act(people.technician(), at))
    return _again(donation)


def _again(donation: Donation) -> Donation:
    return Donation.objects.select_related("donor", "receiver", "site").get(pk=donation.pk)
