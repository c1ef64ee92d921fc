"""Printing labels: who asked for whose, on which paper and why; the journal of prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import labels
from donors.models import Donation
from inventory import codes as our_codes
from inventory import queries
from inventory.models import (
    Device,
    DeviceEvent,
    LabelPrint,
    Line,
    Output,
    Place,
    PrintedLabel,
    Printer,
    PrintReason,
    Symbols,
)
from inventory.states import EventKind
from inventory.workflow import moves
from inventory.workflow.refusals import ReasonNeeded
from reuse.accounts.acting import Act
from reuse.accounts.models import Workstation
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record_all
from reuse.core.refusals import NotPermitted, Refusal
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job

KIND = "labels"
MOST_COPIES, MOST_SLIPS = 20, 200
Subject = LabelPrint.Subject
JOURNALLED = (Subject.CODES, Subject.BADGES)  # each label by itself: a second one takes a reason


class NothingToPrint(Refusal):
    """Nothing of what was chosen can have a label, or not on this paper."""

    reason = "nothing_to_print"


@dataclass(frozen=True, slots=True)
class Paper:
    """How labels are printed. `skip`: labels of the first sheet that are used or damaged."""

    format: str = labels.DEFAULT.name
    start_at: int = 1
    skip: Sequence[int] = ()
    copies: int = 1
    lines: Sequence[str] = queries.USUAL_LINES
    symbols: str = Symbols.AUTO
    output: str = Output.PDF
    printer: Printer | None = None
    workstation: Workstation | None = None
    cut_marks: bool = False
    reason: str = PrintReason.FIRST


@transaction.atomic
def print_labels(
    *,
    devices: Sequence[Device] = (),
    places: Sequence[Place] = (),
    paper: Paper,
    donation: Donation | None = None,
    act: Act,
) -> Job:
    """Ask for labels of devices and places, in the order given. One that has a label already needs a reason."""
    wanted = [*(device.code for device in devices), *(place.code for place in places)]
    if not wanted:
        raise NothingToPrint(_("Choose at least one device."))
    _require_reason(wanted, paper)
    return ask_for(Subject.CODES, wanted, paper=paper, act=act, donation=donation).drawing


@transaction.atomic
def print_badges(*, badges: Sequence[str], paper: Paper, act: Act) -> Job:
    """Ask for labels of people's badges, by their codes. One that was printed already needs a reason."""
    _require_reason(badges, paper)
    return ask_for(Subject.BADGES, list(badges), paper=paper, act=act).drawing


def _require_reason(wanted: Sequence[str], paper: Paper) -> None:
    if paper.reason == PrintReason.FIRST and (again := queries.printed_before(wanted)):
        raise ReasonNeeded(
            ngettext(
                "%(code)s has a label already: say why it is printed again.",
                "%(count)d of these have a label already: say why they are printed again.",
                len(again),
            )
            % {"count": len(again), "code": our_codes.shown(min(again))}
        )


@transaction.atomic
def print_commands(*, texts: Sequence[str], paper: Paper, act: Act) -> Job:
    """Ask for labels of the orders that are scanned, by what their bars hold."""
    return ask_for(Subject.COMMANDS, list(texts), paper=paper, act=act).drawing


@transaction.atomic
def print_slips(*, donation: Donation, count: int, paper: Paper, act: Act) -> Job:
    """Ask for the slips of a batch's pallets, numbered 1 of `count` on."""
    if not 1 <= count <= MOST_SLIPS:
        raise NothingToPrint(_("Print between 1 and %(most)d slips.") % {"most": MOST_SLIPS})
    wanted = [donation.ref] * count
    return ask_for(Subject.SLIPS, wanted, paper=paper, act=act, donation=donation).drawing


def needed_for(subject: str) -> Permission:
    """Badges are printed by who issues them."""
    return Permission.WORKSTATION_MANAGE if subject == Subject.BADGES else Permission.LABEL_PRINT


