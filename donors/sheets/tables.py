"""Finds the table in a sheet: the header row, one or two lines high, and the rows that hold devices."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from donors.sheets import headers, kinds, words

SEARCHED_ROWS = 60
_TOTAL = re.compile(
    r"^(sous )?(total|totaux|somme|moyenne|sum|average|grand total|nombre total|nb total|subtotal|count|effectif)\b"
)
_NOTE = re.compile(
    r"^(fait a|fait le|source|signature|nota|nb\b|date |edite le|imprime le|legende|page |exporte|genere)|:$"
)
# What a template says below its header: what each column is for.
_EXPLAINING = re.compile(
    r"^(champ )?(obligatoire|facultati|optionnel|required|optional|si connu|texte$|text$|nombre$|ex |exemple|liste)"
)
# A row with nothing but these repeats what its neighbours say, or sums them up.
_MEANINGLESS_ALONE = frozenset(
    {
        "quantity",
        "price",
        "comment",
        "location",
        "donor_code",
        "purchase_date",
        "year",
        "condition",
        "storage_type",
        "name",
    }
)
_TELLING = frozenset(headers.FIELDS) - _MEANINGLESS_ALONE | {"quantity"}


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    is_hidden: bool
    rows: Callable[[], Iterator[list[str]]]
    height: int = 0  # lines, blank ones included


class Line(NamedTuple):
    """One line of the table, before its cells are understood."""

    number: int
    cells: tuple[str, ...]
    filled: Mapping[int, str]  # the cells that say something, by their column
    section: str  # the title inside the table that it stands under
    apart: int = 0  # the row of other titles that it stands under: another table of the same sheet


@dataclass(frozen=True, slots=True)
class Header:
    number: int  # of its last line, as a spreadsheet counts
    labels: tuple[str, ...]
    fields: frozenset[str]
    titles: tuple[str, ...]  # texts above it


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the row that names most fields, looked for at the top of the sheet."""
    best: Header | None = None
    for position, cells in enumerate(rows[:SEARCHED_ROWS]):
        for labels in _labels(rows, position):
            fields = headers.known_fields(labels)
            if _is_header(labels, fields) and len(fields) > (len(best.fields) if best else 0):
                titles = tuple(cell for above in rows[:position] for cell in above if cell)
                best = Header(position + 1, tuple(labels), frozenset(fields), titles)
        if best and len(best.fields) > len(cells) and position > best.number + 5:
            break
    return best


def _labels(rows: Sequence[Sequence[str]], position: int) -> list[list[str]]:
    """Return the row as it is and, where the row above groups its columns, joined with it."""
    alone = list(rows[position])
    if (
        position == 0
        or len(set(filter(None, rows[position - 1]))) < 2
        or len(headers.known_fields(alone)) < 2
    ):
        return [alone]
    joined, group = [], ""
    for index in range(max(len(alone), len(rows[position - 1]))):
        above = rows[position - 1][index] if index < len(rows[position - 1]) else ""
        below = alone[index] if index < len(alone) else ""
        group = above or (group if below else "")
        joined.append(_join(group, below))
    return [alone, joined]


def _join(above: str, below: str) -> str:
    if not above or above == below:
        return below
    if not below:
        return above
    both = f"{above} {below}"
    return both if _names_field(both) or not _names_field(below) else below


def _names_field(label: str) -> bool:
    return headers.field_of(label, with_typing_errors=False)[1] >= 70


def _is_header(labels: Sequence[str], fields: set[str]) -> bool:
    filled = [label for label in labels if label]
    with_digits = sum(len(re.findall(r"\d", label)) >= 3 for label in filled)
    if not fields & _TELLING or with_digits > len(filled) // 2:
        return False
    if fields & {"serial", "imei"} and any(
        headers.field_of(label, with_typing_errors=False) in {("serial", 100), ("imei", 100)}
        for label in filled
    ):
        return True
    if len(filled) == 1:
        return headers.field_of(filled[0])[1] == 100
    values = sum(kinds.maker_in(label) is not None or words.fold(label) in _VALUES for label in filled)
    return len(fields) >= 2 and values < len(fields)


