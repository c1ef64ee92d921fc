"""Formats of one's own, printers and their calibration, and when a site's labels print by themselves."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import labels
from inventory import queries
from inventory.models import Device, LabelPrint, Output, OwnFormat, Printer, Series, SiteLabels
from inventory.states import Action
from inventory.workflow.labels import NothingToPrint, Paper, ask_for
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.jobs.models import Job


@transaction.atomic
def add_format(*, sizes: Mapping[str, Any], act: Act) -> OwnFormat:
    """Keep a format as measured. One of the same name is retired: what was printed on it keeps its sizes."""
    act.require(Permission.LABEL_PRINT)
    made = OwnFormat(organisation=act.organisation, by=act.by, since=act.at, **sizes)
    try:
        queries.frozen(made)
    except labels.InvalidFormat as wrong:
        raise MoveNotAllowed(wrong.message) from wrong
    live = OwnFormat.objects.live().filter(organisation=act.organisation, name=made.name)
    live.update(retired_at=act.at)
    made.save()
    return made


@transaction.atomic
def retire_format(*, name: str, act: Act) -> None:
    """The format is not offered any more."""
    act.require(Permission.LABEL_PRINT)
    live = OwnFormat.objects.live().filter(organisation=act.organisation, name=name)
    if not live.update(retired_at=act.at):
        raise MoveNotAllowed(_("There is no such format of yours."))


@transaction.atomic
def add_printer(*, site: Site, act: Act, **described: Any) -> Printer:
    """A printer of a site: `name`, `dpi`, `output`, `format`."""
    act.require(Permission.LABEL_PRINT)
    _check_own(site, act)
    return Printer.objects.create(site=site, **described)


@transaction.atomic
def end_printer(*, printer: Printer, act: Act) -> None:
    """The printer is gone; what it printed stays in the journal."""
    act.require(Permission.LABEL_PRINT)
    _check_own(printer.site, act)
    Printer.objects.filter(pk=printer.pk).update(ended_at=act.at)
    SiteLabels.objects.filter(printer=printer).update(printer=None)


@transaction.atomic
def calibrate(*, printer: Printer, readings: labels.Readings, on: labels.Format, act: Act) -> Printer:
    """Correct a printer by what a ruler says on its test page, which was printed with the correction in force."""
    act.require(Permission.LABEL_PRINT)
    _check_own(printer.site, act)
    printer = Printer.objects.select_for_update(of=("self",)).select_related("site").get(pk=printer.pk)
    try:
        found = labels.calibration_from(readings, format=on, used=queries.calibration_of(printer))
    except labels.NotCalibrated as wrong:
        raise MoveNotAllowed(str(wrong)) from wrong
    printer.x_mm, printer.y_mm = Decimal(str(found.x_mm)), Decimal(str(found.y_mm))
    printer.scale = Decimal(str(found.scale))
    printer.scale_y = None if found.scale_y is None else Decimal(str(found.scale_y))
    printer.calibrated_at = act.at
    printer.save()
    return printer


@transaction.atomic
def set_site_labels(*, site: Site, when: str, format_name: str, printer: Printer | None, act: Act) -> None:
    """Whether labels are asked for by themselves when devices are received here."""
    act.require(Permission.LABEL_PRINT)
    _check_own(site, act)
    SiteLabels.objects.update_or_create(
        site=site, defaults={"when": when, "format": format_name, "printer": printer}
    )


def _check_own(site: Site, act: Act) -> None:
    if site.organisation_id != act.organisation.pk:
        raise NotPermitted(_("This site belongs to another organisation."))


def print_received(*, devices: Sequence[Device], act: Act) -> dict[str, Job]:
    """After devices are received: a job for each label, by code, where the site wants one each time."""
    found: dict[str, Job] = {}
    if devices and (wish := _wish(act.site, SiteLabels.When.EACH)):
        for device in devices:
            if job := _print(wish, [device.code], act):
                found[device.code] = job
    return found


def print_series(*, series: Series, act: Act) -> Job | None:
    """A reception has ended: the labels still missing, where the site wants them then."""
    wish = _wish(series.site, SiteLabels.When.SERIES) if series.action == Action.RECEIVE else None
    return _print(wish, queries.received_in(series), act) if wish else None


def _wish(site: Site | None, when: SiteLabels.When) -> Paper | None:
    row = SiteLabels.objects.select_related("printer").filter(site=site, when=when).first()
    if row is None:
        return None
    output = row.printer.output if row.printer else Output.PDF
    return Paper(format=row.format, printer=row.printer, output=output)


def _print(paper: Paper, wanted: list[str], act: Act) -> Job | None:
    labelled = queries.printed_before(wanted)
    open_ones = [code for code in wanted if code not in labelled]
    if not open_ones or not act.membership.may(Permission.LABEL_PRINT):
        return None
    try:
        return ask_for(LabelPrint.Subject.CODES, open_ones, paper=paper, act=act).drawing
    except NothingToPrint:  # a format retired since: nobody's reception stops for it
        return None
