"""Reads one donor's file from its bytes to its rows: sheet, header, columns, layout, rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from django.utils.translation import gettext as _

from donors.sheets import headers, kinds, layouts, rows, tables, words
from donors.sheets.reading import ColumnMatch, Reading, Row
from donors.sheets.refusal import Refused
from donors.sheets.source import Source, open_source
from donors.sheets.tables import Header, Line, Sheet

MAX_ROWS = 200_000
MAX_COLUMNS = 1000
_LOOKED_AT = 300
_SHOWN = 12  # rows of a list nobody understands yet
MEANINGS = frozenset({*headers.FIELDS, headers.PERSON, headers.EXTRA})
_IDENTIFYING = frozenset({"serial", "imei"})
_DESCRIBING = frozenset(
    {"manufacturer", "model", "type", "cpu", "ram", "storage", "storage_type", "os", "screen", "asset_tag"}
    | {"refurbisher_id", "quantity"}
)
# Words in a file or sheet name that tell the type of everything in it.
_NAMED = re.compile(
    r"\b(?:laptops?|(?:pc |ordinateurs? )?portables?|ecrans?|monitors?|moniteurs?|imprimantes?|printers?|tablettes?|tablets?|"
    r"smartphones?|telephones?|serveurs?|servers?|desktops?|unites? centrales?|computers?|ordinateurs?|pcs?|logiciels?|licen[cs]es?)\b"
)


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list whose columns are understood; its rows are read as they are asked for, once."""

    reading: Reading  # without rows
    mapping: Mapping[int, str] = field(default_factory=dict)  # how its columns were asked to be read
    lines: Iterator[Line] = field(default_factory=lambda: iter(()))
    context: rows.SheetContext = field(default_factory=rows.SheetContext)
    height: int = 0  # lines of the sheet, about as many as rows

    def rows(self) -> Iterator[Row]:
        """Each row in turn. Raises Refused where the list turns out to be more than can be read."""
        return rows.read_rows(self.lines, self.reading.matches, self.context)


def read(
    path: Path,
    *,
    name: str = "",
    mapping: Mapping[int, str] | None = None,
    sheet: str | None = None,
    titles: int | None = None,
) -> Reading:
    """Return all that a donor's file holds, or why nothing of it can be imported; arguments as of `open_list`."""
    return whole(open_list(path, name=name, mapping=mapping, sheet=sheet, titles=titles))


def whole(opened: OpenList) -> Reading:
    """Return an open list with all its rows."""
    try:
        found = tuple(opened.rows())
    except Refused as refusal:
        return replace(opened.reading, refused=str(refusal))
    has_other = any(row.values["type"] == "other" for row in found)
    return replace(
        opened.reading, rows=found, remarks=remarks(opened.reading, len(found), has_other=has_other)
    )


def open_list(
    path: Path,
    *,
    name: str = "",
    mapping: Mapping[int, str] | None = None,
    sheet: str | None = None,
    titles: int | None = None,
    memory: Mapping[str, str] | None = None,
) -> OpenList:
    """Return what a donor's file is, its rows still to be read; a refusal stands in its reading.

    `name` is the file's own name where `path` is a temporary one. What a person chose: `mapping` gives columns by
    index their field (or `person`, or `extra`), `sheet` names the sheet, `titles` the row of its titles (0: none).
    `memory`: what titles were said to mean before; the mapping it asks for is that of the answer.
    """
    reading = Reading(file=name or path.name)
    try:
        return _open(path, reading, mapping, sheet, titles, memory or {})
    except Refused as refusal:
        return OpenList(replace(reading, refused=str(refusal)))


def _open(
    path: Path,
    reading: Reading,
    mapping: Mapping[int, str] | None,
    wanted: str | None,
    titles: int | None,
    memory: Mapping[str, str],
) -> OpenList:
    source = open_source(path)
    reading = replace(
        reading,
        sheets=tuple(one.name for one in source.sheets if one.name and not one.is_hidden),
        encoding=source.encoding,
        separator=source.separator,
    )
    try:
        sheet, header = _choose(source, wanted) if titles is None else _told(source, wanted, titles)
    except Refused as refusal:
        return OpenList(replace(_unread(source, wanted, reading), refused=str(refusal)))
    top = [cells for cells in islice(sheet.rows(), header.number, header.number + _LOOKED_AT) if any(cells)]
    labels = _all_labels(header, top)
    layout = layouts.recognise(labels)
    match = partial(
        headers.match_columns,
        labels,
        overrides=layout.meanings if layout else {},
        suits=lambda index, field: _share(top, index, field),
    )
    matches = match(mapping=mapping)
    if not mapping and (mapping := _remembered(matches, memory)):
        matches = match(mapping=mapping)
    mapping = mapping or {}
    reading = replace(
        reading,
        sheet=sheet.name or None,
        layout=layout.name if layout else None,
        header_row=header.number,
        headers=tuple(labels),
        matches=matches,
    )
    refused = (
        layout.refused if layout and layout.refused else _not_equipment(reading, top, by_hand=bool(mapping))
    )
    if refused:
        return OpenList(replace(reading, refused=str(refused)), mapping)
    lines = _lines(sheet, header, reading)
    first = next(lines, None)
    if first is None:
        refused = _("The list has headers but no device below them.")
        return OpenList(replace(reading, refused=refused), mapping)
    hint = layout.type_hint if layout else None
    hint = hint or _hint(reading.file, sheet.name, *header.titles)
    context = rows.SheetContext(type_hint=hint, code_list=_code_lists(source, sheet))
    return OpenList(reading, mapping, chain([first], lines), context, sheet.height)


