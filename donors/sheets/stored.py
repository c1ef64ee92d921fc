"""Reads a list that was kept, as its donor said its columns are to be read."""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from donors import queries, workflow
from donors.models import Donation, Sheet
from donors.sheets import archives
from donors.sheets.preview import Preview, kept_preview, preview_of
from donors.sheets.reader import OpenList, open_list, whole
from donors.sheets.reading import Reading, Row
from donors.sheets.refusal import Refused
from donors.workflow import UNREAD
from reuse.accounts.acting import Act
from reuse.core import storage

OCTETS = "application/octet-stream"  # what a donor's machine says of a file is not believed
LARGE = 2_000_000  # letters: about a second of reading, or a little more
_MARKUP = 6  # letters of a workbook's XML to one of its cells
_AT_ONCE = 1000  # rows between two signs of life
Progress = Callable[[int], object]


def open_kept(sheet: Sheet) -> OpenList:
    """A kept list, its rows to be read one by one. FileNotFoundError when retention has removed the original."""
    is_new = not sheet.summary.keys() - {UNREAD}
    mapping = {int(index): field for index, field in sheet.mapping.items()}
    with original(sheet) as path:
        return open_list(
            path,
            name=sheet.name,
            mapping=mapping or None,
            sheet=sheet.sheet_name or None,
            titles=sheet.summary.get("titles"),
            memory=queries.column_memory(sheet.donation.donor) if is_new else None,
        )


def preview(sheet: Sheet) -> Preview:
    """What is shown of a kept list. A refused one is looked at again: what nobody understood is not copied.

    FileNotFoundError when the original is gone and nothing was kept of it.
    """
    if kept := sheet.summary.get("preview"):
        return kept_preview(kept)
    opened = open_kept(sheet)
    return preview_of(opened.reading, opened.rows())


@contextmanager
def original(sheet: Sheet) -> Iterator[Path]:
    """The kept bytes as a file of their own, for the time of reading."""
    with storage.open_stored(sheet.file.sha256) as kept, tempfile.NamedTemporaryFile() as copy:
        shutil.copyfileobj(kept, copy)
        copy.flush()
        yield Path(copy.name)


def open_dropped(content: bytes, *, name: str, memory: Mapping[str, str]) -> OpenList:
    """Fresh bytes as a list, its columns read as this donor's earlier corrections (`memory`) ask."""
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        return open_list(Path(copy.name), name=name, memory=memory)


def read_dropped(content: bytes, *, name: str, memory: Mapping[str, str]) -> tuple[Reading, dict[int, str]]:
    """The whole reading of fresh bytes, and the mapping that this donor's earlier corrections (`memory`) ask for."""
    opened = open_dropped(content, name=name, memory=memory)
    return whole(opened), dict(opened.mapping)


def is_large(content: bytes) -> bool:
    """Whether reading the list takes longer than a person waits for a page."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archives.check_sizes(archive)
            return sum(part.file_size for part in archive.infolist()) > LARGE * _MARKUP
    except Refused:  # at once, too
        return False
    except (zipfile.BadZipFile, NotImplementedError):
        return len(content) > LARGE


def summary_of(reading: Reading, rows: Iterable[Row] | None = None) -> dict[str, object]:
    """What is kept with the list of how it was read, and of what a page shows; all rows are in the original."""
    try:
        shown = preview_of(reading, rows)
    except Refused as refusal:
        reading = replace(reading, refused=str(refusal))
        shown = preview_of(reading, ())
    said = reading.as_json()
    kept = ("sheet", "encoding", "separator", "layout", "header_row", "columns", "left_out", "refused")
    counts = ("rows_read", "rows_ready", "rows_with_problems")
    preview = {} if reading.refused else {"preview": shown.as_json()}
    return {name: said[name] for name in kept} | {name: getattr(shown, name) for name in counts} | preview


def keep_dropped(*, donation: Donation, content: bytes, name: str, act: Act) -> Sheet:
    """Keep a dropped list whatever is in it, with how it was read; a large one is still to be read, by a job.

    The same bytes again are the same list.
    """
    known = (
        donation.sheets.filter(file__sha256=sha256(content).hexdigest(), name=name)
        .exclude(state=Sheet.State.UNDONE)
        .last()
    )
    if known:
        return known
    if is_large(content):
        mapping, summary = dict[int, str](), dict[str, object]({UNREAD: True})
    else:
        opened = open_dropped(content, name=name, memory=queries.column_memory(donation.donor))
        mapping, summary = dict(opened.mapping), summary_of(opened.reading, opened.rows())
    return workflow.add_sheet(
        donation=donation,
        content=content,
        name=name,
        media_type=OCTETS,
        summary=summary,
        mapping=mapping,
        act=act,
    )


def understand(sheet: Sheet, *, total: Progress, pass_by: Progress) -> Sheet:
    """Read a kept list through, and keep with it what a page shows. Tells how many rows there are, and have passed."""
    opened = open_kept(sheet)
    total(opened.height)
    titles = {"titles": sheet.summary["titles"]} if "titles" in sheet.summary else {}
    summary = {**summary_of(opened.reading, _told(opened.rows(), pass_by)), **titles}
    workflow.read_so(sheet=sheet, mapping=opened.mapping, headers=(), summary=summary)
    return sheet


def _told(rows: Iterable[Row], pass_by: Progress) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        yield row
        if not number % _AT_ONCE:
            pass_by(_AT_ONCE)
