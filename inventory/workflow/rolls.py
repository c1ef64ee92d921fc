"""Blank labels: printed by the roll, given to a device by the first scan, voided when spoiled; never claimed twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import BlankLabel, Device, DeviceEvent, Identifier, LabelPrint, LabelRoll
from inventory.states import EventKind
from inventory.workflow import moves
from inventory.workflow.labels import NothingToPrint, Paper, ask_for
from inventory.workflow.numbering import issue_codes
from inventory.workflow.refusals import LabelTaken, LabelVoid
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.core.ledger import Happening, record
from reuse.core.refusals import NotPermitted

ROLL = "label_roll"
MOST_BLANKS = 20_000
COMMAND = "reuse labels"  # as it is typed


@transaction.atomic
def print_roll(*, site: Site, count: int, purpose: str, paper: Paper, act: Act) -> LabelRoll:
    """Ask for a roll of blank labels; their codes are issued when it is drawn."""
    if site.organisation_id != act.organisation.pk:
        raise NotPermitted(_("This site belongs to another organisation."))
    if not 1 <= count <= MOST_BLANKS:
        raise NothingToPrint(_("Print between 1 and %(most)d blank labels.") % {"most": MOST_BLANKS})
    row = ask_for(
        LabelPrint.Subject.ROLL, (), paper=replace(paper, copies=1), act=act, kind=ROLL, count=count
    )
    return LabelRoll.objects.create(
        site=site, format=row.format, count=count, purpose=purpose, print=row, by=act.by, at=act.at
    )


@transaction.atomic
def reserve_blanks(*, count: int, paper: Paper, at: datetime) -> list[str]:
    """The codes of a roll printed on the command line, where whoever has the shell decides: for every site."""
    row = LabelPrint.objects.create(
        subject=LabelPrint.Subject.ROLL,
        format=paper.format,
        start_at=paper.start_at,
        count=count,
        codes=[],
        symbols=paper.symbols,
        output=paper.output,
        at=at,
    )
    roll = LabelRoll.objects.create(format=paper.format, count=count, purpose=COMMAND, print=row, at=at)
    add_blanks(roll=roll, start=0, count=count)
    return list(roll.labels.values_list("code", flat=True))


@transaction.atomic
def add_blanks(*, roll: LabelRoll, start: int, count: int) -> None:
    """Issue codes for the labels of a roll from `start` (0) on."""
    issued = issue_codes(count)
    BlankLabel.objects.bulk_create(
        [
            BlankLabel(roll=roll, code=code, position=position)
            for position, code in enumerate(issued, start + 1)
        ],
        batch_size=200,
    )
    roll.first, roll.last = roll.first or issued[0], issued[-1]
    roll.save(update_fields=["first", "last"])


@transaction.atomic
def claim_label(*, label: BlankLabel, device: Device, act: Act) -> DeviceEvent:
    """Give a blank label to a device: from now on it answers to it, and to all it answered to before."""
    act.require(Permission.DEVICE_RECEIVE)
    device = moves.locked(device)
    moves.check_place(device, act)
    return stick(hold(label, act), device, act)


def hold(label: BlankLabel, act: Act) -> BlankLabel:
    """The label, locked, if it is ours and still blank."""
    label = BlankLabel.objects.select_for_update(of=("self",)).select_related("roll__site").get(pk=label.pk)
    if label.roll.site and label.roll.site.organisation_id != act.organisation.pk:
        raise NotPermitted(_("This label belongs to another organisation."))
    if label.void:
        raise LabelVoid(
            _("Label %(label)s was voided: %(why)s. Take another one.")
            % {"label": label, "why": label.get_void_display()}
        )
    if label.device_id:
        raise LabelTaken(_("Label %(label)s is on a device already.") % {"label": label})
    return label


def stick(label: BlankLabel, device: Device, act: Act) -> DeviceEvent:
    """A label that is held, onto a device that is held; a device made with this code has its name already."""
    label.device, label.claimed_at, label.claimed_by = device, act.at, act.by
    label.save(update_fields=["device", "claimed_at", "claimed_by"])
    if device.code != label.code:
        Identifier.objects.create(
            device=device,
            kind=Identifier.Kind.CODE,
            value=label.code,
            normalised=label.code,
            since=act.at,
        )
    details = {"format": label.roll.format, "blank": label.code}
    return record(DeviceEvent, device, Happening(kind=EventKind.LABELLED, details=details), act)


@transaction.atomic
def void_labels(*, labels: Sequence[BlankLabel], why: str, act: Act) -> int:
    """Take labels of a roll that were lost or spoiled out of use, for good; those on a device stay on it."""
    act.require(Permission.LABEL_PRINT)
    own = BlankLabel.objects.usable_by(act.organisation).select_for_update(of=("self",))
    held = own.filter(pk__in=[one.pk for one in labels], device=None, void="")
    return held.update(void=BlankLabel.Void(why), voided_at=act.at, voided_by=act.by)
