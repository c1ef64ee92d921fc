"""The only module that changes a donation's stage: drafting, signing, accepting, receiving, closing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import ColumnMemory, Donation, DonationEvent, DonationLine, Sheet, Signature
from donors.states import RULES, DonationEventKind, DonationMove, DonationStage, Lane, Party
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import LegalKind, Organisation, Retention, Site
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.models import Counter, DeviceType
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.documents.models import Document


class NothingAnnounced(Refusal):
    """A batch is announced with at least one device."""

    reason = "nothing_announced"


class StatementsMissing(Refusal):
    """The law asks for statements that were not ticked."""

    reason = "statements_missing"


# What each party signs. Their words are in donors.states, by code; a signature keeps the codes and the version.
STATEMENTS: Mapping[Party, tuple[str, ...]] = {
    Party.DONOR: ("gift", "right_to_give", "data_held", "erasure_by_processor"),
    Party.RECEIVER: ("reuse_commitment", "erasure_by_processor", "end_of_life"),
}
STATEMENTS_VERSION = 1


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
    donation = _locked(donation)
    _require_draft(donation, act)
    for name, value in description.items():
        setattr(donation, name, value)
    donation.lane = lane_for(donation.donor, donation.receiver)
    donation.save(update_fields=[*description, "lane"])
    return donation


@transaction.atomic
def set_lines(*, donation: Donation, lines: Sequence[tuple[DeviceType, int, str]], act: Act) -> None:
    """Replace the quantities announced by hand: (type, quantity, note)."""
    donation = _locked(donation)
    _require_draft(donation, act)
    donation.lines.all().delete()
    DonationLine.objects.bulk_create(
        DonationLine(donation=donation, type=kind, quantity=quantity, note=note)
        for kind, quantity, note in lines
    )


@transaction.atomic
def add_sheet(
    *,
    donation: Donation,
    content: bytes,
    name: str,
    media_type: str,
    summary: Mapping[str, Any],
    act: Act,
    mapping: Mapping[int, str] | None = None,
) -> Sheet:
    """Keep a dropped list, whatever is in it, with what was understood of it.

    `mapping`: how the donor's earlier corrections ask for its columns to be read.
    """
    donation = _locked(donation)
    _require_open(donation, act)
    file = files.keep(
        content, name=name, media_type=media_type, retention=Retention.SHEET, owner=donation.donor, act=act
    )
    sheet = Sheet.objects.create(
        donation=donation,
        file=file,
        name=file.name,
        state=Sheet.State.REFUSED if summary.get("refused") else Sheet.State.READ,
        sheet_name=summary.get("sheet") or "",
        summary=dict(summary),
        mapping={str(index): field for index, field in (mapping or {}).items()},
        added_by=act.by,
        added_at=act.at,
    )
    details = {"name": file.name, "sha256": file.sha256}
    record(DonationEvent, donation, Happening(kind=DonationEventKind.SHEET_ADDED, details=details), act)
    return sheet


@transaction.atomic
def map_columns(
    *, sheet: Sheet, mapping: Mapping[int, str], headers: Sequence[str], summary: Mapping[str, Any], act: Act
) -> Sheet:
    """Read a sheet's columns as the donor says, and remember it for their next sheet."""
    _require_open(sheet.donation, act)
    sheet.mapping = {str(index): field for index, field in mapping.items()}
    sheet.summary = dict(summary)
    sheet.sheet_name = summary.get("sheet") or sheet.sheet_name
    sheet.state = Sheet.State.REFUSED if summary.get("refused") else Sheet.State.READ
    sheet.save(update_fields=["mapping", "summary", "sheet_name", "state"])
    for index, header in enumerate(headers):
        if header:
            ColumnMemory.objects.update_or_create(
                donor=sheet.donation.donor, header=header[:120], defaults={"field": mapping.get(index, "")}
            )
    return sheet


