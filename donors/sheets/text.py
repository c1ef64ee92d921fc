"""Reads delimited text of any usual encoding and separator into rows of cells."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from donors.sheets import headers, words
from donors.sheets.refusal import Refused
from reuse.core.tables import unguarded

SEPARATORS = (";", ",", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_EIGHT_BIT = ("cp1252", "iso-8859-15", "cp850", "mac-roman")
_FRENCH = frozenset("éèêëàâçùûüôöîïœæÉÈÊËÀÂÇÙÛÔÎŒÆ°€«»’‘“”–—…²·\xa0")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?\n', re.IGNORECASE)
_JSON = re.compile(r'\{\s*"|\[\s*[\[{"]')
_LONGEST_CELL = 32_767  # Excel's own limit
# A quotation mark nobody closed swallows the lines after it.
_LONGEST_CELL_LINES = 50


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the encoding it was in, line ends made one."""
    encoding = _encoding_of(content)
    decoded = content.decode(encoding, errors="replace").lstrip("\ufeff")
    if len(_CONTROL.findall(decoded[:4000])) > len(decoded[:4000]) // 50:
        raise Refused(
            _("This file is not a spreadsheet: save your list as .xlsx, .ods or .csv and drop it again.")
        )
    return re.sub(r"\r*\n|\r", "\n", decoded), encoding


def _encoding_of(content: bytes) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return encoding
    start = content[:2000] if len(content) % 2 == 0 else b""
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[0::2].count(0) > len(start) // 4:
        return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    beyond_ascii = Counter(re.findall("[^\x00-\x7f]", content.decode("utf-8", errors="replace")))
    if beyond_ascii["\ufffd"] * 4 < beyond_ascii.total():  # UTF-8 with a few damaged bytes
        return "utf-8"
    return max(_EIGHT_BIT, key=lambda encoding: _plausibility(content, encoding))


def _plausibility(content: bytes, encoding: str) -> int:
    beyond_ascii = Counter(re.findall("[^\x00-\x7f]", content.decode(encoding, errors="replace")))
    return sum(count if letter in _FRENCH else -3 * count for letter, count in beyond_ascii.items())


def separator_of(text: str) -> tuple[str | None, str]:
    """Return the separator and the text without Excel's `sep=` line."""
    if found := _SEPARATOR_LINE.match(text):
        return found[1], text[found.end() :]
    start = "\n".join(text.split("\n", 200)[:200])
    weighed = {separator: _weight(start, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: weighed[separator])
    return (best if weighed[best][1] > 1 else None), text


def _weight(start: str, separator: str) -> tuple[int, int, int]:
    """Weigh a separator: headers it reveals, columns of the usual row, how many rows have as many."""
    lines = [cells for cells in _records(start, separator) if any(cells)]
    if not lines:
        return 0, 0, 0
    width, rows = Counter(len(cells) for cells in lines).most_common(1)[0]
    known = max(len(headers.known_fields(cells)) for cells in lines[:30])
    return known if width > 1 or known > 1 else 0, width, rows


def rows(text: str, separator: str | None) -> Iterator[list[str]]:
    """Yield the cells of each row, blank rows included, as a spreadsheet would number them."""
    for cells in _records(text, separator or ";"):
        yield [words.tidy(unguarded(cell[:_LONGEST_CELL])) for cell in cells]


def _records(text: str, separator: str) -> Iterator[list[str]]:
    try:
        swallowed = '"' in text and any(
            cell.count("\n") > _LONGEST_CELL_LINES
            for cells in csv.reader(io.StringIO(text), delimiter=separator)
            for cell in cells
        )
    except csv.Error:
        swallowed = True
    lines = io.StringIO(text)
    try:
        if swallowed:
            yield from csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
        else:
            yield from csv.reader(lines, delimiter=separator)
    except csv.Error as error:
        raise Refused(
            _("This text file could not be read as a table: save it as .xlsx and drop it again.")
        ) from error


def refuse_other_formats(text: str) -> None:
    """Refuse text that is something else than a table."""
    start = text.lstrip()[:200].lower()
    if start.startswith("<"):
        raise Refused(
            _(
                "This is a web page or an XML file: open it in a spreadsheet, save it as .xlsx and drop it again."
            )
        )
    if _JSON.match(start):
        raise Refused(_("This is a JSON file, not a list of devices in a spreadsheet."))
