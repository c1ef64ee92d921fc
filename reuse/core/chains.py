"""Ledgers written by the million: each event's text is filled into the pattern of its ledger, hashed, and copied in.

For data that is made up, where no verb could be asked: whoever calls this answers for every move being allowed.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from reuse.core import copying
from reuse.core.copying import Ready
from reuse.core.ledger import HASH_VERSION, LedgerEntry, canonical

# What differs from event to event, in the order in which `Chains` fills it in; the others are the same for all.
_FILLED = (
    *("at", "by", "corrects", "details", "for_organisation", "from_stage", "kind", "move", "on"),
    *("previous_hash", "reason_code", "seq", "site", "subject", "to_stage"),
)
_BARE = {"corrects", "details", "seq", "site"}  # no text in quotes
_MARK = re.compile('"<([a-z_]+)>"')


class Instant(NamedTuple):
    """An instant as a ledger's text has it, as the databases keep it, and its local day."""

    text: str
    kept: str
    on: str


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, for whom and where: keys, and public identifiers as a ledger's text has them."""

    by_id: int
    by: str
    organisation_id: int
    organisation: str
    site_id: int | None = None
    site: str = "null"


@dataclass(slots=True)
class Head:
    """A subject on its way: its ledger's name, its place among the subjects written with it, the head of its chain."""

    name: str
    place: int
    stage: str = ""
    since: Instant | None = None
    seq: int = 0
    hash: str = ""
    at: Instant | None = None


class Chains:
    """The events of many subjects of one kind, until they are written."""

    def __init__(self, entry_model: type[LedgerEntry]) -> None:
        self.entry_model = entry_model
        self._fill = _pattern(entry_model).format
        self._rows: list[tuple[Any, ...]] = []
        self._corrections: list[tuple[int, int]] = []

    def add(  # noqa: PLR0913 - an event has as many facts
        self,
        head: Head,
        hand: Hand,
        at: Instant,
        kind: str,
        *,
        move: str = "",
        to_stage: str | None = None,
        reason_code: str = "",
        details: str = "{}",
        corrects: tuple[int, int] | None = None,
    ) -> tuple[int, int]:
        """The next event of a subject; returns its place here and its number, by which a later one may correct it.

        `details`: canonical JSON.
        """
        seq, previous = head.seq + 1, head.hash
        before = "" if to_stage is None else head.stage
        after = to_stage or ""
        text = self._fill(
            *(at.text, hand.by, corrects[1] if corrects else "null", details, hand.organisation, before),
            *(kind, move, at.on, previous, reason_code, seq, hand.site, head.name, after),
        )
        head.seq, head.at = seq, at
        head.hash = hashlib.sha256(text.encode()).hexdigest()
        if to_stage is not None:
            head.stage, head.since = to_stage, at
        place = len(self._rows)
        if corrects:
            self._corrections.append((place, corrects[0]))
        self._rows.append(
            (
                *(head.place, seq, kind, move, before, after, at.kept, at.on, hand.by_id),
                *(hand.organisation_id, hand.site_id, reason_code, details, previous, head.hash),
            )
        )
        return place, seq

    def write(self, subjects: Sequence[int]) -> None:
        """Copy the events in and forget them. `subjects`: the keys of the subjects by their places."""
        model, rows = self.entry_model, self._rows
        if not rows:
            return
        columns = dict(zip(_COLUMNS, map(Ready, zip(*rows, strict=True)), strict=True))
        columns[f"{model.subject_field}_id"] = Ready([subjects[row[0]] for row in rows])
        columns["recorded_at"] = columns["at"]
        keys = None
        if self._corrections:
            keys = copying.next_keys(model, len(rows))
            corrected: list[int | None] = [None] * len(rows)
            for place, of in self._corrections:
                corrected[place] = keys[of]
            columns["corrects_id"] = Ready(corrected)
        del columns["place"]
        copying.insert(model, columns, count=len(rows), with_keys=False, keys=keys)
        self._rows, self._corrections = [], []


_COLUMNS = (
    *("place", "seq", "kind", "move", "from_stage", "to_stage", "at", "on", "by_id"),
    *("for_organisation_id", "site_id", "reason_code", "details", "previous_hash", "hash"),
)


def heads(subjects: Sequence[Head]) -> dict[str, Ready]:
    """The columns of subjects that keep the heads of their chains."""
    return {
        "stage": Ready([one.stage for one in subjects]),
        "stage_since": Ready([one.since and one.since.kept for one in subjects]),
        "last_seq": Ready([one.seq for one in subjects]),
        "last_hash": Ready([one.hash for one in subjects]),
        "last_at": Ready([one.at and one.at.kept for one in subjects]),
    }


def _pattern(entry_model: type[LedgerEntry]) -> str:
    """The canonical text of an event of this ledger, with places for what differs: the ledger itself says how it goes."""
    marks = {name: f"<{name}>" for name in _FILLED}
    named = {name: SimpleNamespace(public_id=marks[name]) for name in ("by", "for_organisation", "site")}
    stand_in = SimpleNamespace(
        **{**marks, **named, "recorded_at": marks["at"]},
        subject_field=entry_model.subject_field,
        scan=None,
        note_digest="",
        hash_version=HASH_VERSION,
    )
    stand_in.subject = SimpleNamespace(ledger_name=marks["subject"])
    stand_in.corrects = SimpleNamespace(seq=marks["corrects"])
    text = canonical(entry_model.facts(cast("LedgerEntry", stand_in)))
    return _MARK.sub(_place, text.replace("{", "{{").replace("}", "}}"))


def _place(mark: re.Match[str]) -> str:
    place = f"{{{_FILLED.index(mark[1])}}}"
    return place if mark[1] in _BARE else f'"{place}"'
