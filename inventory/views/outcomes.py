"""The outcome of a scan as the page tells it: a mark, words, and what may be done next."""

from collections.abc import Mapping
from dataclasses import dataclass

from donors.models import Donation
from inventory import workflow
from inventory.models import ScanRecord
from inventory.states import REASONS, RULES, UNDO, Move, Stage, moves_from

_MARKS: Mapping[str, str] = {
    ScanRecord.Result.DONE: "ok",
    ScanRecord.Result.REPEATED: "same",
    ScanRecord.Result.REFUSED: "no",
    ScanRecord.Result.AMBIGUOUS: "ask",
    ScanRecord.Result.UNKNOWN: "ask",
}


@dataclass(frozen=True, slots=True)
class Series:
    """What the address says: the move, its reason, the batch being received."""

    move: Move | None
    reason: str
    donation: Donation | None

    @property
    def lacks_reason(self) -> bool:
        return bool(self.move and workflow.needs_reason(self.move) and not self.reason)

    @property
    def reason_label(self) -> str:
        return str(REASONS.get(self.move, {}).get(self.reason, "")) if self.move else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A scan of a series, for the result panel and the drawer."""

    record: ScanRecord
    series: Series

    @property
    def kind(self) -> str:
        """The stored result; the same scan sent again is told as repeated, whatever it was."""
        return "repeated" if getattr(self.record, "is_repeated", False) else self.record.result

    @property
    def mark(self) -> str:
        return _MARKS[self.kind]

    @property
    def is_undo(self) -> bool:
        return self.record.move == UNDO

    @property
    def is_found(self) -> bool:
        return self.record.move == workflow.FIND

    @property
    def stage_label(self) -> str:
        return _stage_label(self.record.outcome.get("stage", ""))

    @property
    def message(self) -> str:
        return str(self.record.outcome.get("message", ""))

    @property
    def allowed(self) -> list[Move]:
        """The moves that would pass and need no reason; the others are made on the device's page."""
        stage = self.record.outcome.get("stage", "")
        named = {Move(code) for code in self.record.outcome.get("allowed", ()) if code in RULES}
        return [
            move
            for move in moves_from(stage)
            if move in named
            and move != Move.RELEASE
            and RULES[move].is_free
            and not workflow.needs_reason(move)
        ]

    @property
    def choices(self) -> list[dict[str, str]]:
        found = self.record.outcome.get("choices", ())
        return [{**choice, "stage_label": _stage_label(choice["stage"])} for choice in found]

    @property
    def is_of_other_batch(self) -> bool:
        """Received, but not from the batch that is being counted."""
        device, donation = self.record.device, self.series.donation
        return bool(device and donation and device.donation_id != donation.pk)


def _stage_label(code: str) -> str:
    return str(Stage(code).label) if code else ""
