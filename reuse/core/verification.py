"""Walks the chains of a ledger and tells what is not as it was written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from reuse.core.ledger import LedgerEntry, Subject

CHUNK = 2000  # events read at once


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a chain that is not as it was written."""

    subject: str
    seq: int
    problem: str


def faults(
    entry_model: type[LedgerEntry], *, progress: Callable[[int], None] = lambda _walked: None
) -> Iterator[Fault]:
    """Walk every chain of a ledger, oldest event first; yield what does not fit, and chains whose head is elsewhere.

    `progress` is told how many events are walked, chunk by chunk.
    """
    subject_model = cast(
        "type[Subject]", entry_model._meta.get_field(entry_model.subject_field).related_model
    )
    entries = (
        # Prefetched, not joined: a chunk names few people, places and subjects, each of which is read once.
        entry_model._base_manager.prefetch_related(
            entry_model.subject_field, "by", "for_organisation", "site", "corrects"
        )
        .order_by(f"{entry_model.subject_field}_id", "seq")
        .iterator(chunk_size=CHUNK)
    )
    with_events = set()
    for key, chain in groupby(_told(entries, progress), key=lambda entry: entry.subject.pk):
        with_events.add(key)
        yield from chain_faults(chain)
    for subject in subject_model._base_manager.exclude(last_seq=0).iterator(chunk_size=CHUNK):
        if subject.pk not in with_events:
            yield Fault(subject.ledger_name, subject.last_seq, "has lost all its events")


def _told(entries: Iterable[LedgerEntry], progress: Callable[[int], None]) -> Iterator[LedgerEntry]:
    for walked, entry in enumerate(entries, start=1):
        yield entry
        if walked % CHUNK == 0:
            progress(walked)


def chain_faults(chain: Iterable[LedgerEntry]) -> Iterator[Fault]:
    """Walk the events of one subject, oldest first; yield what does not fit, and whether its head is elsewhere."""
    last: LedgerEntry | None = None
    for entry in chain:
        name = entry.subject.ledger_name
        if entry.seq != (last.seq + 1 if last else 1):
            yield Fault(name, entry.seq, "an event is missing before this one")
        if entry.previous_hash != (last.hash if last else ""):
            yield Fault(name, entry.seq, "does not follow the event before it")
        if entry.hash != entry.computed_hash():
            yield Fault(name, entry.seq, "was altered after it was written")
        last = entry
    if last and (last.subject.last_seq, last.subject.last_hash) != (last.seq, last.hash):
        yield Fault(last.subject.ledger_name, last.seq, "is not the head its subject knows")
    if last and last.to_stage and last.subject.stage != last.to_stage:
        yield Fault(last.subject.ledger_name, last.seq, "its subject stands at another stage")
