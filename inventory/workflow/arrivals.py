"""The check of what a refurbisher sent: all of it or a drawn sample, each non-conformity with its reason, one decision.

Who sent never checks: only the receiving organisation opens a check, fills it in and decides.
"""

import hashlib
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory import queries
from inventory.models import (
    ArrivalCheck,
    CheckedDevice,
    Device,
    DeviceEvent,
    NonConformityReason,
    QualityAgreement,
    Transfer,
    TransferLine,
)
from inventory.queries import Statement
from inventory.states import EventKind
from inventory.workflow import moves, transfers
from inventory.workflow.refusals import NothingInIt, NotSettled, ReasonNeeded
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.files import Scan
from reuse.accounts.models import Organisation, Retention
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.core.ledger import Happening, canonical, record
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.documents.models import Document

Decision = ArrivalCheck.Decision
Verdict = CheckedDevice.Verdict


@transaction.atomic
def open_check(*, transfer: Transfer, is_whole: bool, act: Act) -> ArrivalCheck:
    """Draw what is to be checked of a received transfer: all of it, or a sample by the rule of the day."""
    act.require(Permission.DEVICE_WORK)
    _check_own(transfer, act)
    transfer = Transfer.objects.select_for_update(of=("self",), no_key=True).beside().get(pk=transfer.pk)
    if not (transfer.is_closed and transfer.is_between_bodies):
        raise MoveNotAllowed(_("Close the reception first: what is checked is drawn from what came."))
    if ArrivalCheck.objects.filter(transfer=transfer).exists():
        raise MoveNotAllowed(_("The check of this transfer has been drawn already."))
    lines = transfer.lines.filter(state=TransferLine.State.RECEIVED)
    keys = dict(lines.order_by("device__code").values_list("device__code", "device"))
    if not keys:
        raise NothingInIt(_("Nothing came with this transfer."))
    seed = chance.token_hex(4)
    size = len(keys) if is_whole else queries.sample_size(len(keys), act.on)
    check = ArrivalCheck.objects.create(
        transfer=transfer, seed=seed, is_whole=is_whole, count=len(keys), opened_by=act.by, opened_at=act.at
    )
    CheckedDevice.objects.bulk_create(
        CheckedDevice(check_of=check, device_id=keys[code])
        for code in queries.drawn(list(keys), seed=seed, size=size)
    )
    return check


@transaction.atomic
def record_verdict(
    *,
    check: ArrivalCheck,
    device: Device,
    reason: NonConformityReason | None,
    act: Act,
    note: str = "",
    photo: Scan | None = None,
) -> CheckedDevice:
    """What was found of a device: conforming, or not for a reason. Until the decision it may be looked at again."""
    act.require(Permission.DEVICE_WORK)
    _check_own(check.transfer, act)
    device = moves.locked(device)
    moves.check_place(device, act)
    check = _held(check)
    checked = check.devices.filter(device=device).first() or _add(check, device, reason)
    verdict = Verdict.NON_CONFORMING if reason else Verdict.CONFORMING
    details = {"transfer": check.transfer.ref, "verdict": verdict.value}
    happening = Happening(
        kind=EventKind.ARRIVAL_CHECKED,
        reason_code=reason.code if reason else "",
        details=details,
        note=note if reason else "",
    )
    record(DeviceEvent, device, happening, act)
    checked.verdict, checked.reason = verdict, reason
    checked.note = note if reason else ""
    checked.photo = None
    if photo and reason:
        checked.photo = files.keep_scan(photo, retention=Retention.PHOTO, owner=act.organisation, act=act)
    checked.checked_by, checked.checked_at = act.by, act.at
    checked.save()
    return checked


def _add(check: ArrivalCheck, device: Device, reason: NonConformityReason | None) -> CheckedDevice:
    """A fault seen on a device that was not drawn counts too; praise of one does not: that would choose the sample."""
    came = check.transfer.lines.filter(device=device, state=TransferLine.State.RECEIVED).exists()
    if not came:
        raise MoveNotAllowed(_("This device did not come with %(transfer)s.") % {"transfer": check.transfer})
    if reason is None:
        raise MoveNotAllowed(_("This device was not drawn: only a fault may be added."))
    return CheckedDevice(check_of=check, device=device)