@transaction.atomic
def announce(
    *,
    donation: Donation,
    devices: int,
    signer_name: str,
    signer_function: str,
    statements: Sequence[str],
    act: Act,
) -> DonationEvent:
    """The donor signs the gift and sends the batch. `devices`: how many the batch already lists one by one."""
    donation = _locked(donation)
    _check_move(donation, DonationMove.ANNOUNCE, act)
    if not devices and not donation.lines.exists():
        raise NothingAnnounced(_("Announce at least one device: drop a list, or enter quantities."))
    if donation.donor.is_public_body and not donation.unit_value_attested:
        raise StatementsMissing(
            _("A public body gives devices of at most 300 € each: tick the attestation before signing.")
        )
    _sign(donation, Party.DONOR, signer_name, signer_function, statements, act)
    return _move(donation, DonationMove.ANNOUNCE, act)


@transaction.atomic
def accept(
    *,
    donation: Donation,
    signer_name: str,
    signer_function: str,
    statements: Sequence[str],
    facts: Mapping[str, Any],
    act: Act,
) -> DonationEvent:
    """The receiving organisation signs its reuse commitment; the numbered agreement is issued with both signatures.

    `facts`: what the agreement says of the batch beside the signatures (donors.documents says which).
    """
    donation = _locked(donation)
    _check_move(donation, DonationMove.ACCEPT, act)
    if not donation.signatures.filter(party=Party.DONOR).exists():
        raise StatementsMissing(_("The donor has not signed yet."))
    _sign(donation, Party.RECEIVER, signer_name, signer_function, statements, act)
    agreement = documents.issue(
        kind=Kind.GIFT_AGREEMENT,
        issuer=donation.receiver,
        facts={**facts, "signatures": [_signature_facts(one) for one in donation.signatures.order_by("at")]},
        act=act,
        readers=[donation.donor],
    )
    donation.documents.add(agreement)
    return _move(
        donation,
        DonationMove.ACCEPT,
        act,
        changes={"agreement": agreement},
        details={"agreement": agreement.number},
    )


@transaction.atomic
def decline(*, donation: Donation, reason: str, act: Act) -> DonationEvent:
    """The receiving organisation cannot take the batch; the donor reads why."""
    donation = _locked(donation)
    _check_move(donation, DonationMove.DECLINE, act)
    return _move(donation, DonationMove.DECLINE, act, note=reason)


@transaction.atomic
def cancel(*, donation: Donation, act: Act) -> DonationEvent:
    """The donor takes the announcement back, before anything was collected."""
    donation = _locked(donation)
    _check_move(donation, DonationMove.CANCEL, act)
    return _move(donation, DonationMove.CANCEL, act)


@transaction.atomic
def plan_collection(*, donation: Donation, on: Any, act: Act) -> Donation:
    """Name the day the batch is collected or brought."""
    donation = _locked(donation)
    act.require(Permission.DONATION_DECIDE)
    if act.organisation != donation.receiver and not act.organisation.is_network:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.stage not in {DonationStage.ACCEPTED, DonationStage.IN_RECEPTION}:
        raise MoveNotAllowed(_("This batch can no longer be changed."))
    happening = Happening(
        kind=DonationEventKind.CHANGED, details={"collection_on": str(on)}, changes={"collection_on": on}
    )
    record(DonationEvent, donation, happening, act)
    return donation


@transaction.atomic
def start_reception(*, donation: Donation, act: Act) -> Donation:
    """Devices may be received from now on. Both signatures stand since the acceptance. Does nothing when begun."""
    donation = _locked(donation)
    if donation.stage != DonationStage.IN_RECEPTION:
        _check_move(donation, DonationMove.START_RECEPTION, act)
        _move(donation, DonationMove.START_RECEPTION, act)
    return donation


@transaction.atomic
def close_reception(*, donation: Donation, act: Act, details: Mapping[str, Any]) -> DonationEvent:
    """The count is done. `details`: announced, received, missing, unexpected and the slip's number."""
    donation = _locked(donation)
    _check_move(donation, DonationMove.CLOSE_RECEPTION, act)
    return _move(donation, DonationMove.CLOSE_RECEPTION, act, details=details)