def ask_for(
    subject: Subject,
    wanted: Sequence[str],
    *,
    paper: Paper,
    act: Act,
    donation: Donation | None = None,
    kind: str = KIND,
    count: int = 0,
) -> LabelPrint:
    """The job and its line in the journal; `wanted` are the codes, or `count` says how many there will be."""
    act.require(needed_for(subject))
    if not (wanted or count):
        raise NothingToPrint(_("Choose at least one device."))
    paper_format = check_paper(paper, act)
    total = len(wanted) or count
    job = jobs.enqueue(
        kind=kind,
        params={"skip": list(paper.skip), "cut_marks": paper.cut_marks},
        act=act,
        total=total,
    )
    return LabelPrint.objects.create(
        subject=subject,
        donation=donation,
        job=job,
        format=paper_format.name,
        start_at=paper.start_at,
        count=total * paper.copies,
        copies=paper.copies,
        codes=list(wanted),
        lines=[Line(line).value for line in paper.lines],
        symbols=paper.symbols,
        output=paper.output,
        printer=paper.printer,
        workstation=paper.workstation,
        reason=paper.reason,
        by=act.by,
        at=act.at,
    )


def check_paper(paper: Paper, act: Act) -> labels.Format:
    """The format, if the paper can take what is asked of it."""
    try:
        paper_format = queries.format_named(paper.format, act.organisation)
        _check_fits(paper, paper_format)
    except (labels.UnknownFormat, labels.SymbolTooLarge) as wrong:
        raise NothingToPrint(str(wrong)) from wrong
    last = paper_format.per_sheet
    if not all(1 <= number <= last for number in (paper.start_at, *paper.skip)):
        raise NothingToPrint(
            _("This sheet has no such label: start between 1 and %(last)d.") % {"last": last}
        )
    if set(range(paper.start_at, last + 1)) <= set(paper.skip):
        raise NothingToPrint(_("No label of the first sheet is free."))
    if not 1 <= paper.copies <= MOST_COPIES:
        raise NothingToPrint(_("Print between 1 and %(most)d copies.") % {"most": MOST_COPIES})
    if paper.printer and not Printer.objects.visible_to(act.membership).filter(pk=paper.printer.pk).exists():
        raise NotPermitted(_("This printer belongs to another organisation."))
    return paper_format


def _check_fits(paper: Paper, on: labels.Format) -> None:
    """A label of ours, its address in it, drawn as it will be. Raises SymbolTooLarge, which says the size needed."""
    sample = queries.blank_label(our_codes.practice_code(1))
    dpi = paper.printer.dpi if paper.printer else None
    labels.svg_preview(sample, format=on, dpi=dpi, symbols=paper.symbols)
    if paper.output == Output.ZPL and not on.is_roll:
        raise NothingToPrint(_("ZPL is for label printers: choose a roll."))


@transaction.atomic
def labels_printed(*, codes: Sequence[str], format_name: str, act: Act, of: LabelPrint | None = None) -> int:
    """Say in each device's history that its label was printed, and in the journal which codes; returns in how many histories."""
    act.require(needed_for(of.subject if of else Subject.CODES))
    held = moves.lock_all(list(Device.objects.filter(code__in=codes).values_list("pk", flat=True)))
    details: dict[str, Any] = {"format": format_name}
    if of:
        PrintedLabel.objects.bulk_create([PrintedLabel(of=of, code=code) for code in codes], batch_size=300)
        details |= {"printer": of.printer.name} if of.printer else {}
        details |= {"reason": of.reason} if of.reason != PrintReason.FIRST else {}
    happening = Happening(kind=EventKind.LABELLED, details=details)
    # A device that someone moved while the sheet was drawn is labelled all the same: the journal says so.
    behind = [device for device in held if device.last_at is None or device.last_at <= act.at]
    return len(record_all(DeviceEvent, [(device, happening) for device in behind], act))
