"""Opens a donor's file by its content, whatever its name says, and guards against what no list of devices needs."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _

from donors.sheets import text, workbooks
from donors.sheets.refusal import Refused
from donors.sheets.tables import Sheet

MAX_BYTES = 50_000_000  # as much as the form takes
_OTHER_FORMATS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
    b"RIFF",
    b"BM",
)


@dataclass(frozen=True, slots=True)
class Source:
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    separator: str | None = None


def open_source(path: Path) -> Source:
    """Return the sheets of a file, or refuse."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise Refused(_("The file could not be opened.")) from error
    if not size:
        raise Refused(_("The file is empty."))
    if size > MAX_BYTES:
        raise Refused(
            _("The file is larger than %(limit)s MB: split the list or send only the list of devices.")
            % {"limit": MAX_BYTES // 1_000_000}
        )
    if workbooks.is_workbook(start):
        return Source(tuple(workbooks.open_sheets(path)))
    if start.startswith(_OTHER_FORMATS):
        raise Refused(
            _("This file is not a spreadsheet: save your list as .xlsx, .ods or .csv and drop it again.")
        )
    decoded, encoding = text.decode(path.read_bytes())
    text.refuse_other_formats(decoded)
    separator, decoded = text.separator_of(decoded)
    lines = partial(text.rows, decoded, separator)
    return Source((Sheet("", is_hidden=False, rows=lines, height=decoded.count("\n")),), encoding, separator)