_VALUES = frozenset(
    {"laptop", "desktop", "pc portable", "pc fixe", "pc", "ordinateur portable", "ssd", "hdd", "portable"}
)


def data_rows(rows: Iterable[Sequence[str]], header: Header, columns: Mapping[int, str]) -> Iterator[Line]:
    """Yield each row that tells of devices.

    Blank, comment, title, repeated header and summary rows are left aside, and the notes below the last device.
    """
    notes: list[Line] = []
    for line in _without_titles(_lines(rows, header, columns)):
        if _is_note(line.filled, len(columns)):
            notes.append(line)
            continue
        yield from notes
        notes.clear()
        yield line


def _lines(rows: Iterable[Sequence[str]], header: Header, columns: Mapping[int, str]) -> Iterator[Line]:
    section = ""
    names = tuple(label for label in header.labels if label)
    for number, cells, filled, apart in _below(rows, header, names):
        own = {columns[index] for index in filled if index in columns}
        if own <= _MEANINGLESS_ALONE and own != {"name"}:
            continue
        if _is_aside(filled, names) or (number <= header.number + 2 and _explains(filled, columns)):
            continue
        first = next(iter(filled.values()))
        if len(filled) == 1 and len(columns) >= 4 and _is_section(first, own):
            section = first
            continue
        yield Line(number, tuple(cells), filled, section, apart)


def _below(
    rows: Iterable[Sequence[str]], header: Header, names: tuple[str, ...]
) -> Iterator[tuple[int, Sequence[str], dict[int, str], int]]:
    """Yield the rows below the titles: number, cells, those filled, and the row of other titles that stand above."""
    apart, is_after_gap = 0, False
    for number, cells in enumerate(rows, 1):
        if number <= header.number:
            continue
        filled = words.filled(cells)
        if is_after_gap and _is_another_header(cells, filled, names):
            apart = number
        else:
            yield number, cells, filled, apart
        is_after_gap = len(filled) < 2  # nothing, or a title


def _without_titles(lines: Iterable[Line]) -> Iterator[Line]:
    """Leave aside the one cell just above another table: it is that table's title, not a device."""
    last: Line | None = None
    for line in lines:
        if last and (line.apart == last.apart or len(last.filled) > 1):
            yield last
        last = line
    if last:
        yield last


def _is_another_header(cells: Sequence[str], filled: Mapping[int, str], names: tuple[str, ...]) -> bool:
    """Tell whether other titles begin here, below a blank row or a title: what follows are other columns."""
    if len(filled) < 3 or tuple(filled.values()) == names:
        return False
    fields = headers.known_fields(cells)
    return len(fields & _TELLING) >= 3 and _is_header(cells, fields)


def _is_aside(filled: Mapping[int, str], names: tuple[str, ...]) -> bool:
    """Tell whether a row is a comment, a total, or the header once more."""
    texts = tuple(filled.values())
    is_comment = len(texts) <= 3 and re.match(r"#\s*[^\W\d]", texts[0])
    is_total = len(texts) <= 4 and any(_TOTAL.match(words.fold(text)) for text in texts)
    return bool(is_comment or is_total or texts == names)


def _explains(filled: Mapping[int, str], columns: Mapping[int, str]) -> bool:
    """Tell whether a row just below the header repeats it in other words, or says how to fill it in."""
    explaining = sum(bool(_EXPLAINING.search(words.fold(text))) for text in filled.values())
    repeating = sum(
        index in columns and headers.field_of(text, with_typing_errors=False)[0] == columns[index]
        for index, text in filled.items()
    )
    return explaining * 2 > len(filled) or (len(filled) >= 3 and repeating * 2 > len(filled))


def _is_section(text: str, own: set[str]) -> bool:
    if own & {"type", "serial", "imei"}:
        return False
    return kinds.of_type(text) is not None or (" " in text and not re.search(r"\d", text))


def _is_note(filled: Mapping[int, str], width: int) -> bool:
    if len(filled) != 1 or width < 2:
        return False
    [text] = filled.values()
    return bool(_NOTE.search(words.fold(text)) or len(text.split()) > 4)
