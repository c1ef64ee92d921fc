"""Reads a list that was kept, as its donor said its columns are to be read."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from donors import queries, workflow
from donors.models import Donation, Sheet
from donors.sheets.headers import FIELDS
from donors.sheets.preview import Preview, kept_preview, preview_of
from donors.sheets.reader import read
from donors.sheets.reading import ColumnMatch, Reading
from reuse.accounts.acting import Act
from reuse.core import storage

MEANINGS = frozenset({*FIELDS, "person", "extra"})


def read_stored(sheet: Sheet) -> Reading:
    """The reading of a kept list. FileNotFoundError when retention has removed the original."""
    mapping = {int(index): field for index, field in sheet.mapping.items()}
    with original(sheet) as path:
        return read(
            path,
            name=sheet.name,
            mapping=mapping or None,
            sheet=sheet.sheet_name or None,
            titles=sheet.summary.get("titles"),
        )


def preview(sheet: Sheet) -> Preview:
    """What is shown of a kept list. A refused one is looked at again: what nobody understood is not copied.

    FileNotFoundError when the original is gone and nothing was kept of it.
    """
    if kept := sheet.summary.get("preview"):
        return kept_preview(kept)
    return preview_of(read_stored(sheet))


@contextmanager
def original(sheet: Sheet) -> Iterator[Path]:
    """The kept bytes as a file of their own, for the time of reading."""
    with storage.open_stored(sheet.file.sha256) as kept, tempfile.NamedTemporaryFile() as copy:
        shutil.copyfileobj(kept, copy)
        copy.flush()
        yield Path(copy.name)


def read_dropped(content: bytes, *, name: str, memory: Mapping[str, str]) -> tuple[Reading, dict[int, str]]:
    """The reading of fresh bytes, and the mapping that this donor's earlier corrections (`memory`) ask for."""
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        reading = read(Path(copy.name), name=name)
        remembered = {
            match.index: memory[match.header]
            for match in reading.matches
            if memory.get(match.header) in MEANINGS and memory[match.header] != meaning(match)
        }
        if not remembered:
            return reading, {}
        return read(Path(copy.name), name=name, mapping=remembered), remembered


def meaning(match: ColumnMatch) -> str:
    """What a column is read as: a field, `person` for what is left out, `extra` for what is kept beside."""

    return "person" if match.is_person else match.field or "extra"


def summary_of(reading: Reading) -> dict[str, object]:
    """What is kept with the list of how it was read, and of what a page shows; all rows are in the original."""
    said = reading.as_json()
    kept = ("sheet", "encoding", "separator", "layout", "header_row", "columns", "left_out", "refused")
    counts = ("rows_read", "rows_ready", "rows_with_problems")
    shown = {} if reading.refused else {"preview": preview_of(reading).as_json()}
    return {name: said[name] for name in (*kept, *counts)} | shown


OCTETS = "application/octet-stream"  # what a donor's machine says of a file is not believed


def keep_dropped(*, donation: Donation, content: bytes, name: str, act: Act) -> Sheet:
    """Keep a dropped list whatever is in it, with how it was read. The same bytes again are the same list."""
    known = (
        donation.sheets.filter(file__sha256=sha256(content).hexdigest(), name=name)
        .exclude(state=Sheet.State.UNDONE)
        .last()
    )
    if known:
        return known
    reading, mapping = read_dropped(content, name=name, memory=queries.column_memory(donation.donor))
    return workflow.add_sheet(
        donation=donation,
        content=content,
        name=name,
        media_type=OCTETS,
        summary=summary_of(reading),
        mapping=mapping,
        act=act,
    )