def _remembered(matches: Sequence[ColumnMatch], memory: Mapping[str, str]) -> dict[int, str]:
    """Return what was said before of these columns, where they would be read otherwise."""
    return {
        match.index: memory[match.header]
        for match in matches
        if memory.get(match.header) in MEANINGS and memory[match.header] != match.meaning
    }


def _lines(sheet: Sheet, header: Header, reading: Reading) -> Iterator[Line]:
    columns = {match.index: match.field for match in reading.matches if match.field}
    lines = tables.data_rows(islice(sheet.rows(), header.number + MAX_ROWS * 2), header, columns)
    for count, line in enumerate(lines):
        if count == MAX_ROWS:
            raise Refused(_("The list has more than %(limit)s rows: split it.") % {"limit": MAX_ROWS})
        yield line


def remarks(reading: Reading, rows_read: int, *, has_other: bool) -> tuple[str, ...]:
    """Return what is to be said of the list as a whole. `has_other`: the type of some row is not known."""
    fields = reading.columns.keys()
    told = []
    if has_other and not fields & {"type", "model"}:
        told.append(_("No column tells the type or the model: the workshop will see on arrival."))
    if rows_read and not fields & {"serial", "imei", "asset_tag", "quantity"}:
        told.append(_("No column identifies the devices: each row counts for one device."))
    if twice := _standing_twice(reading.matches):
        told.append(
            _(
                "These titles stand twice: %(titles)s. Devices listed side by side are not read: put them below each other."
            )
            % {"titles": ", ".join(twice)}
        )
    return tuple(told)


def _standing_twice(matches: Sequence[ColumnMatch]) -> list[str]:
    """Return the titles of a second table beside the first: several of the same, the number of the device among them."""
    read = {words.key(match.header): match.field for match in matches if match.field}
    again = [match for match in matches if match.meaning == headers.EXTRA and words.key(match.header) in read]
    fields = {read[words.key(match.header)] for match in again}
    return [match.header for match in again] if len(fields) > 1 and fields & _IDENTIFYING else []


def _choose(source: Source, wanted: str | None) -> tuple[Sheet, Header]:
    """Return the sheet that looks most like a list of devices: most fields, then most rows."""
    offered = [one for one in source.sheets if wanted in {None, one.name}]
    visible = [one for one in offered if wanted or not one.is_hidden] or offered
    found = []
    top: list[list[str]] = []
    any_cell = False
    for order, one in enumerate(visible):
        top = list(islice(one.rows(), tables.SEARCHED_ROWS + _LOOKED_AT))
        any_cell = any_cell or any(map(any, top))
        if header := tables.find_header(top):
            telling = len(header.fields & (_DESCRIBING | _IDENTIFYING))
            persons = headers.PERSON in header.fields
            found.append((telling, -persons, sum(map(any, top)), -order, one, header))
    if not any_cell:
        raise Refused(_("The file holds no text at all."))
    if not found:
        _refuse_named_layouts(top)
        raise Refused(
            _(
                "No line of column titles for a list of devices was found: "
                "put titles such as “Type”, “Brand”, “Model” and “Serial number” above the columns."
            )
        )
    return max(found, key=lambda candidate: candidate[:4])[4:]


def _told(source: Source, wanted: str | None, titles: int) -> tuple[Sheet, Header]:
    """Return the sheet and the header a person pointed at; columns without titles bear a spreadsheet's letters."""
    sheet = _first(source, wanted)
    top = list(islice(sheet.rows(), titles + _LOOKED_AT))
    said = top[titles - 1] if 0 < titles <= len(top) else []
    width = min(max(map(len, top), default=0), MAX_COLUMNS)
    labels = [said[index] if index < len(said) and said[index] else letters(index) for index in range(width)]
    return sheet, Header(titles, tuple(labels), frozenset(), ())


