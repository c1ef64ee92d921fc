"""Rows of tables that leave the house as files."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from donors.models import Donation
from inventory import queries
from inventory.models import Device, ErasureProof, Identifier, Medium, PalletLine
from reuse.core.tables import Cell
from reuse.web.templatetags.look import grouped


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


def register_rows(found: QuerySet[PalletLine, Mapping[str, int]]) -> Iterator[Sequence[Cell]]:
    """The register of outgoing waste: a head, then a line for each pallet and waste code."""
    yield [
        _("day"),
        _("waste code"),
        _("kind of waste"),
        _("weight in kg"),
        _("pieces"),
        _("our slip"),
        _("carrier's slip"),
        _("carrier"),
        _("recycler"),
        _("address of the recycler"),
        _("site"),
        _("pallet"),
        _("whole pallet in kg, as weighed"),
    ]
    for one in queries.departures_of(list(found)):
        pallet = one.pallet
        yield [
            pallet.collected_on,
            one.code.code,
            one.code.words,
            Decimal(one.grams) / 1000,
            one.things,
            pallet.slip.number if pallet.slip else "",
            pallet.tracking,
            pallet.carrier,
            pallet.recycler,
            pallet.recycler_address,
            str(pallet.place.site),
            grouped(pallet.place.code),
            Decimal(pallet.weight_g or 0) / 1000,
        ]


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
