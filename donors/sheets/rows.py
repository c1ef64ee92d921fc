"""Turns the cells of each data row into normalised values and problems a donor understands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from donors.sheets import kinds, values
from donors.sheets.cells import Column, Found
from donors.sheets.headers import is_ours, unit_in
from donors.sheets.problems import problem
from donors.sheets.reading import ColumnMatch, Problem, Row
from donors.sheets.tables import Line

# Screens are often listed under the serial number of their computer; two computers never share one.
_MACHINES = {"laptop", "desktop", "all_in_one", "server", "tablet", "smartphone"}
_LOOKED_AT = 2000  # rows that tell in which order a column writes its dates


@dataclass
class SheetContext:
    """What the sheet as a whole says about each of its rows."""

    type_hint: str | None = None  # from its name or title
    code_list: Mapping[str, str] = field(default_factory=dict)  # ITH → Imprimante thermique
    first_seen: dict[str, dict[str, int]] = field(  # the row that bore a number first
        default_factory=lambda: {name: {} for name in ("serial", "imei", "asset_tag")}
    )
    types: dict[int, str] = field(default_factory=dict)  # of those rows


def read_rows(data: Iterable[Line], matches: Sequence[ColumnMatch], context: SheetContext) -> Iterator[Row]:
    """Yield one row per line of the table; columns about persons are blanked before anything is kept."""
    lines = iter(data)
    start = list(islice(lines, _LOOKED_AT))
    columns = [_column(match, start) for match in matches if match.field]
    persons = {match.index for match in matches if match.is_person}
    extras = _extra_names(matches)
    fields = {column.field for column in columns}
    for line in chain(start, lines):
        cells = (
            tuple("" if index in persons else cell for index, cell in enumerate(line.cells))
            if persons
            else line.cells
        )
        if line.apart:
            told = problem("another_table", row=line.number, field="type", other=line.apart)
            yield Row(line.number, {"type": "other"}, cells, {}, (told,))
            continue
        extra = {name: line.filled[index] for index, name in extras if index in line.filled}
        found, problems = _parse(line, columns, extra)
        problems += _settle_type(line.number, found, fields, context, line.section)
        problems += _repetitions(line.number, found, context)
        yield Row(line.number, found, cells, extra, tuple(problems))


def _column(match: ColumnMatch, start: Sequence[Line]) -> Column:
    month_first = match.field == "purchase_date" and values.month_comes_first(
        [line.filled[match.index] for line in start if match.index in line.filled]
    )
    return Column(match.index, match.header, match.field or "", unit_in(match.header), month_first)


def _extra_names(matches: Sequence[ColumnMatch]) -> list[tuple[int, str]]:
    names: list[tuple[int, str]] = []
    for match in matches:
        if match.field or match.is_person or not match.header or is_ours(match.header):
            continue
        same = sum(name.split(" (")[0] == match.header for _index, name in names)
        names.append((match.index, f"{match.header} ({same + 1})" if same else match.header))
    return names


def _parse(line: Line, columns: Sequence[Column], extra: dict[str, str]) -> tuple[Found, list[Problem]]:
    found: Found = {}
    problems = []
    for column in columns:
        cell = line.filled.get(column.index)
        if cell is None:
            continue
        values_found, code = column.read(cell)
        for name, value in values_found.items():
            found.setdefault(name, value)
        if not values_found:
            extra[column.header] = cell  # not understood, and not lost
        if code:
            problems.append(problem(code, row=line.number, field=column.field, text=cell))
    if found.get("quantity", 1) > 1 and ("serial" in found or "imei" in found):
        told = str(found["quantity"])
        problems.append(problem("quantity_with_serial", row=line.number, field="quantity", text=told))
    return found, problems


def _settle_type(
    number: int, found: Found, fields: set[str], context: SheetContext, section: str
) -> list[Problem]:
    """Put a type code in place of the donor's words, and the maker a model names."""
    said, model = found.pop("type", ""), found.get("model", "")
    if model and "manufacturer" not in found and (maker := kinds.maker_in(model)):
        found["manufacturer"] = maker
    code = kinds.of_type(said) or kinds.of_type(context.code_list.get(said, "")) if said else None
    if code == kinds.SOFTWARE:
        found["type"] = "other"
        return [problem("software", row=number, field="type", text=said)]
    by_model = kinds.of_model(model) or ("smartphone" if "imei" in found else None)
    if code is None or code == kinds.COMPUTER:
        by_model = by_model or kinds.of_model(found.get("name", ""))
        hint = kinds.of_type(section) or context.type_hint
        code = (
            by_model
            or (hint if hint not in {kinds.COMPUTER, kinds.SOFTWARE} else None)
            or (code and "desktop")
        )
    found["type"] = code or "other"
    return [] if code else _type_missing(number, found, fields, said)


def _type_missing(number: int, found: Found, fields: set[str], said: str) -> list[Problem]:
    if not fields & {"type", "model"}:
        return []  # said once for the sheet
    if said and not {"model", "serial", "imei"} & found.keys():
        return [problem("device_unclear", row=number, field="type", text=said)]
    if said:
        return [problem("type_unknown", row=number, field="type", text=said)]
    if "model" not in found:
        return [problem("type_and_model_missing", row=number, field="type")]
    return [problem("type_uncertain", row=number, field="type")]


def _repetitions(number: int, found: Found, context: SheetContext) -> list[Problem]:
    problems = []
    for name, seen in context.first_seen.items():
        if name not in found:
            continue
        other = seen.setdefault(found[name].upper(), number)
        if other == number:
            context.types[number] = found["type"]
            continue
        other_type = context.types[other]
        is_shared = (
            name == "serial" and other_type != found["type"] and not {other_type, found["type"]} <= _MACHINES
        )
        code = "serial_shared" if is_shared else f"{name}_repeated"
        problems.append(problem(code, row=number, field=name, text=found[name], other=other))
    return problems