def _first(source: Source, wanted: str | None) -> Sheet:
    """Return the sheet asked for, or the one with most rows at its top."""
    offered = [one for one in source.sheets if wanted in {None, one.name}] or list(source.sheets)
    if not offered:
        raise Refused(_("The file holds no text at all."))
    return max(offered, key=lambda one: sum(map(any, islice(one.rows(), _LOOKED_AT))))


def _unread(source: Source, wanted: str | None, reading: Reading) -> Reading:
    """Return a list whose titles nobody knows, its columns by letter, for a person to say what each holds."""
    try:
        sheet, header = _told(source, wanted, 0)
    except Refused:
        return reading
    top = [
        (number, tuple(cells))
        for number, cells in enumerate(islice(sheet.rows(), _LOOKED_AT), 1)
        if any(cells)
    ]
    matches = tuple(
        ColumnMatch(index, label, None, 0, is_person=False) for index, label in enumerate(header.labels)
    )
    lines = tuple(Row(number, {}, cells, {}, ()) for number, cells in top[:_SHOWN])
    return replace(
        reading, sheet=sheet.name or None, header_row=0, headers=header.labels, matches=matches, top=lines
    )


def letters(index: int) -> str:
    """Return the name of a column as spreadsheets show it: 0 → A, 26 → AA."""
    name = ""
    while index >= 0:
        name = chr(ord("A") + index % 26) + name
        index = index // 26 - 1
    return name


def _refuse_named_layouts(top: Sequence[Sequence[str]]) -> None:
    for cells in top[: tables.SEARCHED_ROWS]:
        layout = layouts.recognise(cells)
        if layout and layout.refused:
            raise Refused(layout.refused)


def _all_labels(header: Header, top: Sequence[Sequence[str]]) -> list[str]:
    """Return the labels, with empty ones for columns beyond the header."""
    width = min(max([len(header.labels), *map(len, top)]), MAX_COLUMNS)
    return [*header.labels, *[""] * (width - len(header.labels))][:MAX_COLUMNS]


def _share(top: Sequence[Sequence[str]], index: int, field: str) -> int:
    """Return the percentage of a column's cells that are device types, or models of known makers."""
    cells = [cells[index] for cells in top if index < len(cells) and not words.is_nothing(cells[index])]
    if not cells:
        return 100 if field in {"serial", "asset_tag"} else 0
    if field == "asset_tag":
        is_a_group = len(cells) > 3 and len(set(cells)) * 2 <= len(cells)  # a site, an entity
        return 0 if is_a_group or cells == [str(number) for number in range(1, len(cells) + 1)] else 100
    if field == "serial":
        return 100 * sum(len(cell) > 3 or any(map(str.isdigit, cell)) for cell in cells) // len(cells)
    if field == "model":
        fitting = sum(bool(kinds.of_model(cell) or kinds.maker_in(cell)) for cell in cells)
        return 0 if fitting * 2 < len(cells) else 40
    return 100 * sum(kinds.of_type(cell) is not None for cell in cells) // len(cells)


def _not_equipment(reading: Reading, top: Sequence[Sequence[str]], *, by_hand: bool) -> str | None:
    fields = set(reading.columns)
    if "type" in fields and not by_hand:
        index = next(match.index for match in reading.matches if match.field == "type")
        said = [kinds.of_type(cells[index]) for cells in top if index < len(cells) and cells[index]]
        if said and all(code == kinds.SOFTWARE for code in said):
            return str(layouts.LICENCES)
        if not by_hand and not any(said) and not fields & (_IDENTIFYING | {"model"}):
            fields.discard("type")
    if fields & _IDENTIFYING or len(fields & _DESCRIBING) >= 2 or (by_hand and fields & _DESCRIBING):
        return None
    if "type" in fields and any(kinds.of_type(cell) for cells in top for cell in cells):
        return None
    return _(
        "This is not a list of devices: the columns found (%(columns)s) tell neither type, model nor serial number."
    ) % {"columns": ", ".join(filter(None, reading.headers[:8]))}


def _hint(*texts: str) -> str | None:
    """Return the one type that file name, sheet name and titles name, if they name one."""
    named = {
        code
        for text in texts
        for found in _NAMED.findall(words.fold(text))
        if (code := kinds.of_type(found)) is not None
    }
    specific = named - {kinds.COMPUTER}
    return specific.pop() if len(specific) == 1 else kinds.COMPUTER if named == {kinds.COMPUTER} else None


def _code_lists(source: Source, chosen: Sheet) -> dict[str, str]:
    """Return the codes that small two-column sheets of the workbook explain."""
    codes: dict[str, str] = {}
    for one in source.sheets:
        if one is chosen:
            continue
        lines = [[cell for cell in cells if cell] for cells in islice(one.rows(), 200)]
        pairs = [cells for cells in lines if cells]
        if all(len(cells) == 2 for cells in pairs):
            codes |= {code: meaning for code, meaning in pairs if kinds.of_type(meaning)}
    return codes
