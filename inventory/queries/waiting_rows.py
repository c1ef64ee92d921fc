"""Rows of donors' lists that wait for a choice, each with the devices it may speak of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from donors.models import Donation, DonationQuerySet
from donors.states import DonationStage
from inventory import codes
from inventory.models import Device, Identifier, WaitingRow
from inventory.states import Stage

BATCHES = 5  # named at once
NAMES = (Identifier.Kind.DONOR_TAG, Identifier.Kind.SERIAL, Identifier.Kind.IMEI)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device a row may speak of, and which of the row's names it bears."""

    device: Device
    shared: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that waits, and its candidates."""

    row: WaitingRow
    candidates: tuple[Candidate, ...]

    @property
    def name(self) -> str:
        """Maker and model, as the row has them."""
        said = self.row.item["description"]
        return " ".join(str(said[part]) for part in ("manufacturer", "model") if said.get(part))

    @property
    def names(self) -> list[tuple[str, str]]:
        """Its names in words, as the donor wrote them."""
        said = self.row.item["identifiers"]
        return [(str(Identifier.Kind(kind).label), said[kind]) for kind in NAMES if said.get(kind)]


def waiting_rows(donation: Donation) -> int:
    """How many rows of its lists wait for a choice."""
    return donation.waiting_rows.filter(outcome=WaitingRow.Outcome.WAITING).count()


def with_waiting_rows(donations: DonationQuerySet) -> list[tuple[Donation, int]]:
    """Those of these batches of which rows wait for their donor's choice, and how many, newest first."""
    theirs = donations.at_stage(DonationStage.DRAFT, DonationStage.ANNOUNCED)  # then the workshop chooses
    waiting = WaitingRow.objects.filter(outcome=WaitingRow.Outcome.WAITING, donation__in=theirs)
    counts = waiting.values("donation").annotate(count=Count("id")).order_by("-donation")
    found = dict(counts.values_list("donation", "count")[:BATCHES])
    return [(one, found[one.pk]) for one in theirs.filter(pk__in=found)] if found else []


def doubts(donation: Donation, *, most: int) -> list[Doubt]:
    """The first rows that wait, in the order of their lists, in three statements."""
    rows = list(
        donation.waiting_rows.filter(outcome=WaitingRow.Outcome.WAITING)
        .select_related("sheet")
        .order_by("sheet", "row_number", "id")[:most]
    )
    wanted = {name for row in rows for name in _names_of(row)}
    found = (
        Identifier.objects.filter(
            device__donation=donation, kind__in=NAMES, normalised__in={name for _kind, name in wanted}
        )
        .exclude(device__stage=Stage.NOT_DELIVERED)
        .select_related("device__type")
        .order_by("device", "kind")
    )
    bearing: dict[tuple[str, str], list[Identifier]] = defaultdict(list)
    for one in found:
        bearing[one.kind, one.normalised].append(one)
    return [Doubt(row, tuple(_candidates(row, bearing))) for row in rows]


def _candidates(
    row: WaitingRow, bearing: Mapping[tuple[str, str], Sequence[Identifier]]
) -> Iterable[Candidate]:
    shared: dict[int, list[Identifier]] = defaultdict(list)
    for name in _names_of(row):
        for one in bearing.get(name, ()):
            shared[one.device_id].append(one)
    return [Candidate(found[0].device, tuple(found)) for found in shared.values()]


def _names_of(row: WaitingRow) -> list[tuple[str, str]]:
    said = row.item["identifiers"]
    return [(kind.value, codes.normalised(said[kind])) for kind in NAMES if said.get(kind)]
