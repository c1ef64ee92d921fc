"""Numbered slips by the thousand: facts frozen under the next number of their issuer's series, as the verb that issues does."""

import random
from hashlib import sha256
from typing import Any, NamedTuple

from reuse.core.chains import Hand, Instant
from reuse.demo.scale.rows import Rows, as_json, identifier
from reuse.documents.kinds import KINDS, Kind
from reuse.documents.models import CHECK_LETTERS, Document, DocumentReader, Series

KIND = Kind.COLLECTIVE_SLIP


class Addressees(NamedTuple):
    """Keys of who issues a slip, and who reads it."""

    issuer: int
    reader: int


Last = dict[tuple[int, int], int]  # issuer and year → the last number given


def last_given() -> Last:
    """How far each series of slips has gone: read once, since nobody else issues meanwhile."""
    return {(one.issuer_id, one.year): one.last_sequence for one in Series.objects.filter(kind=KIND)}


class Slips:
    """The slips of a chunk."""

    def __init__(self, last: Last) -> None:
        self._last = last
        self._grown: Last = {}
        self._documents = Rows(
            Document,
            *("public_id", "number", "issuer_id", "year", "sequence", "facts", "facts_sha256", "check_code"),
            *("issued_at", "issued_by_id"),
            kind=KIND.value,
        )
        self._readers = Rows(DocumentReader, "document_id", "organisation_id")

    def issue(
        self, to: Addressees, by: Hand, at: Instant, facts: dict[str, Any], chances: random.Random
    ) -> int:
        """Keep a slip; returns its place."""
        issuer, reader = to
        series = (issuer, int(at.on[:4]))
        sequence = self._last[series] = self._grown[series] = self._last.get(series, 0) + 1
        stated = as_json(facts)
        place = self._documents.add(
            *(identifier(chances)[0], KINDS[KIND].number(series[1], sequence), issuer, series[1], sequence),
            *(stated, sha256(stated.encode()).hexdigest()),
            *("".join(chances.choices(CHECK_LETTERS, k=8)), at.kept, by.by_id),
        )
        self._readers.add(place, reader)
        return place

    def write(self) -> list[int]:
        """Copy them in, their series moved on; returns their keys by their places."""
        Series.objects.bulk_create(
            [
                Series(issuer_id=issuer, kind=KIND, year=year, last_sequence=last)
                for (issuer, year), last in self._grown.items()
            ],
            update_conflicts=True,
            unique_fields=["issuer", "kind", "year"],
            update_fields=["last_sequence"],
        )
        keys = self._documents.write(with_keys=True)
        self._readers.write(document_id=keys)
        return keys