@transaction.atomic
def decide_check(*, check: ArrivalCheck, decision: str, act: Act) -> ArrivalCheck:
    """Accept the transfer, with or without its non-conforming devices, or send it all back: a transfer is prepared."""
    act.require(Permission.DEVICE_EXIT)
    _check_own(check.transfer, act)
    returned = _to_return(check, decision)
    moves.lock_all(returned)
    check = _held(check)
    if set(returned) != set(_to_return(check, decision)):
        raise MoveNotAllowed(_("Somebody has just changed the check: look again."))
    count = queries.check_count(check)
    if count.checked < count.drawn and decision != Decision.RETURNED:
        open_ones = count.drawn - count.checked
        raise NotSettled(
            ngettext(
                "%(count)d device drawn has not been checked yet.",
                "%(count)d devices drawn have not been checked yet.",
                open_ones,
            )
            % {"count": open_ones}
        )
    if decision != Decision.ACCEPTED and not count.non_conforming:
        raise ReasonNeeded(_("Nothing is sent back without a non-conformity recorded."))
    if returned:
        check.returned = transfers.draft_with(devices=returned, site=check.transfer.from_site, act=act)
    check.decision, check.decided_by, check.decided_at = decision, act.by, act.at
    check.save()
    return check


def _to_return(check: ArrivalCheck, decision: str) -> list[int]:
    """What goes back, if it is still at the site it came to."""
    here = Device.objects.filter(site=check.transfer.to_site)
    match decision:
        case Decision.PARTLY:
            found = here.filter(pk__in=check.devices.filter(verdict=Verdict.NON_CONFORMING).values("device"))
        case Decision.RETURNED:
            lines = check.transfer.lines.filter(state=TransferLine.State.RECEIVED)
            found = here.filter(pk__in=lines.values("device"))
        case _:
            return []
    return list(found.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def agree(
    *,
    refurbisher: Organisation,
    receiver: Organisation,
    most_permille: int,
    since: date,
    source: str,
    act: Act,
) -> QualityAgreement:
    """Write down the most that was agreed with a refurbisher, from a day on; the same day again replaces it."""
    act.require(Permission.DEVICE_EXIT)
    if receiver != act.organisation and act.membership.description.reach != Reach.NETWORK:
        raise NotPermitted(_("Your role does not allow this."))
    agreement, _is_new = QualityAgreement.objects.update_or_create(
        refurbisher=refurbisher,
        receiver=receiver,
        since=since,
        defaults={"most_permille": most_permille, "source": source, "recorded_by": act.by},
    )
    return agreement


def _held(check: ArrivalCheck) -> ArrivalCheck:
    """As it is now, until the transaction ends; decided, it changes no more."""
    held = ArrivalCheck.objects.select_for_update(of=("self",), no_key=True)
    found = held.select_related("transfer__from_site__organisation", "transfer__to_site__organisation").get(
        pk=check.pk
    )
    if found.decision:
        raise MoveNotAllowed(
            _("This check is decided: %(decision)s.") % {"decision": found.get_decision_display()}
        )
    return found


def _check_own(transfer: Transfer, act: Act) -> None:
    own = transfer.to_site.organisation_id == act.organisation.pk
    if not own and act.membership.description.reach != Reach.NETWORK:
        raise NotPermitted(_("Only who received it checks it."))


def issue_statement(*, statement: Statement, act: Act) -> Document:
    """Freeze a month's statement under its number, for the refurbisher and the receiver; the same again is found."""
    act.require(Permission.DEVICE_EXIT)
    if statement.receiver != act.organisation and act.membership.description.reach != Reach.NETWORK:
        raise NotPermitted(_("Only who received it issues this statement."))
    facts = _facts(statement)
    digest = hashlib.sha256(canonical(facts).encode()).hexdigest()
    known = Document.objects.filter(
        kind=Kind.REFURBISHER_STATEMENT, issuer=statement.receiver, facts_sha256=digest
    )
    return known.order_by("pk").last() or documents.issue(
        kind=Kind.REFURBISHER_STATEMENT,
        issuer=statement.receiver,
        facts=facts,
        act=act,
        readers=[statement.refurbisher],
    )


def _facts(statement: Statement) -> dict[str, Any]:
    total = statement.total
    agreement = statement.agreement
    return {
        "refurbisher": statement.refurbisher.name,
        "receiver": statement.receiver.name,
        "month": statement.month.isoformat(),
        "rows": [asdict(row) for row in statement.rows],
        "total": asdict(total),
        "reasons": [[name, count] for name, count in statement.reasons],
        "rate_permille": round(1000 * total.non_conforming / total.checked) if total.checked else None,
        "most_permille": agreement.most_permille if agreement else None,
        "agreement": agreement.source if agreement else "",
    }