@transaction.atomic
def reopen(*, donation: Donation, act: Act) -> DonationEvent:
    """Devices turned up after all."""
    donation = _locked(donation)
    _check_move(donation, DonationMove.REOPEN, act)
    return _move(donation, DonationMove.REOPEN, act)


@transaction.atomic
def attach_document(*, donation: Donation, document: Document) -> None:
    """File a document issued about this batch, for both sides to find. Called by the verb that issued it."""
    donation.documents.add(document)


def can_change_lists(donation: Donation, act: Act) -> bool:
    """Whether a list may still be added to the batch, or taken back, by this person."""
    try:
        _require_open(donation, act)
    except Refusal:
        return False
    return True


def can(donation: Donation, move: DonationMove, act: Act) -> bool:
    """Whether the move would pass the table and the rights: for pages that show only what would succeed."""
    try:
        _check_move(donation, move, act)
    except Refusal:
        return False
    return True


def _locked(donation: Donation) -> Donation:
    return (
        Donation.objects.select_for_update(of=("self",))
        .select_related("donor", "receiver", "site")
        .get(pk=donation.pk)
    )


def _require_open(donation: Donation, act: Act) -> None:
    """A list may be added by the donor until the batch is accepted, and by the receiver until it is closed."""
    by_donor = act.organisation == donation.donor and act.membership.may(Permission.DONATION_REGISTER)
    by_receiver = act.organisation == donation.receiver and act.membership.may(Permission.DEVICE_RECEIVE)
    donor_open = donation.stage in {DonationStage.DRAFT, DonationStage.ANNOUNCED}
    receiver_open = donation.stage in {
        DonationStage.ANNOUNCED,
        DonationStage.ACCEPTED,
        DonationStage.IN_RECEPTION,
    }
    if not (by_donor or by_receiver):
        raise NotPermitted(_("This batch belongs to another organisation."))
    if not (by_donor and donor_open) and not (by_receiver and receiver_open):
        raise MoveNotAllowed(_("This batch can no longer be changed."))


def _require_draft(donation: Donation, act: Act) -> None:
    act.require(Permission.DONATION_REGISTER)
    if act.organisation != donation.donor:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.stage != DonationStage.DRAFT:
        raise MoveNotAllowed(_("This batch is signed: it can no longer be changed."))


def _check_move(donation: Donation, move: DonationMove, act: Act) -> None:
    rule = RULES[move]
    act.require(rule.permission)
    ours = donation.donor if rule.permission == Permission.DONATION_REGISTER else donation.receiver
    if act.organisation != ours and not act.organisation.is_network:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.stage not in rule.sources:
        raise MoveNotAllowed(
            _("“%(move)s” is not possible: the batch is %(stage)s.")
            % {"move": move.label, "stage": DonationStage(donation.stage).label}
        )


def _move(
    donation: Donation,
    move: DonationMove,
    act: Act,
    *,
    note: str = "",
    details: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> DonationEvent:
    happening = Happening(
        kind=DonationEventKind.MOVED,
        move=move,
        to_stage=RULES[move].target,
        details=details,
        note=note,
        changes=changes,
    )
    return record(DonationEvent, donation, happening, act)


def _sign(
    donation: Donation, party: Party, name: str, function: str, statements: Sequence[str], act: Act
) -> None:
    missing = set(STATEMENTS[party]) - set(statements)
    if missing or not name.strip():
        raise StatementsMissing(_("Tick every statement and write your name: the agreement needs them all."))
    Signature.objects.create(
        donation=donation,
        party=party,
        signer_name=name.strip(),
        signer_function=function.strip(),
        statements={"version": STATEMENTS_VERSION, "codes": list(STATEMENTS[party])},
        by=act.by,
        at=act.at,
    )
    details = {"party": str(party), "statements": list(STATEMENTS[party]), "version": STATEMENTS_VERSION}
    record(DonationEvent, donation, Happening(kind=DonationEventKind.SIGNED, details=details), act)


def _signature_facts(signature: Signature) -> dict[str, Any]:
    return {
        "party": signature.party,
        "name": signature.signer_name,
        "function": signature.signer_function,
        "at": signature.at,
        "statements": signature.statements["codes"],
        "method": "account",
    }
