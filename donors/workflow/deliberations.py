"""The decision that authorises a public body's gift: expected on a day, then entered with its reference and its scan."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from donors.models import Deliberation, Donation, DonationEvent
from donors.states import DonationEventKind, DonationStage
from donors.workflow import letters
from donors.workflow.rights import locked
from reuse.accounts import files, mails
from reuse.accounts.acting import Act
from reuse.accounts.files import Scan
from reuse.accounts.models import Membership, Retention
from reuse.accounts.roles import Permission, Role
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal

REMINDED_BEFORE = 7  # days; then again on the day itself, and each week it is late
OVER = {DonationStage.CLOSED, DonationStage.DECLINED, DonationStage.CANCELLED}


class NotADeliberation(Refusal):
    """A decision has a reference and a day that has come."""

    reason = "not_a_deliberation"


@transaction.atomic
def expect_deliberation(*, donation: Donation, on: date, act: Act) -> Deliberation:
    """The batch waits for the decision until about this day."""
    donation = _of_donor(donation, act)
    if donation.deliberation_ref:
        raise MoveNotAllowed(_("The decision is entered already."))
    if on < act.on:
        raise NotADeliberation(_("Name a day that is still to come; for a decision taken, enter it."))
    is_near = (on - act.on).days <= REMINDED_BEFORE
    reminded_on = act.on if is_near else None  # by the letter below
    found, _made = Deliberation.objects.update_or_create(
        donation=donation,
        defaults={"expected_on": on, "reminded_on": reminded_on, "by": act.by, "at": act.at},
    )
    details = {"expected_on": str(on)}
    record(
        DonationEvent,
        donation,
        Happening(kind=DonationEventKind.DELIBERATION_EXPECTED, details=details),
        act,
    )
    letters.deliberation_expected(donation, on=on, act=act)
    return found


@transaction.atomic
def enter_deliberation(
    *,
    donation: Donation,
    reference: str,
    decided_on: date,
    act: Act,
    scan: Scan | None = None,
) -> Deliberation:
    """The decision is taken. `scan`: the signed paper.

    Until the agreement is issued it may be entered again; afterwards only a scan may be added, since the agreement
    bears the reference.
    """
    donation = _of_donor(donation, act)
    reference = reference.strip()
    if not reference or decided_on > act.on:
        raise NotADeliberation(_("Give the reference of the decision, and the day on which it was taken."))
    if donation.agreement_id and donation.deliberation_ref not in ("", reference):
        raise MoveNotAllowed(_("The agreement bears the reference of the decision: it no longer changes."))
    facts: dict[str, Any] = {"reference": reference, "decided_on": decided_on, "by": act.by, "at": act.at}
    if scan:
        facts["scan"] = files.keep_scan(scan, retention=Retention.DOCUMENT, owner=donation.donor, act=act)
    found, _made = Deliberation.objects.update_or_create(donation=donation, defaults=facts)
    details = {"reference": reference, "decided_on": str(decided_on)}
    if found.scan:
        details["sha256"] = found.scan.sha256
    happening = Happening(
        kind=DonationEventKind.DELIBERATION_ENTERED, details=details, changes={"deliberation_ref": reference}
    )
    record(DonationEvent, donation, happening, act)
    return found


def _of_donor(donation: Donation, act: Act) -> Donation:
    donation = locked(donation)
    act.require(Permission.DONATION_REGISTER)
    if act.organisation != donation.donor:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if not donation.donor.is_public_body:
        raise MoveNotAllowed(_("Only a public body's gift rests on a decision."))
    if donation.stage in OVER:
        raise MoveNotAllowed(_("This batch can no longer be changed."))
    return donation


def remind_of_deliberations(now: datetime) -> int:
    """Write to the donor's people of each decision that is near, due or late; return how many batches that was."""
    today = now.date()
    waiting = Deliberation.objects.filter(
        reference="", expected_on__isnull=False, donation__deliberation_ref=""
    ).exclude(donation__stage__in=OVER)
    keys = [one.pk for one in waiting if _is_due(one, today)]
    return sum(_remind(pk, today) for pk in keys)


def _is_due(one: Deliberation, today: date) -> bool:
    """Once in the week before, once on the day, then once a week."""
    if one.expected_on is None:
        return False
    left, since = (one.expected_on - today).days, one.reminded_on
    if left > REMINDED_BEFORE:
        return False
    if left > 0:
        return since is None
    return since is None or since < one.expected_on or (today - since).days >= 7


@transaction.atomic
def _remind(pk: int, today: date) -> bool:
    one = Deliberation.objects.select_for_update(of=("self",)).select_related("donation__donor").get(pk=pk)
    if one.reference or not _is_due(one, today) or one.expected_on is None:
        return False
    one.reminded_on = today
    one.save(update_fields=["reminded_on"])
    people = Membership.objects.current(today).filter(organisation=one.donation.donor, role=Role.DONOR)
    for membership in people.select_related("user"):
        mails.send(
            to=membership.user,
            template="donors/mail/deliberation",
            context={
                "donation": one.donation,
                "on": one.expected_on,
                "late": one.expected_on < today,
                "url": mails.address(reverse("donors:deliberation", args=[one.donation.ref])),
            },
        )
    return True
