"""Rows of tables that leave the house as files."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from donors.models import Donation, Sheet
from donors.sheets import stored
from donors.sheets.completed import write_completed
from inventory import codes, queries, workflow
from inventory.models import Device, ErasureProof, Identifier, Medium
from inventory.queries import certificates
from inventory.states import Stage
from reuse.core.tables import Cell
from reuse.web.templatetags.look import grouped

AT_ONCE = 500  # rows looked up together


def completed_sheet(sheet: Sheet) -> tuple[bytes, str]:
    """The very list a donor dropped, and behind its columns what became of each row; with its extension.

    FileNotFoundError when the original is gone: nothing else knows its columns and their order.
    """
    titles = (_("our code"), _("outcome"), _("date of the outcome"), _("erasure certificate"))
    numbers = certificates.by_device([sheet.donation])
    answers = {number: _became(devices, numbers) for number, devices in _by_row(sheet)}
    with stored.original(sheet) as path:
        return write_completed(
            path,
            sheet=sheet.sheet_name or None,
            header_row=sheet.summary.get("header_row") or 0,
            titles=titles,
            answers=answers,
        )


def _by_row(sheet: Sheet) -> Iterator[tuple[int, list[Device]]]:
    """Each row with its devices, known as the import knows them: a list dropped again may count its rows otherwise."""
    items = (item for of_row in workflow.items_of(stored.open_kept(sheet).rows()) for item in of_row)
    found = ((item.row or 0, device) for part in _parts(items) for item, device in _of(sheet, part))
    for number, pairs in groupby(found, key=lambda pair: pair[0]):
        yield number, [device for _number, device in pairs]


def _parts(items: Iterator[workflow.Item]) -> Iterator[list[workflow.Item]]:
    while part := list(islice(items, AT_ONCE)):
        yield part


def _of(sheet: Sheet, items: Sequence[workflow.Item]) -> Iterator[tuple[workflow.Item, Device]]:
    known = workflow.known_devices(sheet.donation, sheet, items, are_held=False)
    doubtful = [item for item in items if known.is_doubtful(item)]
    chosen = workflow.chosen(sheet.donation, doubtful) if doubtful else {}
    for item in items:
        is_doubtful = bool(doubtful) and known.is_doubtful(item)
        device = chosen.get(workflow.key_of(item)) if is_doubtful else known.take(item)
        if device:
            yield item, device


def _became(devices: Sequence[Device], numbers: Mapping[str, str]) -> list[str]:
    """What became of the devices of one row, side by side where they are several."""
    told = [
        (
            codes.shown(device.code),
            str(Stage(device.stage).label),
            device.stage_since.astimezone(ZoneInfo(device.site.time_zone)).date().isoformat(),
            numbers.get(device.code, ""),
        )
        for device in devices
    ]
    return [" + ".join(dict.fromkeys(filter(None, cells))) for cells in zip(*told, strict=True)]


def sanitization_rows(donation: Donation, *, with_people: bool) -> Iterator[Sequence[str]]:
    """A head, then a line a medium (or a device without any), read a few hundred devices at a time."""
    people = [_("performed by"), _("checked or seen by")] if with_people else []
    yield [*_head(), *people]
    for device in queries.in_order(queries.to_account(donation)):
        for line in queries.lines_of([device]):
            cells = [*_device(device), *_medium(line), *_proof(line.proof)]
            if with_people:
                cells += _people(line.proof)
            yield cells


def _head() -> list[str]:
    device = [
        _("code"),
        _("type"),
        _("maker"),
        _("model"),
        _("serial number"),
        _("IMEI"),
        _("donor's number"),
    ]
    medium = [_("medium"), _("medium's serial number"), _("capacity in GB"), _("state")]
    proof = [
        _("method"),
        _("level (NIST SP 800-88)"),
        _("tool"),
        _("begun"),
        _("ended"),
        _("recorded"),
        _("destroyed by"),
        _("slip"),
        _("SHA-256 of the report"),
    ]
    return [*device, *medium, *proof]


def _device(device: Device) -> list[str]:
    names = {one.kind: one.value for one in device.identifiers.all()}
    kinds = (Identifier.Kind.SERIAL, Identifier.Kind.IMEI, Identifier.Kind.DONOR_TAG)
    return [
        grouped(device.code),
        str(device.type),
        device.manufacturer,
        device.model,
        *(names.get(kind, "") for kind in kinds),
    ]


def _medium(line: queries.Line) -> list[str]:
    if line.medium is None:
        return ["", "", "", _("stated: no storage medium") if line.is_accounted else _("storage not stated")]
    medium = line.medium
    return [
        " ".join(filter(None, [medium.model, medium.technology.upper()])),
        medium.serial,
        str(medium.size_gb or ""),
        str(Medium.State(medium.state).label),
    ]


def _proof(proof: ErasureProof | None) -> list[str]:
    if proof is None:
        return [""] * 9
    return [
        proof.method,
        proof.level.capitalize(),
        f"{proof.tool} {proof.tool_version}".strip(),
        proof.started_at,
        proof.ended_at,
        proof.recorded_at.isoformat(timespec="seconds"),
        proof.destroyer,
        proof.slip,
        proof.evidence.sha256 if proof.evidence else "",
    ]


def _people(proof: ErasureProof | None) -> list[str]:
    return [str(proof.by), str(proof.witness or "")] if proof else ["", ""]


def weight_rows(weights: queries.BatchWeights) -> Iterator[Sequence[Cell]]:
    """A batch in kilograms: a head, a line a type, and the sum with what nothing accounts for."""
    yield [
        _("type"),
        _("devices received"),
        _("of them weighed"),
        _("received in kg"),
        _("reused in kg"),
        _("parts in kg"),
        _("recycled in kg"),
        _("lost or given back in kg"),
        _("in progress in kg"),
        _("difference in kg"),
    ]
    for one in weights.types:
        sums = sum((weight.grams for weight in one.fates.values()), 0)
        yield _weights(str(one.type), one.received, one.fates, one.received.grams, one.received.grams - sums)
    yield _weights(_("sum"), weights.received, weights.fates, weights.came_in, weights.difference)


def _weights(
    name: str, received: queries.Weight, fates: Mapping[str, queries.Weight], came_in: int, difference: int
) -> list[Cell]:
    grams = [came_in, *(weight.grams for weight in fates.values()), difference]
    return [name, received.devices, received.measured, *(Decimal(one) / 1000 for one in grams)]
