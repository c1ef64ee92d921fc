"""A series and the outcome of a scan as pages tell them: words, a mark, and what may be done next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory import codes, workflow
from inventory.models import Place, ScanRecord
from inventory.states import REASONS, RULES, UNDO, Action, Move, Stage, moves_from
from inventory.workflow import Plan
from reuse.accounts.models import Site
from reuse.web.templatetags.look import number

_MARKS: Mapping[str, str] = {
    ScanRecord.Result.DONE: "ok",
    ScanRecord.Result.REPEATED: "same",
    ScanRecord.Result.REFUSED: "no",
    ScanRecord.Result.AMBIGUOUS: "ask",
    ScanRecord.Result.UNKNOWN: "ask",
}
BLOCKED = (ScanRecord.Result.REFUSED, ScanRecord.Result.AMBIGUOUS, ScanRecord.Result.UNKNOWN)


_NEEDED: Mapping[Action, str] = {
    Action.GRADE: "grade",
    Action.TRANSFER: "site",
    Action.ARRIVE: "transfer",
    Action.COUNT: "stocktake",
}


@dataclass(frozen=True)
class SeriesTold:
    """What a series does, and what is still to be chosen before the first scan."""

    plan: Plan
    place: Place | None = None
    site: Site | None = None

    @property
    def action(self) -> Action:
        return self.plan.action

    @property
    def label(self) -> str:
        return str(self.action.label)

    @property
    def lacks(self) -> str:
        """The parameter that is missing: a page of its own asks for it. A place is scanned."""
        needed = _NEEDED.get(self.action)
        if self.action == Action.TRANSFER and self.plan.params.get("transfer"):
            return ""
        if self.reasons:
            needed = "reason"
        given = {"reason": "reason_code"}.get(needed or "", needed or "")
        return needed if needed and not self.plan.params.get(given) else ""

    @property
    def reasons(self) -> Mapping[str, object]:
        return REASONS.get(self.action.value, {})  # type: ignore[call-overload, no-any-return]  # a move's code

    @property
    def detail(self) -> str:
        """What holds for the whole series, in a word or two."""
        reason = self.reasons.get(self.plan.params.get("reason_code", ""), "")
        grade = self.plan.params.get("grade", "") if self.action == Action.GRADE else ""
        named = [
            reason,
            _("Grade %(grade)s") % {"grade": grade} if grade else "",
            self.place or "",
            self.plan.params.get("transfer", ""),
            self.plan.params.get("stocktake", ""),
            self.site or "",
        ]
        return ", ".join(str(one) for one in named if one)


@dataclass(frozen=True)
class Told:
    """A scan, for the result panel and the drawer."""

    record: ScanRecord
    donation_id: int | None = None
    refs: Sequence[str] = ()  # batches received side by side

    @cached_property
    def kind(self) -> str:
        """The stored result; the same scan sent again is told as repeated, whatever it was."""
        return "repeated" if getattr(self.record, "is_repeated", False) else self.record.result

    @property
    def mark(self) -> str:
        if self.is_taken_back:
            return "same"
        return "info" if "person" in self.record.outcome else _MARKS[self.kind]

    @property
    def is_taken_back(self) -> bool:
        return self.record.result == ScanRecord.Result.DONE and self.record.settled_at is not None

    @property
    def is_blocked(self) -> bool:
        return self.record.result in BLOCKED and self.record.settled_at is None

    @property
    def has_row(self) -> bool:
        """Duplicates are silent, an undo shows in the row it undid, a badge changes the person and no device."""
        is_new = self.record.pk is not None and self.kind != "repeated"
        return is_new and self.record.move != UNDO and "person" not in self.record.outcome

    @property
    def may_be_undone(self) -> bool:
        done = self.record.result == ScanRecord.Result.DONE and self.record.device_id
        return bool(done and self.record.settled_at is None and self.record.move != UNDO)

    @property
    def sentence(self) -> str:
        """What became of it, in one line."""
        record = self.record
        names = {"device": record.device or "", "text": record.text.strip()}
        if self.is_taken_back:
            return _("%(device)s: taken back") % names
        if "person" in record.outcome:
            return self.message
        match self.kind:
            case "done":
                return _done(record)
            case "repeated":
                return _("%(device)s already scanned") % names if record.device else _("Already scanned")
            case "refused":
                return _("%(device)s refused") % names if record.device else _("“%(text)s” refused") % names
            case "ambiguous":
                return _("“%(text)s”: %(count)d devices possible") % {**names, "count": len(self.choices)}
        if "blank" in record.outcome:
            return _("Blank label %(label)s: on which device?") % {
                "label": codes.shown(record.outcome["blank"])
            }
        return _("“%(text)s” unknown") % names

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
    def job(self) -> str:
        """The job that prints its label, where the site wants one for each."""
        return str(self.record.outcome.get("job", ""))

    @property
    def choices(self) -> list[dict[str, str]]:
        found = self.record.outcome.get("choices", ())
        return [{**choice, "stage_label": _stage_label(choice["stage"])} for choice in found]

    @property
    def place(self) -> str:
        """The code of the place that was scanned where a device was expected."""
        return str(self.record.outcome.get("place", "")) if not self.record.device_id else ""

    @property
    def is_out_of_order(self) -> bool:
        """Scanned while the network was down, and overtaken since: a person says whether it still holds."""
        return bool(self.record.outcome.get("reason") == "out_of_order")

    @property
    def is_of_other_batch(self) -> bool:
        """Received, but not from the batch that is being counted."""
        device = self.record.device
        if device is None or not self.donation_id or self.donation_id == device.donation_id:
            return False
        return device.donation.ref not in self.refs


def _done(record: ScanRecord) -> str:
    names: dict[str, Any] = {
        "device": record.device or "",
        "stage": _stage_label(record.outcome.get("stage", "")),
        "value": record.outcome.get("value", ""),
    }
    if "box" in record.outcome:
        return _box(record)
    if "label" in record.outcome:
        shown = {**names, "label": codes.shown(record.outcome["label"])}
        return _("%(device)s received, label %(label)s on it") % shown
    if "batch" in record.outcome:
        return _("What no list names is now of batch %(ref)s, %(donor)s") % {
            "ref": record.outcome["batch"],
            "donor": record.outcome["message"],
        }
    if record.device is None:
        return _("Next devices go to “%(place)s”") % {"place": record.outcome.get("message", "")}
    if record.move == UNDO:
        return (
            _("%(device)s is at “%(stage)s” again") % names
            if names["stage"]
            else _("%(device)s: taken back") % names
        )
    if record.move == workflow.FIND:
        return _("%(device)s created and received") % names
    return _DONE.get(record.move, _moved)(names)


def _box(record: ScanRecord) -> str:
    count = record.outcome.get("count", 0)
    said = (
        ngettext(
            "“%(box)s” received with %(count)d device", "“%(box)s” received with %(count)d devices", count
        )
        if record.move == Action.ARRIVE
        else ngettext(
            "“%(box)s” listed with %(count)d device", "“%(box)s” listed with %(count)d devices", count
        )
    )
    return said % {"box": record.outcome.get("message", ""), "count": count}


def _arrived(names: Mapping[str, Any]) -> str:
    return (
        _("%(device)s received, though not announced") % names
        if names["value"]
        else _("%(device)s received") % names
    )


def _counted(names: Mapping[str, Any]) -> str:
    return (
        _("%(device)s counted, not expected here: %(value)s") % names
        if names["value"]
        else _("%(device)s counted") % names
    )


def _moved(names: Mapping[str, Any]) -> str:
    return _("%(device)s moved to “%(stage)s”") % names


def _weighed(names: Mapping[str, Any]) -> str:
    return _("%(device)s weighs %(kilograms)s kg") % {
        **names,
        "kilograms": number(int(names["value"] or 0) / 1000, 1),
    }


_DONE: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    Action.PLACE: lambda names: _("%(device)s put in “%(value)s”") % names,
    Action.WEIGH: _weighed,
    Action.GRADE: lambda names: _("%(device)s: grade %(value)s") % names,
    Action.TRANSFER: lambda names: _("%(device)s listed: %(value)s") % names,
    Action.ARRIVE: _arrived,
    Action.COUNT: _counted,
}


def _stage_label(code: str) -> str:
    return str(Stage(code).label) if code else ""
